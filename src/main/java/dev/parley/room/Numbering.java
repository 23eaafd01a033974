package dev.parley.room;

import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives the commands of one batch their numbers, each under the rules that the ones before it leave. Used once, by its owner. */
@PureCore
final class Numbering {

    /** What was numbered, in order. */
    final List<Entry> entries = new ArrayList<>();

    /** The commands of {@link #entries}, one for one. */
    final List<Pending> pending = new ArrayList<>();

    /** Commands that are decided when these entries are committed. */
    final List<Pending> later = new ArrayList<>();

    /** The rules after the last of them. */
    Rules rules;

    private Position end;
    private final long wallMillis;

    Numbering(Position head, Rules rules, long wallMillis) {
        this.end = head;
        this.rules = rules;
        this.wallMillis = wallMillis;
    }

    /**
     * Numbers those of a batch that are no entries yet, and lets the others wait for the entries that they are; those that are on enough disks
     * and on our own are not kept. Nobody else may come to say so: where a node is alone, no disk confirms anything again.
     */
    void addAll(List<Pending> batch, Map<EntryId, Entry> known, Unsettled unsettled, List<SequencerEffect> effects) {
        for (Pending next : batch) {
            Entry entry = known.get(next.command().id());
            if (entry == null) {
                add(next, effects);
            } else {
                unsettled.add(next, entry, effects);
            }
        }
        unsettled.settle(effects);
    }

    /**
     * Numbers a command, or answers why it may not be an entry.
     *
     * <p>What is refused only because of an entry before it in the batch waits for the next batch: that entry may never be committed, and a
     * refusal is for good.
     */
    void add(Pending next, List<SequencerEffect> effects) {
        Outcome.Refused refused = rules.check(next.command());
        if (refused != null && entries.isEmpty()) {
            effects.add(new SequencerEffect.Answer(next.asker(), refused));
        } else if (refused != null) {
            later.add(next);
        } else {
            Long at = next.command().atMillis();
            Entry entry = Entry.after(end, next.command(), at == null ? wallMillis : at);
            entries.add(entry);
            pending.add(next);
            rules = rules.after(entry);
            end = entry.position();
        }
    }
}
