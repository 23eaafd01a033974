package dev.parley.log;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.Json;
import dev.parley.wire.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A {@link Tail} as a value of the grid. Written and read on the thread of its partition; the tail in it is immutable. */
final class HzTail implements IdentifiedDataSerializable {

    private static final int VERSION = 1;

    private Tail tail;

    HzTail() {
        this(new Tail(0, Position.START, List.of()));
    }

    HzTail(Tail tail) {
        this.tail = tail;
    }

    Tail tail() {
        return tail;
    }

    @Override
    public int getFactoryId() {
        return HzTailFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTailFactory.TAIL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(tail.term());
        writePosition(out, tail.head());
        writeEntries(out, tail.recent());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        requireVersion(in.readByte(), VERSION);
        tail = new Tail(in.readLong(), readPosition(in), readEntries(in));
    }

    static void requireVersion(int found, int known) throws IOException {
        if (found != known) {
            throw new IOException("format version " + found + "; this build reads " + known);
        }
    }

    static void writePosition(ObjectDataOutput out, Position position) throws IOException {
        out.writeLong(position.seq());
        out.writeLong(position.digest().high());
        out.writeLong(position.digest().low());
    }

    static Position readPosition(ObjectDataInput in) throws IOException {
        return new Position(in.readLong(), new Digest(in.readLong(), in.readLong()));
    }

    static void writeEntries(ObjectDataOutput out, List<Entry> entries) throws IOException {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeByteArray(entry.json().bytes());
        }
    }

    static List<Entry> readEntries(ObjectDataInput in) throws IOException {
        int count = in.readInt();
        List<Entry> entries = new ArrayList<>(Math.min(count, 4096));
        for (int i = 0; i < count; i++) {
            byte[] json = in.readByteArray();
            if (json == null) {
                throw new IOException("an entry without bytes");
            }
            entries.add(Entry.parse(Json.of(json)));
        }
        return entries;
    }
}
