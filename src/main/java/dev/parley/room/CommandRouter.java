package dev.parley.room;

import dev.parley.wire.Command;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gets commands to whoever leads their log, again and again with the same id, until there is an outcome or the deadline is over.
 *
 * <p>Sending again is always safe, so it asks for no proof that a message was lost: no answer for a while, a leader that is gone, another
 * leader, a "not leader" each lead to another try. Only where too few nodes are left for writing it does not try: who waits is told at once,
 * and keeps the command until there are enough. Not thread safe: one owner. Times are monotonic milliseconds.
 */
@PureCore
final class CommandRouter {

    /**
     * Limits and times.
     *
     * @param pending commands under way at the most
     * @param deadlineMillis how long one command is tried
     * @param resendMillis how long to wait for an answer before sending again
     * @param pauseMillis how long to wait after a "not leader" before sending again
     */
    record Config(int pending, long deadlineMillis, long resendMillis, long pauseMillis) {}

    /** What the owner is to do. */
    sealed interface Effect {
        /** Send the command under its number. */
        record Send(NodeId to, long number, Command command) implements Effect {}

        /** Tell the outcome to whoever submitted the command; its number is not used again. */
        record Complete(long number, Outcome outcome) implements Effect {}
    }

    private static final class Route {
        final Command command;
        final long deadlineMillis;

        @Nullable
        NodeId sentTo;

        long sendAtMillis;

        Route(Command command, long deadlineMillis) {
            this.command = command;
            this.deadlineMillis = deadlineMillis;
        }
    }

    private final Config config;
    private final @Nullable NodeId[] leaders = new NodeId[LogId.SHARDS];
    private final Map<Long, Route> routes = new LinkedHashMap<>();
    private long lastNumber;
    private boolean isReadOnly;

    CommandRouter(Config config) {
        this.config = config;
    }

    /** The number that the next {@link #submit} will use. */
    long nextNumber() {
        return lastNumber + 1;
    }

    /** Takes a command on, under {@link #nextNumber}. */
    List<Effect> submit(Command command, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        long number = ++lastNumber;
        if (isReadOnly) {
            effects.add(new Effect.Complete(number, Refusals.READ_ONLY));
            return effects;
        }
        if (routes.size() >= config.pending()) {
            effects.add(new Effect.Complete(number, Refusals.TOO_MANY_UNDER_WAY));
            return effects;
        }
        Route route = new Route(command, nowMillis + config.deadlineMillis());
        routes.put(number, route);
        send(number, route, leaders[command.log().shard()], nowMillis, effects);
        return effects;
    }

    /** A node answered. */
    List<Effect> answered(NodeId from, long number, Outcome outcome, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        Route route = routes.get(number);
        if (route == null) {
            return effects;
        }
        if (outcome instanceof Outcome.NotLeader notLeader) {
            if (from.equals(route.sentTo)) {
                NodeId other = notLeader.leader();
                NodeId known = leaders[route.command.log().shard()];
                if (other != null && !other.equals(from)) {
                    send(number, route, other, nowMillis, effects);
                } else if (known != null && !known.equals(from)) {
                    send(number, route, known, nowMillis, effects);
                } else {
                    route.sendAtMillis = nowMillis + config.pauseMillis();
                }
            }
        } else {
            routes.remove(number);
            effects.add(new Effect.Complete(number, outcome));
        }
        return effects;
    }

    /** A shard has another leader, or none. */
    List<Effect> leaderChanged(int shard, @Nullable NodeId leader, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        leaders[shard] = leader;
        if (leader != null) {
            routes.forEach((number, route) -> {
                if (route.command.log().shard() == shard && !leader.equals(route.sentTo)) {
                    send(number, route, leader, nowMillis, effects);
                }
            });
        }
        return effects;
    }

    /** Too few nodes are left for writing: whoever waits, and whoever comes, is told so. */
    List<Effect> readOnly() {
        isReadOnly = true;
        List<Effect> effects = new ArrayList<>();
        routes.keySet().forEach(number -> effects.add(new Effect.Complete(number, Refusals.READ_ONLY)));
        routes.clear();
        return effects;
    }

    /** There are enough nodes for writing again. */
    void writable() {
        isReadOnly = false;
    }

    /** Time went by. Call it every few tens of milliseconds. */
    List<Effect> tick(long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        List<Long> late = new ArrayList<>();
        routes.forEach((number, route) -> {
            if (nowMillis >= route.deadlineMillis) {
                late.add(number);
            } else if (nowMillis >= route.sendAtMillis) {
                send(number, route, leaders[route.command.log().shard()], nowMillis, effects);
            }
        });
        for (long number : late) {
            routes.remove(number);
            effects.add(new Effect.Complete(number, Refusals.NOT_IN_TIME));
        }
        return effects;
    }

    private void send(long number, Route route, @Nullable NodeId to, long nowMillis, List<Effect> effects) {
        route.sentTo = to;
        route.sendAtMillis = nowMillis + (to == null ? config.pauseMillis() : config.resendMillis());
        if (to != null) {
            effects.add(new Effect.Send(to, number, route.command));
        }
    }
}
