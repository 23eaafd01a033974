package dev.parley.log;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailCommand.Install;
import dev.parley.log.TailCommand.Shrink;
import dev.parley.wire.HzGrid;
import dev.parley.wire.Position;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has one {@link TailCommand} decided where the tail lives: check and change in one step, on the thread of the tail's partition.
 *
 * <p>Deterministic: everything comes with the command. The backups do not decide again; {@link HzTailBackup} applies what was decided here,
 * because a conditional backup that missed one batch would refuse for ever, silently.
 *
 * <p>A command is for the grid of the membership that sent it, and for no other: after a split has healed, Hazelcast sends to the larger side
 * again what was under way in the smaller one. There it is refused, as {@link TailReply.Status#UNKNOWN}: of what became of it before, nobody
 * knows anything.
 */
final class HzTailProcessor
        implements EntryProcessor<String, HzTail, HzTailReply>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final int VERSION = 2;
    private static final UUID NOBODY = new UUID(0, 0);
    private static final int CLAIM = 1;
    private static final int APPEND = 2;
    private static final int INSTALL = 3;
    private static final int SHRINK = 4;

    private TailCommand command;
    private Tail.Limits limits;
    private UUID sender;

    /** Where this is decided; set by Hazelcast before {@link #process}. */
    private @Nullable HazelcastInstance here;

    /** What was decided; set by {@link #process}, taken by {@link #getBackupProcessor} on the same thread right after it. */
    private @Nullable Tail decided;

    HzTailProcessor() {
        this(new Claim(0), new Tail.Limits(0, 0), NOBODY);
    }

    /**
     * @param sender the membership for whose grid the command is
     */
    HzTailProcessor(TailCommand command, Tail.Limits limits, UUID sender) {
        this.command = command;
        this.limits = limits;
        this.sender = sender;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        here = hazelcast;
    }

    @Override
    public HzTailReply process(Map.Entry<String, HzTail> entry) {
        if (here == null) {
            throw new IllegalStateException("Hazelcast did not say where it decides " + command);
        }
        if (!HzGrid.isMember(here, sender)) {
            decided = null;
            return new HzTailReply(TailReply.unknown());
        }
        HzTail current = entry.getValue();
        Tail.Change change = Tail.apply(current == null ? null : current.tail(), command, limits);
        decided = change.next();
        if (decided != null) {
            entry.setValue(new HzTail(decided));
        }
        return new HzTailReply(change.reply());
    }

    /** Nothing was changed, so there is nothing to back up; Hazelcast's declaration of the method lacks the null that its contract allows. */
    @Override
    @SuppressWarnings("NullAway")
    public EntryProcessor<String, HzTail, HzTailReply> getBackupProcessor() {
        Tail next = decided;
        if (next == null) {
            return null;
        }
        return command instanceof Append append
                ? new HzTailBackup(next, append.previous(), append.entries(), limits)
                : new HzTailBackup(next, next.head(), next.recent(), limits);
    }

    @Override
    public int getFactoryId() {
        return HzTailFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTailFactory.PROCESSOR;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        HzGrid.write(sender, out);
        out.writeInt(limits.entries());
        out.writeInt(limits.bytes());
        out.writeLong(command.term());
        if (command instanceof Claim) {
            out.writeByte(CLAIM);
        } else if (command instanceof Append append) {
            out.writeByte(APPEND);
            HzTail.writePosition(out, append.previous());
            HzTail.writeEntries(out, append.entries());
        } else if (command instanceof Install install) {
            out.writeByte(INSTALL);
            Position expected = install.expected();
            out.writeBoolean(expected != null);
            if (expected != null) {
                HzTail.writePosition(out, expected);
            }
            HzTail.writePosition(out, install.head());
            HzTail.writeEntries(out, install.recent());
        } else if (command instanceof Shrink shrink) {
            out.writeByte(SHRINK);
            HzTail.writePosition(out, shrink.head());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        HzTail.requireVersion(in.readByte(), VERSION);
        sender = HzGrid.read(in);
        limits = new Tail.Limits(in.readInt(), in.readInt());
        long term = in.readLong();
        int type = in.readByte();
        command = switch (type) {
            case CLAIM -> new Claim(term);
            case APPEND -> new Append(term, HzTail.readPosition(in), HzTail.readEntries(in));
            case INSTALL -> {
                Position expected = in.readBoolean() ? HzTail.readPosition(in) : null;
                yield new Install(term, expected, HzTail.readPosition(in), HzTail.readEntries(in));
            }
            case SHRINK -> new Shrink(term, HzTail.readPosition(in));
            default -> throw new IOException("unknown command " + type);
        };
    }
}
