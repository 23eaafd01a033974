package dev.parley.room;

import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailReply;
import dev.parley.room.SequencerEffect.Alarm;
import dev.parley.room.SequencerEffect.Announce;
import dev.parley.room.SequencerEffect.Answer;
import dev.parley.room.SequencerEffect.Broadcast;
import dev.parley.room.SequencerEffect.Closed;
import dev.parley.room.SequencerEffect.Find;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.room.SequencerEffect.Outdated;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leader's work on one log: recover where it ends, number what comes, have it committed, acknowledge what enough disks have.
 *
 * <p>After {@link Recovery} it is open, and one batch is under way at a time: look for known ids, number, commit, send to all. Commands that
 * arrive meanwhile form the next batch by themselves. A commit of which nothing is known is sent again, the same batch with the same ids: the
 * tail tells whether it was there. A commit that finds the log elsewhere goes back to recovery. A newer term ends this object.
 *
 * <p>A known id is found in one of two places: in {@link Unsettled}, which keeps an entry until our own disk has it, or in our own
 * archive, which has everything else. No commit happens between the look and the numbering, so nothing is numbered twice. Not thread safe: one
 * owner. Time comes in: {@code nowMillis} is monotonic, {@code wallMillis} is for people.
 */
@PureCore
final class Sequencer {

    /** A batch under way, and the rules when it is committed. */
    private record Commit(Append append, Rules rules) {}

    private final LogId log;
    private final NodeId self;
    private final long term;
    private final SequencerConfig config;
    private Unsettled unsettled;
    private final Backlog backlog = new Backlog();
    private Recovery recovery;
    private Company company;
    private boolean isGridAsked;
    private boolean isOutdated;
    private Phase phase = Phase.RECOVERING;
    private Position head = Position.START;
    private long finds;
    private Rules rules = Rules.NONE;
    private @Nullable Commit commit;
    private long retryAtMillis = Long.MAX_VALUE;
    private @Nullable Long releaseAtMillis;
    private long lastActiveMillis = Long.MIN_VALUE / 2;
    private final Map<NodeId, Position> offers = new TreeMap<>();

    /** Begins to lead a log, in the term in which this node leads the log's shard; the company includes this node. */
    Sequencer(LogId log, NodeId self, long term, Company company, SequencerConfig config) {
        this.log = log;
        this.self = self;
        this.term = term;
        this.company = company;
        this.config = config;
        this.unsettled = new Unsettled(self, config, company.counted());
        this.recovery = new Recovery(log, self, term, company.present(), Map.of(), config);
    }

    /** Starts; call it once, first. */
    List<SequencerEffect> start() {
        return noted(recovery.start());
    }

    /** The term in which this node leads the log. */
    long term() {
        return term;
    }

    /** Where the log ends, in this leader's term; meaningful once it is open. */
    LogEnd head() {
        return new LogEnd(term, head);
    }

    /** Whether commands are numbered. */
    boolean isOpen() {
        return phase == Phase.IDLE || phase == Phase.FINDING || phase == Phase.COMMITTING;
    }

    /** Whether a node's archive was asked for its position and has yet to answer. */
    boolean isAsking(NodeId node) {
        return phase == Phase.RECOVERING && recovery.isSilent(node);
    }

    /** Whether nothing is under way, and nothing has been for a time. */
    boolean isIdle(long nowMillis, long idleMillis) {
        return phase == Phase.IDLE
                && backlog.size() + unsettled.size() == 0
                && nowMillis - lastActiveMillis > idleMillis;
    }

    /** Whether something happened lately, or some node's disk is not known to have everything: then its end is worth announcing. */
    boolean isWorthAnnouncing(long nowMillis, long activeMillis) {
        return isOpen() && (nowMillis - lastActiveMillis < activeMillis || unsettled.someLack(head));
    }

    /** Disks that have more than our own, from which it can fetch what it missed. */
    Map<NodeId, Position> furtherDisks() {
        return unsettled.furtherDisks();
    }

    /** Somebody wants something said. */
    List<SequencerEffect> submit(Command command, Asker asker, long nowMillis) {
        List<SequencerEffect> effects = new ArrayList<>();
        lastActiveMillis = nowMillis;
        if (phase == Phase.CLOSED || releaseAtMillis != null) {
            effects.add(new Answer(asker, new Outcome.NotLeader(null)));
        } else if (backlog.size() + unsettled.size() >= config.waiting()) {
            effects.add(new Answer(asker, Refusals.TOO_MANY_WAIT));
        } else {
            backlog.add(new Pending(command, asker));
            beginBatch(effects);
        }
        return effects;
    }

    /** The tail answered the last {@link SequencerEffect.Grid}. */
    List<SequencerEffect> replied(TailReply reply, long nowMillis) {
        List<SequencerEffect> effects = new ArrayList<>();
        isGridAsked = false;
        if (phase == Phase.CLOSED) {
            return effects;
        }
        if (isOutdated && reply.status() != TailReply.Status.FENCED) {
            recoverAgain(effects);
            return effects;
        }
        switch (reply.status()) {
            case FENCED -> {
                effects.add(new Outdated(reply.term()));
                close("outdated by term " + reply.term(), effects);
            }
            case READ_ONLY -> {
                if (phase == Phase.COMMITTING) {
                    beginRecovery(effects);
                }
                backlog.answerQueue(Refusals.READ_ONLY, effects);
                recovery.retryLater(nowMillis);
            }
            case UNKNOWN -> {
                retryAtMillis = nowMillis + config.retryMillis();
                recovery.retryLater(nowMillis);
            }
            case DONE, MISSING, MISMATCH -> {
                if (phase == Phase.RECOVERING) {
                    effects.addAll(noted(recovery.replied(reply, nowMillis)));
                    openIfRecovered(effects);
                } else {
                    committed(reply, nowMillis, effects);
                }
            }
        }
        return effects;
    }

    /** A node told how far it has the log. */
    List<SequencerEffect> position(NodeId node, LogEnd end) {
        return phase == Phase.RECOVERING ? recovery.position(node, end) : List.of();
    }

    /** Somebody else leads, or led in a newer term: stop at once. What is under way may have happened; its authors ask the next leader. */
    List<SequencerEffect> depose() {
        List<SequencerEffect> effects = new ArrayList<>();
        close("deposed", effects);
        return effects;
    }

    /** A node that joins has the log beyond our end: if nothing was said since it looked, the log goes on with what it has. */
    List<SequencerEffect> offer(NodeId node, Position base) {
        List<SequencerEffect> effects = new ArrayList<>();
        if (config.quorum() == 1) {
            offers.put(node, base);
            recovery.offer(node, base);
            takeOffers(effects);
        }
        return effects;
    }

    private void takeOffers(List<SequencerEffect> effects) {
        if (isOpen() && offers.containsValue(head) && !isGridAsked) {
            recoverAgain(effects);
        } else if (isOpen()) {
            offers.clear();
        }
    }

    /** Our own archive has everything up to the end that {@link SequencerEffect.CatchUp} named; these are the rules there. */
    List<SequencerEffect> caughtUp(Position upTo, Rules rulesThere) {
        List<SequencerEffect> effects = new ArrayList<>();
        if (phase == Phase.RECOVERING) {
            rules = rulesThere;
            effects.addAll(noted(recovery.caughtUp(upTo)));
            openIfRecovered(effects);
        }
        return effects;
    }

    /** The newest entries of our archive, in answer to {@link SequencerEffect.ReadEnd}. */
    List<SequencerEffect> read(List<Entry> newest) {
        return phase == Phase.RECOVERING ? noted(recovery.read(newest)) : List.of();
    }

    /** Our own archive did not do what the last effect asked of it. */
    void archiveFailed(long nowMillis) {
        if (phase == Phase.RECOVERING) {
            recovery.failed(nowMillis);
        } else if (phase == Phase.FINDING) {
            phase = Phase.IDLE;
            backlog.requeue();
            retryAtMillis = nowMillis + config.retryMillis();
        }
    }

    /** Which ids of the batch are entries already, in answer to the {@link SequencerEffect.Find} with this number. */
    List<SequencerEffect> found(long number, Map<EntryId, Entry> known, long wallMillis) {
        List<SequencerEffect> effects = new ArrayList<>();
        if (phase != Phase.FINDING || number != finds) {
            return effects;
        }
        Numbering numbering = new Numbering(head, rules, wallMillis);
        numbering.addAll(backlog.batch(), known, unsettled, effects);
        backlog.narrow(numbering.pending, numbering.later);
        if (numbering.pending.isEmpty()) {
            phase = Phase.IDLE;
            beginBatch(effects);
        } else {
            phase = Phase.COMMITTING;
            retryAtMillis = Long.MAX_VALUE;
            commit = new Commit(new Append(term, head, numbering.entries), numbering.rules);
            effects.addAll(noted(List.of(new Grid(commit.append()))));
        }
        return effects;
    }

    /** A node's disk has the log up to a position. What comes while recovering is told again after the announcement. */
    List<SequencerEffect> archived(NodeId node, LogEnd end) {
        List<SequencerEffect> effects = new ArrayList<>();
        // In an older term it may lack what this one began with, and be believed less than another disk later on.
        if (isOpen() && end.term() == term) {
            unsettled.archived(node, end.at(), head, effects);
            settle(effects);
        }
        return effects;
    }

    /**
     * Other nodes are there, or count, now.
     *
     * <p>When fewer than a quorum stayed, others may have gone on meanwhile without this node, in a grid that it did not see: then what it knows
     * of the log is nothing, and it is recovered again.
     */
    List<SequencerEffect> members(Company now) {
        List<SequencerEffect> effects = new ArrayList<>();
        isOutdated |= now.stayed(company) < config.quorum();
        company = now;
        unsettled.members(now.counted());
        if (isOutdated && !isGridAsked && phase != Phase.CLOSED) {
            recoverAgain(effects);
        } else if (phase == Phase.RECOVERING) {
            effects.addAll(noted(recovery.members(now.present())));
        }
        settle(effects);
        return effects;
    }

    /** Finish what is under way and take no more; {@link SequencerEffect.Closed} tells when. */
    List<SequencerEffect> release(long nowMillis) {
        List<SequencerEffect> effects = new ArrayList<>();
        releaseAtMillis = nowMillis + config.releaseMillis();
        backlog.answerQueue(new Outcome.NotLeader(null), effects);
        closeIfReleased(nowMillis, effects);
        return effects;
    }

    /** Time went by. Call it a few times a second. */
    List<SequencerEffect> tick(long nowMillis) {
        List<SequencerEffect> effects = new ArrayList<>();
        if (phase == Phase.RECOVERING) {
            effects.addAll(noted(recovery.tick(nowMillis)));
        } else if (nowMillis >= retryAtMillis) {
            retryAtMillis = Long.MAX_VALUE;
            if (phase == Phase.COMMITTING && commit != null) {
                effects.addAll(noted(List.of(new Grid(commit.append()))));
            }
            beginBatch(effects);
        }
        closeIfReleased(nowMillis, effects);
        return effects;
    }

    private void openIfRecovered(List<SequencerEffect> effects) {
        if (recovery.isDone()) {
            phase = Phase.IDLE;
            head = recovery.end();
            unsettled.recovered(head, recovery);
            effects.add(new Announce(head));
            settle(effects);
            takeOffers(effects);
        }
    }

    private void beginBatch(List<SequencerEffect> effects) {
        if (phase == Phase.IDLE && !backlog.isQueueEmpty()) {
            List<EntryId> ids = backlog.begin(unsettled.room(head), unsettled, effects);
            if (!ids.isEmpty()) {
                phase = Phase.FINDING;
                effects.add(new Find(++finds, ids));
            }
        }
    }

    private void committed(TailReply reply, long nowMillis, List<SequencerEffect> effects) {
        if (commit == null) {
            throw new IllegalStateException(this + " commits nothing and got " + reply);
        }
        if (reply.status() != TailReply.Status.DONE) {
            effects.add(new Alarm(log + " ends at " + reply.head() + ", not at " + head + "; recovering it"));
            recoverAgain(effects);
            return;
        }
        List<Entry> entries = commit.append().entries();
        unsettled.addAll(backlog.batch(), entries, effects);
        effects.add(new Broadcast(head, entries));
        head = commit.append().end();
        rules = commit.rules();
        commit = null;
        backlog.narrow(List.of(), List.of());
        phase = Phase.IDLE;
        lastActiveMillis = nowMillis;
        closeIfReleased(nowMillis, effects);
        beginBatch(effects);
    }

    private void recoverAgain(List<SequencerEffect> effects) {
        beginRecovery(effects);
        effects.addAll(noted(recovery.start()));
    }

    /** Forgets what it knows of the log. Those who wait ask again, and are found in what is recovered or numbered anew. */
    private void beginRecovery(List<SequencerEffect> effects) {
        backlog.requeue();
        unsettled.abandon(effects);
        unsettled = new Unsettled(self, config, company.counted());
        commit = null;
        isOutdated = false;
        phase = Phase.RECOVERING;
        recovery = new Recovery(log, self, term, company.present(), offers, config);
        offers.clear();
    }

    /** Remembers that the tail has been asked something, if it has. */
    private List<SequencerEffect> noted(List<SequencerEffect> effects) {
        isGridAsked |= effects.stream().anyMatch(Grid.class::isInstance);
        return effects;
    }

    private void settle(List<SequencerEffect> effects) {
        unsettled.settle(effects);
        beginBatch(effects);
    }

    private void closeIfReleased(long nowMillis, List<SequencerEffect> effects) {
        boolean isSettled = releaseAtMillis != null && backlog.batch().isEmpty() && unsettled.areAllAnswered();
        if (releaseAtMillis != null && (isSettled || nowMillis >= releaseAtMillis)) {
            close("released", effects);
        }
    }

    private void close(String reason, List<SequencerEffect> effects) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        backlog.requeue();
        backlog.answerQueue(new Outcome.NotLeader(null), effects);
        unsettled.abandon(effects);
        effects.add(new Closed(reason));
    }

    @Override
    public String toString() {
        return log + " term " + term + " " + phase + " head=" + head + " waiting=" + backlog.size() + " " + recovery;
    }
}
