package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The book of elections, and the lines about them. */
class ElectionsTest {

    private static final NodeId ANN = new NodeId("ann-1");
    private static final NodeId BOB = new NodeId("bob-1");

    private static Election election(long atMillis, int shard, NodeId to) {
        return new Election(atMillis, shard, 1000 + atMillis, ANN, to, Reason.CRASH, 5);
    }

    @Test
    void shouldListTheSameInWhateverOrderItWasTold() {
        List<Election> told = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            told.add(election(i / 3, i % 3, BOB));
        }
        ElectionBook one = new ElectionBook();
        told.forEach(one::add);
        Collections.shuffle(told, new Random(1));
        ElectionBook other = new ElectionBook();
        told.forEach(other::add);
        told.forEach(other::add);

        assertThat(one.all()).isEqualTo(other.all()).hasSize(ElectionBook.MAX);
        assertThat(one.all().get(0).atMillis()).isEqualTo(99);
    }

    @Test
    void shouldTakeEachElectionOnceAndNoneTooOld() {
        ElectionBook book = new ElectionBook();
        assertThat(book.add(election(500, 1, BOB))).isTrue();
        assertThat(book.add(election(500, 1, BOB))).isFalse();
        for (int i = 0; i < ElectionBook.MAX; i++) {
            book.add(election(1000 + i, 2, BOB));
        }
        assertThat(book.add(election(400, 1, BOB))).isFalse();
    }

    @Test
    void shouldTellOnlyItsOwnOfTheLastTime() {
        ElectionBook book = new ElectionBook();
        book.add(election(10, 1, BOB));
        book.add(election(20, 2, BOB));
        book.add(election(30, 3, ANN));
        assertThat(book.wonBy(BOB, 15)).containsExactly(election(20, 2, BOB));
    }

    @Test
    void shouldMakeOneLineOfOneCrash() {
        ElectionLog log = new ElectionLog();
        for (int shard = 0; shard < 21; shard++) {
            log.won(election(0, shard, BOB), new Now(1000 + shard, 0));
        }
        assertThat(log.due(new Now(1100, 0))).isEmpty();
        assertThat(log.due(new Now(1300, 0)))
                .containsExactly("event=elected shards=21 new=bob-1 old=ann-1 reason=CRASH leaderless_ms=5");
        assertThat(log.due(new Now(5000, 0))).isEmpty();
    }

    @Test
    void shouldNotWaitForEverWhenElectionsGoOn() {
        ElectionLog log = new ElectionLog();
        log.won(election(0, 1, BOB), new Now(0, 0));
        log.won(election(0, 2, BOB), new Now(990, 0));
        assertThat(log.due(new Now(1000, 0))).hasSize(1);
    }

    @Test
    void shouldNameShardAndTermOfASingleOne() {
        ElectionLog log = new ElectionLog();
        log.won(new Election(0, 9, 77, null, BOB, Reason.FIRST, 3), new Now(0, 0));
        assertThat(log.due(new Now(200, 0)))
                .containsExactly("event=elected shard=9 term=77 new=bob-1 old=none reason=FIRST leaderless_ms=3");
    }
}
