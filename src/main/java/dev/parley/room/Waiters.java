package dev.parley.room;

import dev.parley.room.SequencerEffect.Answer;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Commands that are entries, and whose authors wait until enough disks have them. Not thread safe. */
@PureCore
final class Waiters {

    private record Waiting(Entry entry, List<Asker> askers) {}

    private final TreeMap<Long, Waiting> bySeq = new TreeMap<>();
    private final Map<EntryId, Waiting> byId = new HashMap<>();

    /** Up to where everybody was answered; nobody is let wait there any more. */
    private long answered;

    int size() {
        return bySeq.size();
    }

    /** Bytes of JSON of the entries after a number. */
    long bytesAfter(long seq) {
        return bySeq.tailMap(seq, false).values().stream()
                .mapToLong(waiting -> waiting.entry().json().size())
                .sum();
    }

    /** Whether nobody waits for an answer. */
    boolean areAllAnswered() {
        return bySeq.values().stream().allMatch(waiting -> waiting.askers().isEmpty());
    }

    /** Lets somebody wait for a command that is an entry kept here, or answers at once; false: it is not kept here. */
    boolean join(Pending pending, long acknowledged, List<SequencerEffect> effects) {
        Waiting waiting = byId.get(pending.command().id());
        if (waiting == null) {
            return false;
        }
        add(pending, waiting.entry(), acknowledged, effects);
        return true;
    }

    /** Lets somebody wait for an entry, or answers at once if it is acknowledged. The entry is kept until our own disk has it. */
    void add(Pending pending, Entry entry, long acknowledged, List<SequencerEffect> effects) {
        boolean isOthers = !entry.author().equals(pending.command().author());
        if (isOthers) {
            effects.add(new Answer(pending.asker(), Refusals.ID_TAKEN));
            return;
        }
        boolean isAcknowledged = entry.seq() <= Math.max(acknowledged, answered);
        if (isAcknowledged) {
            effects.add(new Answer(pending.asker(), accepted(entry)));
        }
        Waiting waiting = bySeq.computeIfAbsent(entry.seq(), seq -> new Waiting(entry, new ArrayList<>()));
        if (!isAcknowledged && !waiting.askers().contains(pending.asker())) {
            waiting.askers().add(pending.asker());
        }
        byId.put(entry.id(), waiting);
    }

    /** Answers everybody up to an acknowledged number, and forgets what our own disk has as well. */
    void settle(long acknowledged, long ownDisk, List<SequencerEffect> effects) {
        if (acknowledged > answered) {
            for (Waiting waiting :
                    bySeq.subMap(answered, false, acknowledged, true).values()) {
                waiting.askers().forEach(asker -> effects.add(new Answer(asker, accepted(waiting.entry()))));
                waiting.askers().clear();
            }
            answered = acknowledged;
        }
        Map<Long, Waiting> done = bySeq.headMap(Math.min(acknowledged, ownDisk), true);
        done.values().forEach(waiting -> byId.remove(waiting.entry().id()));
        done.clear();
    }

    /** Sends everybody to the next leader. */
    void abandon(List<SequencerEffect> effects) {
        for (Waiting waiting : bySeq.values()) {
            waiting.askers().forEach(asker -> effects.add(new Answer(asker, new Outcome.NotLeader(null))));
        }
        bySeq.clear();
        byId.clear();
    }

    /** Whether an entry that waits here has another digest than the one somebody else has at the same number. */
    boolean contradicts(Position position) {
        Waiting waiting = bySeq.get(position.seq());
        @Nullable Digest mine = waiting == null ? null : waiting.entry().digest();
        return mine != null && !mine.equals(position.digest());
    }

    private static Outcome accepted(Entry entry) {
        return new Outcome.Accepted(entry.position(), entry.atMillis());
    }
}
