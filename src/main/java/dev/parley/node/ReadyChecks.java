package dev.parley.node;

import dev.parley.cluster.Roster;
import dev.parley.gateway.Readiness;
import dev.parley.log.ArchiveCounts;
import dev.parley.log.LogCounts;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The parts of {@code /ready}: each with {@code ok}, a sentence for an administrator, and the numbers behind it. Any thread; nothing waits.
 *
 * @param settings of this node
 * @param reason why it does not serve; empty: it does
 * @param roster who is there
 * @param logs how far the archive agrees with the cluster's history
 * @param archive how the disk does
 */
record ReadyChecks(
        Settings settings,
        Supplier<Optional<String>> reason,
        Roster roster,
        Supplier<LogCounts> logs,
        Supplier<ArchiveCounts> archive)
        implements Readiness {

    private static final String JOINED = "joined";
    private static final String ARCHIVE = "archive";

    /** Of a node that is not in the cluster yet. */
    static JsonObject joining() {
        return new JsonObject()
                .put(JOINED, check(false, "This node is joining the cluster."))
                .put(ARCHIVE, check(true, "The archive is open."));
    }

    /** Of a node that is out of the cluster because of its archive. */
    static JsonObject out(String why) {
        return new JsonObject()
                .put(JOINED, check(false, "This node left the cluster, and comes back when its archive can be used."))
                .put(ARCHIVE, check(false, Character.toUpperCase(why.charAt(0)) + why.substring(1)));
    }

    @Override
    public Optional<String> obstacle() {
        return reason.get();
    }

    @Override
    public JsonObject checks() {
        int nodes = roster.members().size();
        return new JsonObject()
                .put(
                        JOINED,
                        check(true, "In cluster " + settings.cluster().name() + " with " + nodes + " nodes.")
                                .put("nodes", nodes))
                .put("reconciled", reconciled(logs.get().reconcile()))
                .put(ARCHIVE, archive(archive.get()))
                .put("majority", majority(nodes));
    }

    private static JsonObject reconciled(LogCounts.Reconciling standing) {
        boolean isLevel = standing.step() == LogCounts.Step.LEVEL;
        String sentence = isLevel
                ? "The archive agrees with the cluster's history: " + standing.logs() + " logs were compared, "
                        + standing.different() + " differed, " + standing.fetched() + " entries were fetched."
                : "The archive is being compared with the other nodes': " + standing.sentence() + ".";
        return check(isLevel, sentence)
                .put("logs", standing.logs())
                .put("different", standing.different())
                .put("done", standing.done())
                .put("entriesFetched", standing.fetched())
                .put("rounds", standing.rounds())
                .put("millis", standing.millis());
    }

    private static JsonObject archive(ArchiveCounts counts) {
        String sentence = counts.isTroubled()
                ? "The archive cannot be relied on any more; this node is about to leave."
                : counts.isFailing()
                        ? "The last attempt to write to the archive failed; it is tried again."
                        : "The archive takes entries.";
        return check(!counts.isFailing() && !counts.isTroubled(), sentence)
                .put("waitingEntries", counts.waitingEntries())
                .put("waitingBytes", counts.waitingBytes());
    }

    private JsonObject majority(int nodes) {
        int needed = settings.cluster().quorum();
        boolean isThere = roster.mode() == Roster.Mode.READ_WRITE;
        String sentence = needed <= 1
                ? "No majority is asked for: whoever is there goes on (policy available)."
                : isThere
                        ? nodes + " nodes are there, and " + needed + " are needed for writing."
                        : "Only " + nodes + " of the " + needed
                                + " nodes that are needed for writing are there; history can be read.";
        return check(isThere, sentence).put("nodes", nodes).put("needed", needed);
    }

    private static JsonObject check(boolean isWell, String sentence) {
        return new JsonObject().put("ok", isWell).put("sentence", sentence);
    }
}
