package dev.parley.gateway;

import dev.parley.wire.Entry;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One room as one event loop delivers it: how far the room is, its newest entries, and who reads.
 *
 * <p>The ring is without holes but may end before {@link #last}: the head of a log is sometimes known before the entries are delivered.
 * What the ring does not have is read from the log, once for all cursors that wait at the same place. A frame is built once for all
 * cursors at the same place.
 */
@PureCore
final class Feed {

    private final String room;
    private final Buffers buffers;
    /** Live entries, ascending; the first {@code ringStart} slots are already given up. */
    private final ArrayList<Entry> ring = new ArrayList<>();

    private int ringStart;
    private int ringBytes;
    private long last;
    private boolean usedSinceSweep;
    private final Set<Cursor> cursors = new LinkedHashSet<>();
    /** How many are about to read. What is delivered meanwhile is kept for them. */
    private int holds;

    /** The cursors that wait for what follows a number; one read of the log is under way for each. */
    private final Map<Long, List<Cursor>> asked = new HashMap<>();
    /** Slices of the ring by their first number, for cursors at the same place. */
    private final Map<Long, Slice> built = new HashMap<>();

    Feed(String room, Buffers buffers) {
        this.room = room;
        this.buffers = buffers;
    }

    String room() {
        return room;
    }

    /** Somebody reads from now on. */
    void add(Cursor cursor) {
        cursors.add(cursor);
    }

    /** Somebody reads no more. */
    void remove(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** How many read. */
    int readers() {
        return cursors.size();
    }

    /** Somebody is about to read; to be taken back by {@link #release}. */
    void hold() {
        holds++;
    }

    /** Somebody reads now, or will not. */
    void release() {
        holds--;
    }

    /** Whether nobody reads, or is about to. */
    boolean isUnused() {
        return cursors.isEmpty() && holds == 0;
    }

    /** The room goes at least so far. */
    void headAt(long seq) {
        last = Math.max(last, seq);
    }

    /** Live entries, in order, without a hole, each once. Every reader has something due. */
    void delivered(List<Entry> entries) {
        Entry first = entries.get(0);
        if (ring.size() > ringStart && first.seq() != ring.get(ring.size() - 1).seq() + 1) {
            // The log began anew, after a reset of this node. The cursors read the log where the ring does not fit.
            clear();
        }
        for (Entry entry : entries) {
            ring.add(entry);
            ringBytes += entry.json().size();
        }
        usedSinceSweep = true;
        built.clear();
        shrink();
        headAt(entries.get(entries.size() - 1).seq());
        cursors.forEach(Cursor::due);
    }

    /** Whether somebody who has this number has everything. */
    boolean isLevel(long seq) {
        return seq >= last;
    }

    /** What follows a number, out of the ring; null: the ring does not have it. */
    @Nullable
    Slice after(long seq) {
        if (ring.size() == ringStart) {
            return null;
        }
        long index = seq + 1 - ring.get(ringStart).seq() + ringStart;
        if (index < ringStart || index >= ring.size()) {
            return null;
        }
        return built.computeIfAbsent(
                seq + 1, from -> Slice.first(room, ring.subList((int) index, ring.size()), buffers.slice()));
    }

    /** A cursor waits for what follows a number: true if the log must be read, false if a read is under way. */
    boolean ask(long seq, Cursor cursor) {
        List<Cursor> waiting = asked.get(seq);
        if (waiting != null) {
            waiting.add(cursor);
            return false;
        }
        asked.put(seq, new ArrayList<>(List.of(cursor)));
        return true;
    }

    /** What follows a number, as the log has it: none if the read failed. Those who still wait there take it. */
    void page(long seq, List<Entry> entries) {
        List<Cursor> waiting = asked.remove(seq);
        if (waiting == null) {
            throw new IllegalStateException("nobody asked for what follows " + seq + " in " + room);
        }
        if (!entries.isEmpty() && entries.get(0).seq() != seq + 1) {
            throw new IllegalStateException("asked " + room + " for what follows " + seq + ", got "
                    + entries.get(0).seq());
        }
        List<Slice> slices = Slice.cut(room, entries, buffers.slice());
        waiting.forEach(cursor -> cursor.take(slices));
    }

    /** Whether the slices of a turn may be forgotten; they are built again if need be. */
    void endTurn() {
        built.clear();
    }

    /** Gives the ring up if nothing was delivered since the last sweep, so that quiet rooms cost nothing. */
    void sweep() {
        if (!usedSinceSweep) {
            clear();
        }
        usedSinceSweep = false;
    }

    private void clear() {
        ring.clear();
        ring.trimToSize();
        ringStart = 0;
        ringBytes = 0;
        built.clear();
    }

    private void shrink() {
        while (ringBytes > buffers.ring() && ringStart < ring.size() - 1) {
            ringBytes -= ring.get(ringStart).json().size();
            ringStart++;
        }
        if (ringStart > ring.size() / 2) {
            ring.subList(0, ringStart).clear();
            ringStart = 0;
        }
    }
}
