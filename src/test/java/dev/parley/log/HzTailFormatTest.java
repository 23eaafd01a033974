package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.parley.wire.Entry;
import dev.parley.wire.FormatFixtures;
import dev.parley.wire.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What this package keeps in the grid, and sends there, has the bytes that it had when it was released. */
class HzTailFormatTest {

    private static final UUID MEMBER = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);
    private static final Tail.Limits LIMITS = new Tail.Limits(256, 512 << 10);
    private static final List<Entry> ENTRIES = messages(LOG, Position.START, 2);

    private final InternalSerializationService hazelcast = new DefaultSerializationServiceBuilder()
            .addDataSerializableFactory(HzTailFactory.ID, new HzTailFactory())
            .build();

    private static Map<String, Object> samples() {
        Position end = end(ENTRIES);
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("tail", new HzTail(new Tail(9, end, ENTRIES)));
        samples.put("claim", command(new TailCommand.Claim(9)));
        samples.put("append", command(new TailCommand.Append(9, Position.START, ENTRIES)));
        samples.put("install", command(new TailCommand.Install(9, Position.START, end, ENTRIES)));
        samples.put("install-missing", command(new TailCommand.Install(9, null, end, ENTRIES)));
        samples.put("shrink", command(new TailCommand.Shrink(9, end)));
        samples.put("backup", new HzTailBackup(new Tail(9, end, ENTRIES), Position.START, ENTRIES, LIMITS));
        for (TailReply.Status status : TailReply.Status.values()) {
            samples.put("reply-" + status, new HzTailReply(new TailReply(status, 9, end, ENTRIES)));
        }
        return samples;
    }

    private static HzTailProcessor command(TailCommand command) {
        return new HzTailProcessor(command, LIMITS, MEMBER);
    }

    /** The number of this fixture counts releases of the set; each class writes its own version within. */
    @Test
    void shouldWriteForTheGridAsEver() {
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples().forEach((name, sample) -> written.put(name, hazelcast.toBytes(sample)));

        Map<String, byte[]> kept = FormatFixtures.check("hz-tail", 1, written);

        kept.forEach((name, bytes) -> {
            Object read = hazelcast.toObject(new HeapData(bytes));
            assertThat(hazelcast.toBytes(read)).as(name).isEqualTo(bytes);
        });
    }

    @Test
    void shouldRefuseANewerVersionByItsNumber() {
        for (String name : List.of("tail", "claim", "backup")) {
            byte[] bytes = hazelcast.toBytes(samples().get(name));
            int version = HEADER_BYTES;
            bytes[version]++;

            assertThatExceptionOfType(HazelcastSerializationException.class)
                    .as(name)
                    .isThrownBy(() -> hazelcast.toObject(new HeapData(bytes)))
                    .withStackTraceContaining("format version " + bytes[version] + "; this build reads");
        }
    }

    /** Partition hash, type, a flag, factory and class. */
    private static final int HEADER_BYTES = 4 + 4 + 1 + 4 + 4;
}
