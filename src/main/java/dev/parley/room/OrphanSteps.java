package dev.parley.room;

import dev.parley.log.Orphan;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how orphans come back: said again log by log in their old order, forgotten when they are acknowledged, tried again when they are not.
 *
 * <p>At most one chunk of one log is under way, and the next is begun when each of it is decided: what follows in a log may only be said after
 * what was before it. What was refused for good is passed over and stays in the archive. Each event is answered with what is to be done. Not
 * thread safe: one owner.
 */
@PureCore
public final class OrphanSteps {

    /** What the owner is to do. */
    public sealed interface Effect {
        /** Read the orphans after a row; answer with {@link #read} or {@link #readFailed}. */
        record Read(long afterRow, int limit) implements Effect {}

        /** Say this again; answer with {@link #answered}. */
        record Say(Orphan orphan, Command command) implements Effect {}

        /** Forget these, perhaps none; answer with {@link #settled} or {@link #settleFailed}. */
        record Settle(List<Long> rows) implements Effect {}

        /** Call {@link #next} after a while. */
        record Pause() implements Effect {}

        /** An orphan was refused for good and stays in the archive. */
        record Refused(Orphan orphan, Outcome outcome) implements Effect {}

        /** There are no more; so many are entries again. */
        record Ended(long returned) implements Effect {}
    }

    private final int limit;
    private final Map<Long, Orphan> open = new LinkedHashMap<>();
    private final List<Long> accepted = new ArrayList<>();
    private boolean isDecided;
    private long last;
    private long passed;
    private long returned;

    /**
     * @param limit how many are said at once at the most
     */
    public OrphanSteps(int limit) {
        this.limit = limit;
    }

    /** Begins, or goes on after a pause. */
    public List<Effect> next() {
        return List.of(new Effect.Read(passed, limit));
    }

    /** The orphans after the row, in the order in which they were cut. */
    public List<Effect> read(List<Orphan> orphans) {
        if (orphans.isEmpty()) {
            return List.of(new Effect.Ended(returned));
        }
        LogId log = orphans.get(0).log();
        isDecided = true;
        List<Effect> effects = new ArrayList<>();
        orphans.stream().takeWhile(orphan -> orphan.log().equals(log)).forEach(orphan -> {
            open.put(orphan.row(), orphan);
            last = orphan.row();
            effects.add(new Effect.Say(orphan, command(orphan)));
        });
        return effects;
    }

    /** They cannot be read now. */
    public List<Effect> readFailed() {
        return List.of(new Effect.Pause());
    }

    /** What became of one that was said again; null: nobody knows. */
    public List<Effect> answered(long row, @Nullable Outcome outcome) {
        Orphan orphan = open.remove(row);
        List<Effect> effects = new ArrayList<>();
        if (orphan == null) {
            return effects;
        }
        if (outcome instanceof Outcome.Accepted) {
            accepted.add(row);
        } else if (outcome instanceof Outcome.Refused refused
                && !refused.error().isTemporary()) {
            effects.add(new Effect.Refused(orphan, outcome));
        } else {
            isDecided = false;
        }
        if (open.isEmpty()) {
            effects.add(new Effect.Settle(List.copyOf(accepted)));
        }
        return effects;
    }

    /** Those that are entries again are forgotten. */
    public List<Effect> settled() {
        returned += accepted.size();
        accepted.clear();
        if (!isDecided) {
            return List.of(new Effect.Pause());
        }
        passed = last;
        return next();
    }

    /** They are not forgotten; said once more they are acknowledged at once. */
    public List<Effect> settleFailed() {
        accepted.clear();
        return List.of(new Effect.Pause());
    }

    private static Command command(Orphan orphan) {
        Entry entry = orphan.entry();
        return new Command(orphan.log(), entry.id(), entry.kind(), entry.author(), entry.atMillis(), entry.body());
    }
}
