package dev.parley.room;

import dev.parley.room.SequencerEffect.Answer;
import dev.parley.wire.EntryId;
import dev.parley.wire.Outcome;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Commands that are not entries yet: those of the batch under way, and those that wait for the next. Not thread safe. */
@PureCore
final class Backlog {

    /** No entry's JSON is longer than its body by more than this. */
    static final int ENTRY_BYTES = 320;

    /**
     * How much a batch may hold.
     *
     * @param entries how many
     * @param bytes how many bytes of JSON
     * @param isWhole whether nothing else is in the way: then one entry may be longer
     */
    record Room(int entries, long bytes, boolean isWhole) {}

    private final Deque<Pending> queue = new ArrayDeque<>();
    private List<Pending> batch = List.of();

    int size() {
        return queue.size() + batch.size();
    }

    boolean isQueueEmpty() {
        return queue.isEmpty();
    }

    /** The batch under way; empty: none is. */
    List<Pending> batch() {
        return batch;
    }

    void add(Pending pending) {
        queue.add(pending);
    }

    /**
     * Makes the next batch out of what waits, no id twice, leaving out what is an entry already; its ids.
     *
     * @param room how much there may be in it
     */
    List<EntryId> begin(Room room, Unsettled unsettled, List<SequencerEffect> effects) {
        List<Pending> next = new ArrayList<>();
        Set<EntryId> ids = new LinkedHashSet<>();
        long bytes = 0;
        while (!queue.isEmpty() && next.size() < room.entries()) {
            Pending pending = queue.element();
            bytes += ENTRY_BYTES + pending.command().body().size();
            if (bytes > room.bytes() && !(room.isWhole() && next.isEmpty())) {
                break;
            }
            if (!unsettled.join(pending, effects)) {
                if (!ids.add(pending.command().id())) {
                    break;
                }
                next.add(pending);
            }
            queue.remove();
        }
        batch = List.copyOf(next);
        return List.copyOf(ids);
    }

    /** The batch turned out to be only this; the rest waits again, before all others. */
    void narrow(List<Pending> remaining, List<Pending> later) {
        batch = later;
        requeue();
        batch = List.copyOf(remaining);
    }

    /** Puts the batch back before what waits, in its order. */
    void requeue() {
        for (int i = batch.size() - 1; i >= 0; i--) {
            queue.addFirst(batch.get(i));
        }
        batch = List.of();
    }

    /** Tells everybody who waits, but not those of the batch, the same. */
    void answerQueue(Outcome outcome, List<SequencerEffect> effects) {
        queue.forEach(pending -> effects.add(new Answer(pending.asker(), outcome)));
        queue.clear();
    }
}
