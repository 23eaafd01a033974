package dev.parley.room;

import dev.parley.log.TailCommand;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import java.util.List;
import java.util.Map;

/** What a {@link Sequencer} wants done, in order. */
sealed interface SequencerEffect {

    /** Have the tail decide a command; answer with {@link Sequencer#replied}. At most one is under way. */
    record Grid(TailCommand command) implements SequencerEffect {}

    /** Ask the archives of these nodes how far they are; answer each with {@link Sequencer#position}; one that fails is asked again by the owner. */
    record AskPositions(List<NodeId> nodes) implements SequencerEffect {}

    /**
     * Bring our own archive up to an end.
     *
     * @param end where the log ends as this term begins
     * @param recent entries out of the grid's tail, perhaps on no disk yet
     * @param ends which nodes have the beginning of it up to where
     */
    record CatchUp(Position end, List<Entry> recent, Map<NodeId, Position> ends) implements SequencerEffect {}

    /** Read the newest entries up to an end from our own archive; answer with {@link Sequencer#read}. */
    record ReadEnd(Position end) implements SequencerEffect {}

    /** Look for ids in our own archive; answer with {@link Sequencer#found} under this number, so that a late answer is not taken for another. */
    record Find(long number, List<EntryId> ids) implements SequencerEffect {}

    /** Send a committed batch to every node, this one included. */
    record Broadcast(Position previous, List<Entry> entries) implements SequencerEffect {}

    /** Tell every node where the log ends. */
    record Announce(Position head) implements SequencerEffect {}

    /** Tell somebody what became of a command. */
    record Answer(Asker asker, Outcome outcome) implements SequencerEffect {}

    /** There has been a newer term: this node has to raise its own before it may lead on. {@link Closed} follows. */
    record Outdated(long term) implements SequencerEffect {}

    /** Our own disk has another history than the one that is believed: this node has to join afresh, and so to reconcile. */
    record Contradicted() implements SequencerEffect {}

    /** Something that must not happen, for the administrator. */
    record Alarm(String what) implements SequencerEffect {}

    /** This object is over; forget it. */
    record Closed(String reason) implements SequencerEffect {}
}
