package dev.parley.room;

import dev.parley.log.Directory;
import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The real sequencer of one log, for the simulation: takes its events, and hands each effect to an {@link Owner}. */
public final class SimRoom {

    /** Does what a sequencer wants done, in order. */
    public interface Owner {
        void grid(TailCommand command);

        void askPositions(List<NodeId> nodes);

        void catchUp(LogEnd end, List<Entry> recent, Map<NodeId, Position> ends);

        void readEnd(Position end);

        void find(long number, List<EntryId> ids);

        void broadcast(long term, Position previous, List<Entry> entries);

        void announce(LogEnd head);

        void answer(NodeId node, long number, Outcome outcome);

        void outdated(long term);

        void contradicted();

        void alarm(String what);

        void closed(String reason);
    }

    /**
     * Who is there.
     *
     * @param present nodes whose archives are asked where the log ends
     * @param ready those whose disks count
     */
    public record Around(Set<NodeId> present, Set<NodeId> ready) {
        Company company() {
            return new Company(present, ready);
        }
    }

    /**
     * How much must take part.
     *
     * @param ackCopies disks that must have an entry
     * @param quorum the same, however few nodes are there
     * @param tailEntries entries that the grid keeps
     */
    public record Promise(int ackCopies, int quorum, int tailEntries) {}

    private final LogId log;
    private final Sequencer sequencer;
    private final Owner owner;

    /**
     * @param around who is there
     * @param promise how much must take part
     */
    public SimRoom(LogId log, NodeId self, long term, Around around, Promise promise, Owner owner) {
        this.log = log;
        this.owner = owner;
        RoomConfig config = RoomConfig.of(
                promise.ackCopies(), promise.quorum(), Duration.ofSeconds(10), promise.tailEntries(), 10_000);
        sequencer = new Sequencer(log, self, term, around.company().with(self), config.sequencer());
    }

    public void start() {
        perform(sequencer.start());
    }

    public void submit(Command command, NodeId node, long number, long nowMillis) {
        perform(sequencer.submit(command, new Asker(node, number), nowMillis));
    }

    public void replied(TailReply reply, long nowMillis) {
        perform(sequencer.replied(reply, nowMillis));
    }

    public void position(NodeId node, LogEnd end) {
        perform(sequencer.position(node, end));
    }

    /** Our own archive was brought up to there, where this is the directory. */
    public void caughtUp(Position upTo, Directory directory) {
        Rules rules = log.equals(LogId.DIRECTORY) ? new DirectoryRules(directory) : Rules.NONE;
        perform(sequencer.caughtUp(upTo, rules));
    }

    public void read(List<Entry> newest) {
        perform(sequencer.read(newest));
    }

    public void archiveFailed(long nowMillis) {
        sequencer.archiveFailed(nowMillis);
    }

    public void found(long number, Map<EntryId, Entry> known, long wallMillis) {
        perform(sequencer.found(number, known, wallMillis));
    }

    public void archived(NodeId node, LogEnd upTo) {
        perform(sequencer.archived(node, upTo));
    }

    public void offer(NodeId node, Position base) {
        perform(sequencer.offer(node, base));
    }

    public void members(Around around) {
        perform(sequencer.members(around.company()));
    }

    public void release(long nowMillis) {
        perform(sequencer.release(nowMillis));
    }

    public void depose() {
        perform(sequencer.depose());
    }

    public void tick(long nowMillis) {
        perform(sequencer.tick(nowMillis));
    }

    /** Whether the position of a node is waited for. */
    public boolean isAsking(NodeId node) {
        return sequencer.isAsking(node);
    }

    public boolean isIdle(long nowMillis, long idleMillis) {
        return sequencer.isIdle(nowMillis, idleMillis);
    }

    /** What the owner has the grid do with an idle log. */
    public static TailCommand shrink(long term, Position head) {
        return new TailCommand.Shrink(term, head);
    }

    public boolean isOpen() {
        return sequencer.isOpen();
    }

    /** Disks that have more than the leader's own. */
    public Map<NodeId, Position> furtherDisks() {
        return sequencer.furtherDisks();
    }

    public long term() {
        return sequencer.term();
    }

    public LogEnd head() {
        return sequencer.head();
    }

    public boolean isWorthAnnouncing(long nowMillis) {
        return sequencer.isWorthAnnouncing(nowMillis, 2_000);
    }

    private void perform(List<SequencerEffect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(SequencerEffect effect) {
        if (effect instanceof SequencerEffect.Grid e) {
            owner.grid(e.command());
        } else if (effect instanceof SequencerEffect.AskPositions e) {
            owner.askPositions(e.nodes());
        } else if (effect instanceof SequencerEffect.CatchUp e) {
            owner.catchUp(new LogEnd(sequencer.term(), e.end()), e.recent(), new TreeMap<>(e.ends()));
        } else if (effect instanceof SequencerEffect.ReadEnd e) {
            owner.readEnd(e.end());
        } else if (effect instanceof SequencerEffect.Find e) {
            owner.find(e.number(), e.ids());
        } else if (effect instanceof SequencerEffect.Broadcast e) {
            owner.broadcast(sequencer.term(), e.previous(), e.entries());
        } else if (effect instanceof SequencerEffect.Announce e) {
            owner.announce(new LogEnd(sequencer.term(), e.head()));
        } else if (effect instanceof SequencerEffect.Answer e) {
            owner.answer(e.asker().node(), e.asker().number(), e.outcome());
        } else if (effect instanceof SequencerEffect.Outdated e) {
            owner.outdated(e.term());
        } else if (effect instanceof SequencerEffect.Contradicted) {
            owner.contradicted();
        } else if (effect instanceof SequencerEffect.Alarm e) {
            owner.alarm(e.what());
        } else if (effect instanceof SequencerEffect.Closed e) {
            owner.closed(e.reason());
        }
    }

    @Override
    public String toString() {
        return sequencer.toString();
    }
}
