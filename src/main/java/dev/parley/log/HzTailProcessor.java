package dev.parley.log;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailCommand.Install;
import dev.parley.log.TailCommand.Shrink;
import dev.parley.wire.Position;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has one {@link TailCommand} decided where the tail lives: check and change in one step, on the thread of the tail's partition.
 *
 * <p>Deterministic: everything comes with the command. The backups do not decide again; {@link HzTailBackup} applies what was decided here,
 * because a conditional backup that missed one batch would refuse for ever, silently.
 */
final class HzTailProcessor implements EntryProcessor<String, HzTail, HzTailReply>, IdentifiedDataSerializable {

    private static final int VERSION = 1;
    private static final int CLAIM = 1;
    private static final int APPEND = 2;
    private static final int INSTALL = 3;
    private static final int SHRINK = 4;

    private TailCommand command;
    private Tail.Limits limits;

    /** What was decided; set by {@link #process}, taken by {@link #getBackupProcessor} on the same thread right after it. */
    private @Nullable Tail decided;

    HzTailProcessor() {
        this(new Claim(0), new Tail.Limits(0, 0));
    }

    HzTailProcessor(TailCommand command, Tail.Limits limits) {
        this.command = command;
        this.limits = limits;
    }

    @Override
    public HzTailReply process(Map.Entry<String, HzTail> entry) {
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
