package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WordTest {

    private static final NodeId ANN = new NodeId("ann-1");
    private static final NodeId BOB = new NodeId("bob-1");

    private static Word word() {
        List<Election> elections = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            elections.add(
                    new Election(1_700_000_000_000L, 3, 99, reason == Reason.FIRST ? null : ANN, BOB, reason, 12));
        }
        return new Word(Map.of(0, 5L, 63, 1_700_000_000_001L), Set.of(7, 8), elections);
    }

    @Test
    void shouldReadWhatItWrote() {
        assertThat(Word.decode(word().encode())).isEqualTo(word());
        assertThat(Word.decode(Word.NONE.encode())).isEqualTo(Word.NONE);
    }

    @Test
    void shouldRefuseEveryPartOfAWord() {
        byte[] whole = word().encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Word.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseShardsThatDoNotExist() {
        byte[] bytes = new Word(Map.of(LogId.SHARDS, 1L), Set.of(), List.of()).encode();
        assertThatThrownBy(() -> Word.decode(bytes)).hasMessageContaining("shard 64");
    }

    @Test
    void shouldFitOnABeatWithAllItCanHold() {
        Map<Integer, Long> claims = new HashMap<>();
        List<Election> elections = new ArrayList<>();
        NodeId longest = new NodeId("x".repeat(64));
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            claims.put(shard, Long.MAX_VALUE);
        }
        for (int i = 0; i < ElectionBook.MAX; i++) {
            elections.add(new Election(i, 0, i, longest, longest, Reason.CRASH, i));
        }
        assertThat(new Word(claims, Set.of(), elections).encode()).hasSizeLessThan(60 * 1024);
    }
}
