package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.FormatFixtures;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What this package sends through the grid and on beats has the bytes that it had when it was released. Its class ids are its versions. */
class HzTermFormatTest {

    private static final UUID MEMBER = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);

    private final InternalSerializationService hazelcast = new DefaultSerializationServiceBuilder()
            .addDataSerializableFactory(HzTermFactory.ID, new HzTermFactory())
            .build();

    @Test
    void shouldWriteForTheGridAsEver() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("raise", new HzRaiseTerm(MEMBER, 1_700_000_000_000L));
        samples.put("set", new HzSetTerm(1_700_000_000_001L));
        samples.put("take", HzLockShard.take(MEMBER));
        samples.put("give", HzLockShard.giveBack(MEMBER));
        samples.put("holder", new HzSetHolder(MEMBER));
        samples.put("holder-nobody", new HzSetHolder(null));
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, sample) -> written.put(name, hazelcast.toBytes(sample)));

        Map<String, byte[]> kept = FormatFixtures.check("hz-term", 1, written);

        kept.forEach((name, bytes) -> {
            Object read = hazelcast.toObject(new HeapData(bytes));
            assertThat(hazelcast.toBytes(read)).as(name).isEqualTo(bytes);
        });
    }

    /** A newer build that needs other fields takes a new class id; an older one then fails to read it, and guesses nothing. */
    @Test
    void shouldRefuseAClassIdThatItDoesNotKnow() {
        byte[] bytes = hazelcast.toBytes(new HzSetTerm(5));
        int classId = bytes.length - Long.BYTES - 1;
        bytes[classId] = 99;

        assertThatExceptionOfType(HazelcastSerializationException.class)
                .isThrownBy(() -> hazelcast.toObject(new HeapData(bytes)))
                .withStackTraceContaining("no class 99");
    }

    @Test
    void shouldWriteWordsAsEver() {
        Map<String, Word> samples = new LinkedHashMap<>();
        samples.put("none", Word.NONE);
        NodeId to = new NodeId("b2");
        for (Reason reason : Reason.values()) {
            NodeId from = reason == Reason.FIRST ? null : new NodeId("a1");
            samples.put(
                    reason.name(),
                    new Word(Map.of(3, 77L), Set.of(9), List.of(new Election(11, 3, 77, from, to, reason, 478))));
        }
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, word) -> written.put(name, word.encode()));

        Map<String, byte[]> kept = FormatFixtures.check("word", Word.VERSION, written);

        samples.forEach(
                (name, word) -> assertThat(Word.decode(kept.get(name))).as(name).isEqualTo(word));
        byte[] newer = Word.NONE.encode();
        newer[0]++;
        assertThatExceptionOfType(UnknownFormat.class).isThrownBy(() -> Word.decode(newer));
    }
}
