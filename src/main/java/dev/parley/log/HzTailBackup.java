package dev.parley.log;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies to a backup what the primary decided, without conditions.
 *
 * <p>If the backup is not where the batch begins, it missed something (Hazelcast's backups are best effort). Then it takes the new head with
 * the entries that it was given, so that what it holds is without a hole, and reports it; the archives hold what is missing.
 */
final class HzTailBackup implements EntryProcessor<String, HzTail, HzTailReply>, IdentifiedDataSerializable {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int VERSION = 1;

    private long term;
    private Position head;
    private Position previous;
    private List<Entry> entries;
    private Tail.Limits limits;

    HzTailBackup() {
        this(new Tail(0, Position.START, List.of()), Position.START, List.of(), new Tail.Limits(0, 0));
    }

    /**
     * @param decided the tail at the primary
     * @param previous where the batch begins; equal to the head of {@code decided} if the entries are all there is to keep
     * @param entries the batch, or all of the tail
     * @param limits how much to keep
     */
    HzTailBackup(Tail decided, Position previous, List<Entry> entries, Tail.Limits limits) {
        this.term = decided.term();
        this.head = decided.head();
        this.previous = previous;
        this.entries = entries;
        this.limits = limits;
    }

    @Override
    public @Nullable HzTailReply process(Map.Entry<String, HzTail> entry) {
        HzTail value = entry.getValue();
        Tail tail = value == null ? null : value.tail();
        entry.setValue(new HzTail(next(entry.getKey(), tail)));
        return null;
    }

    private Tail next(String log, @Nullable Tail tail) {
        boolean isBatch = !previous.equals(head);
        if (tail != null && isBatch && tail.head().equals(previous)) {
            return tail.with(term, entries, limits);
        }
        if (tail != null && isBatch && tail.head().equals(head)) {
            return new Tail(term, head, tail.recent());
        }
        if (isBatch) {
            LOG.log(
                    Level.WARNING,
                    "event=backup-had-a-hole log={0} had={1} batchBegins={2} now={3}",
                    log,
                    tail == null ? "nothing" : tail.head(),
                    previous,
                    head);
        }
        return new Tail(term, head, entries);
    }

    @Override
    public EntryProcessor<String, HzTail, HzTailReply> getBackupProcessor() {
        return this;
    }

    @Override
    public int getFactoryId() {
        return HzTailFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTailFactory.BACKUP;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(term);
        HzTail.writePosition(out, head);
        HzTail.writePosition(out, previous);
        HzTail.writeEntries(out, entries);
        out.writeInt(limits.entries());
        out.writeInt(limits.bytes());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        HzTail.requireVersion(in.readByte(), VERSION);
        term = in.readLong();
        head = HzTail.readPosition(in);
        previous = HzTail.readPosition(in);
        entries = HzTail.readEntries(in);
        limits = new Tail.Limits(in.readInt(), in.readInt());
    }
}
