package dev.parley.sim;

import dev.parley.log.SimTail;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values that the members of one side of the cluster hold in their memories: each on a primary and two backups, the backups best effort.
 *
 * <p>A write is decided at the primary and goes to the backups unconditionally. When a member goes, a backup is promoted; a new backup gets its
 * copy some time later. Who is the only holder and goes, takes the value along.
 */
final class SimGrid {

    private static final int COPIES = 3;

    /** One copy; the version orders the writes. */
    record Copy(long version, @Nullable Object value) {}

    /** One value. */
    static final class Slot {
        final String key;
        /** The primary first. */
        final List<NodeId> holders = new ArrayList<>();

        final Map<NodeId, Copy> copies = new HashMap<>();

        Slot(String key) {
            this.key = key;
        }

        NodeId primary() {
            return holders.get(0);
        }

        Copy copy(NodeId holder) {
            return copies.getOrDefault(holder, new Copy(0, null));
        }
    }

    private final SimCluster cluster;
    private final List<NodeId> members = new ArrayList<>();
    private final Map<String, Slot> slots = new TreeMap<>();
    private long changedMillis = Long.MIN_VALUE / 2;

    SimGrid(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** In the order in which they joined. */
    List<NodeId> members() {
        return List.copyOf(members);
    }

    boolean isReadOnly() {
        return members.size() < cluster.profile().quorum();
    }

    /** Whether a member left just now, so that backups may miss writes. */
    boolean isUnsettled() {
        return cluster.clock().nowMillis() - changedMillis < 1_000;
    }

    /** The tail of a log as its owner has it; null: none. */
    @Nullable
    SimTail tail(LogId log) {
        Slot slot = slot("tail/" + log);
        return (SimTail) slot.copy(slot.primary()).value();
    }

    Slot slot(String key) {
        return slots.computeIfAbsent(key, name -> {
            Slot slot = new Slot(name);
            refill(slot);
            return slot;
        });
    }

    /** What the primary has; null: nothing. */
    @Nullable
    Object value(String key) {
        Slot slot = slots.get(key);
        return slot == null || slot.holders.isEmpty()
                ? null
                : slot.copy(slot.primary()).value();
    }

    /** Whether any copy of a value is such. */
    boolean anyCopy(String key, BiFunction<NodeId, Object, Boolean> test) {
        Slot slot = slots.get(key);
        return slot != null
                && slot.holders.stream().anyMatch(holder -> {
                    Object value = slot.copy(holder).value();
                    return value != null && test.apply(holder, value);
                });
    }

    void join(NodeId node) {
        members.add(node);
        for (Slot slot : slots.values()) {
            cluster.clock().after(cluster.random().between(50_000, 1_500_000), () -> {
                refill(slot);
                takeOver(slot, node);
            });
        }
    }

    private void takeOver(Slot slot, NodeId node) {
        boolean isMine = members.contains(node) && cluster.random().below(members.size()) == 0;
        if (isMine && !slot.primary().equals(node) && cluster.isRunning(slot.primary())) {
            slot.copies.put(node, slot.copy(slot.primary()));
            slot.holders.remove(node);
            slot.holders.add(0, node);
            while (slot.holders.size() > COPIES) {
                slot.copies.remove(slot.holders.remove(COPIES));
            }
        }
    }

    /** A copy of the grid, for the other side of a split. */
    SimGrid fork() {
        SimGrid other = new SimGrid(cluster);
        other.members.addAll(members);
        slots.forEach((key, slot) -> {
            Slot copy = new Slot(key);
            copy.holders.addAll(slot.holders);
            copy.copies.putAll(slot.copies);
            other.slots.put(key, copy);
        });
        return other;
    }

    void leave(NodeId node) {
        if (!members.remove(node)) {
            return;
        }
        changedMillis = cluster.clock().nowMillis();
        for (Slot slot : slots.values()) {
            free(slot, node);
            slot.holders.remove(node);
            slot.copies.remove(node);
            if (slot.holders.isEmpty()) {
                slot.copies.clear();
                cluster.trace().note("grid", () -> "LOST " + slot.key + " with " + node);
                cluster.judge().lost(slot.key);
                refill(slot);
            } else {
                cluster.clock().after(cluster.random().between(50_000, 1_500_000), () -> refill(slot));
            }
        }
    }

    /** The lock of a member that left is nobody's, also where a write of it is still to arrive. */
    private static void free(Slot slot, NodeId node) {
        boolean isHeld = slot.copies.values().stream().anyMatch(copy -> node.equals(copy.value()));
        if (slot.key.startsWith("lock/") && isHeld) {
            long version =
                    slot.copies.values().stream().mapToLong(Copy::version).max().orElse(0) + 1;
            slot.copies.replaceAll(
                    (holder, copy) -> new Copy(version, node.equals(copy.value()) ? null : copy.value()));
        }
    }

    /** Gives a value the copies that it lacks. */
    private void refill(Slot slot) {
        int start = members.isEmpty() ? 0 : Math.floorMod(slot.key.hashCode(), members.size());
        for (int i = 0; i < members.size() && slot.holders.size() < COPIES; i++) {
            NodeId next = members.get((start + i) % members.size());
            if (!slot.holders.contains(next)) {
                if (!slot.holders.isEmpty()) {
                    slot.copies.put(next, slot.copy(slot.primary()));
                }
                slot.holders.add(next);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(members.toString());
        slots.forEach((key, slot) -> {
            Object value =
                    slot.copies.isEmpty() ? null : slot.copy(slot.primary()).value();
            text.append(' ').append(key).append(slot.holders).append('=').append(value);
        });
        return text.toString();
    }
}
