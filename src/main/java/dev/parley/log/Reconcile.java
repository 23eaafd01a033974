package dev.parley.log;

import dev.parley.log.LogReconcile.Beyond;
import dev.parley.wire.Digest;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node does before it leads or serves: makes its archive agree with the cluster's history, log by log.
 *
 * <p>Whose copy is believed depends on who is there:
 *
 * <ul>
 *   <li>Whoever is there will do (quorum 1), and some node serves: the best copy of those that serve. They have gone on, and clients have seen it.
 *   <li>Quorum 1 and nobody serves: the oldest member begins with the best of all copies; the others wait until it serves.
 *   <li>A quorum is asked for: the best copy of at least that many archives, whether their nodes serve or not. What was acknowledged is
 *       on a quorum of disks, and two quorums have a disk in common.
 * </ul>
 *
 * <p>Best is {@link LogEnd#isBetterThan}. What our log has that the reference contradicts is cut off and kept as orphans. The work is done
 * in rounds: when anything fails, everything is compared again, which costs little because what agrees by then needs nothing. Not
 * thread safe: one owner. Time is monotonic.
 */
@PureCore
public final class Reconcile {

    /**
     * Limits and times.
     *
     * @param quorum archives that must have been compared, our own included; 1: whoever is there will do
     * @param parallel logs that are worked on at the same time
     * @param pauseMillis before something that failed is tried again, and between looks at what was offered
     */
    public record Config(int quorum, int parallel, long pauseMillis) {}

    /** Whose copies are asked for, and believed. */
    private enum Plan {
        /** Nobody may be believed yet. */
        WAIT,
        /** Those who serve. */
        SERVING,
        /** All, because this node is to begin. */
        FOUND,
        /** All, because a quorum is wanted. */
        QUORUM
    }

    private enum Step {
        WAITING,
        ASKING,
        WORKING,
        LEVEL
    }

    private final NodeId self;
    private final Config config;
    private List<NodeId> present = List.of();
    private Set<NodeId> serving = Set.of();
    private Step step = Step.WAITING;
    private Plan plan = Plan.WAIT;
    private final Set<NodeId> asked = new TreeSet<>();
    private final Set<NodeId> askAgain = new TreeSet<>();
    private final Map<NodeId, Map<LogId, LogEnd>> inventories = new TreeMap<>();
    private final Deque<LogReconcile> waiting = new ArrayDeque<>();
    private final Map<LogId, LogReconcile> working = new TreeMap<>();
    /** Logs of our own from which entries are being taken out, in this round or in one before. */
    private final Set<LogId> cutting = new TreeSet<>();

    private int compared;
    private int different;
    private int failures;
    private int round;
    private long lookAtMillis;

    /**
     * @param self this node
     * @param config limits and times
     */
    public Reconcile(NodeId self, Config config) {
        this.self = self;
        this.config = config;
    }

    /** Whether this node's archive agrees with the cluster's history, as far as that was known when it was asked for. */
    public boolean isLevel() {
        return step == Step.LEVEL;
    }

    /** Grows when everything is compared again: answers to what was asked before it are not to be brought any more. */
    public int round() {
        return round;
    }

    /** What is being done, for people. */
    public String progress() {
        return switch (step) {
            case WAITING ->
                config.quorum() > 1
                        ? "waiting for a majority: " + present.size() + " of " + config.quorum() + " nodes are here"
                        : "waiting for node " + (present.isEmpty() ? "?" : present.get(0)) + " to serve";
            case ASKING -> "asking " + asked + " which logs they have";
            case WORKING ->
                "bringing logs up to date: " + (different - waiting.size() - working.size()) + " of " + different;
            case LEVEL -> "up to date";
        };
    }

    /** How far it is, in numbers. */
    LogCounts.Reconciling standing(long fetched, long millis) {
        LogCounts.Step doing = switch (step) {
            case WAITING -> LogCounts.Step.WAITING;
            case ASKING -> LogCounts.Step.ASKING;
            case WORKING -> LogCounts.Step.WORKING;
            case LEVEL -> LogCounts.Step.LEVEL;
        };
        int done = different - waiting.size() - working.size();
        return new LogCounts.Reconciling(
                doing, progress(), present.size(), config.quorum(), compared, different, done, round, fetched, millis);
    }

    /**
     * Who is there.
     *
     * @param presentNow all members, the oldest first, this node included
     * @param servingNow those of them that serve
     */
    public List<ReconcileEffect> roster(List<NodeId> presentNow, Set<NodeId> servingNow, long nowMillis) {
        List<ReconcileEffect> effects = new ArrayList<>();
        present = List.copyOf(presentNow);
        serving = new HashSet<>(servingNow);
        serving.remove(self);
        if (step != Step.LEVEL && plan() != plan) {
            begin(effects);
        } else if (step == Step.ASKING) {
            // Whoever serves meanwhile has reconciled with those who are asked.
            asked.retainAll(present);
            compareIfAllAnswered(nowMillis, effects);
        }
        return effects;
    }

    /** A node told which logs it has. */
    public List<ReconcileEffect> inventory(NodeId node, Map<LogId, LogEnd> ends, long nowMillis) {
        List<ReconcileEffect> effects = new ArrayList<>();
        if (step == Step.ASKING && asked.remove(node)) {
            inventories.put(node, Map.copyOf(ends));
            compareIfAllAnswered(nowMillis, effects);
        }
        return effects;
    }

    /** A node did not tell. It is asked again as long as it is a member: it may be the one that has everything. */
    public List<ReconcileEffect> inventoryFailed(NodeId node, long nowMillis) {
        if (step == Step.ASKING && asked.contains(node)) {
            askAgain.add(node);
            lookAtMillis = nowMillis + config.pauseMillis();
        }
        return List.of();
    }

    /** Our own archive has this digest at a number; empty: it has none, or did not tell. */
    public List<ReconcileEffect> digest(LogId log, long seq, Optional<Digest> digest) {
        return advance(log, one -> one.digest(seq, digest));
    }

    /** A node told how a position of ours relates to its history, which ends at {@code head}. */
    public List<ReconcileEffect> probed(LogId log, Position at, Relation relation, Position head) {
        return advance(log, one -> one.probed(at, relation, head));
    }

    /**
     * What was to be cut off is, or that failed; to be told before {@link #cut} or {@link #failed}, and whichever round it was of. Until then our
     * own archive is not asked what it has: the answer could be what it will not have any more.
     */
    public void cutEnded(LogId log) {
        cutting.remove(log);
    }

    /** What was to be cut off is kept as orphans now. */
    public List<ReconcileEffect> cut(LogId log) {
        return advance(log, LogReconcile::cut);
    }

    /** What was to be fetched is on our disk. */
    public List<ReconcileEffect> fetched(LogId log) {
        return advance(log, LogReconcile::fetched);
    }

    /** The last thing that was asked for a log did not work. */
    public List<ReconcileEffect> failed(LogId log) {
        return advance(log, LogReconcile::fail);
    }

    /** Time went by. Call it a few times a second. */
    public List<ReconcileEffect> tick(long nowMillis) {
        List<ReconcileEffect> effects = new ArrayList<>();
        if (nowMillis < lookAtMillis) {
            return effects;
        }
        lookAtMillis = nowMillis + config.pauseMillis();
        if (step == Step.ASKING) {
            askAgain.retainAll(asked);
            List.copyOf(askAgain).stream().filter(this::mayBeAsked).forEach(node -> {
                effects.add(new ReconcileEffect.Inventory(node));
                askAgain.remove(node);
            });
        } else if (step == Step.WORKING && working.isEmpty() && waiting.isEmpty()) {
            begin(effects);
        } else if (step == Step.WORKING) {
            List.copyOf(working.keySet()).forEach(log -> effects.addAll(advance(log, LogReconcile::tick)));
        }
        return effects;
    }

    private Plan plan() {
        if (config.quorum() > 1) {
            return present.size() >= config.quorum() ? Plan.QUORUM : Plan.WAIT;
        }
        if (!serving.isEmpty()) {
            return Plan.SERVING;
        }
        return !present.isEmpty() && present.get(0).equals(self) ? Plan.FOUND : Plan.WAIT;
    }

    private void begin(List<ReconcileEffect> effects) {
        plan = plan();
        round++;
        asked.clear();
        askAgain.clear();
        inventories.clear();
        waiting.clear();
        working.clear();
        step = plan == Plan.WAIT ? Step.WAITING : Step.ASKING;
        if (step == Step.ASKING) {
            asked.addAll(plan == Plan.SERVING ? serving : present);
            asked.add(self);
            asked.stream().filter(this::mayBeAsked).forEach(node -> effects.add(new ReconcileEffect.Inventory(node)));
            asked.stream().filter(node -> !mayBeAsked(node)).forEach(askAgain::add);
        }
    }

    private boolean mayBeAsked(NodeId node) {
        return !node.equals(self) || cutting.isEmpty();
    }

    private List<ReconcileEffect> noted(List<ReconcileEffect> effects) {
        effects.forEach(effect -> {
            if (effect instanceof ReconcileEffect.Cut cut) {
                cutting.add(cut.log());
            }
        });
        return effects;
    }

    private void compareIfAllAnswered(long nowMillis, List<ReconcileEffect> effects) {
        if (!asked.isEmpty()) {
            return;
        }
        boolean isEnough = plan == Plan.SERVING ? inventories.size() > 1 : inventories.size() >= config.quorum();
        if (!isEnough) {
            begin(effects);
            return;
        }
        step = Step.WORKING;
        failures = 0;
        lookAtMillis = nowMillis + config.pauseMillis();
        Map<LogId, LogEnd> mine = inventories.getOrDefault(self, Map.of());
        Set<LogId> logs = new TreeSet<>();
        inventories.values().forEach(inventory -> logs.addAll(inventory.keySet()));
        for (LogId log : logs) {
            LogReconcile one = compare(log, mine.getOrDefault(log, LogEnd.START));
            if (one != null) {
                waiting.add(one);
            }
        }
        compared = logs.size();
        different = waiting.size();
        startMore(effects);
    }

    /** The work on one log; null: there is none, because our copy is the best one or the same. */
    private @Nullable LogReconcile compare(LogId log, LogEnd mine) {
        NodeId best = self;
        LogEnd bestEnd = plan == Plan.SERVING ? LogEnd.START : mine;
        for (Map.Entry<NodeId, Map<LogId, LogEnd>> inventory : inventories.entrySet()) {
            LogEnd theirs = inventory.getValue().getOrDefault(log, LogEnd.START);
            boolean isCandidate = !inventory.getKey().equals(self);
            if (isCandidate && (theirs.isBetterThan(bestEnd) || (plan == Plan.SERVING && best.equals(self)))) {
                best = inventory.getKey();
                bestEnd = theirs;
            }
        }
        Beyond beyond = switch (plan) {
            case SERVING -> Beyond.OFFERED;
            case FOUND -> Beyond.KEPT;
            case QUORUM, WAIT -> Beyond.CUT;
        };
        boolean isSame = bestEnd.at().equals(mine.at()) && !LogReconcile.isLowered(mine, bestEnd, beyond);
        return best.equals(self) || isSame ? null : new LogReconcile(log, mine, best, bestEnd, beyond);
    }

    private void startMore(List<ReconcileEffect> effects) {
        while (working.size() < config.parallel() && !waiting.isEmpty()) {
            LogReconcile one = waiting.remove();
            List<ReconcileEffect> first = noted(one.start());
            if (!one.isDone()) {
                working.put(one.log(), one);
                effects.addAll(first);
            }
        }
        if (working.isEmpty() && waiting.isEmpty() && failures == 0) {
            step = Step.LEVEL;
        }
    }

    private List<ReconcileEffect> advance(LogId log, Function<LogReconcile, List<ReconcileEffect>> event) {
        LogReconcile one = working.get(log);
        if (step != Step.WORKING || one == null) {
            return List.of();
        }
        List<ReconcileEffect> effects = new ArrayList<>(noted(event.apply(one)));
        if (one.isDone() || one.isFailed()) {
            failures += one.isFailed() ? 1 : 0;
            working.remove(log);
            startMore(effects);
        }
        return effects;
    }

    @Override
    public String toString() {
        return self + " " + step + " " + plan + " asked=" + asked + " working=" + working.values() + " waiting="
                + waiting.size();
    }
}
