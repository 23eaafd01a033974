package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.History.Acked;
import dev.parley.load.History.Delivered;
import dev.parley.load.History.Event;
import dev.parley.load.History.Final;
import dev.parley.load.History.Posted;
import dev.parley.load.History.ReaderReset;
import dev.parley.load.History.Seen;
import dev.parley.load.HistoryChecker.Healing;
import dev.parley.wire.Digest;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What still holds of entries that a healed split has moved. */
class HealedHistoryTest {

    private static final LogId LOG = LogId.ofRoom("general");

    private static EntryId id(int number) {
        return new EntryId(new Ulid(number, number).toString());
    }

    private static Digest digest(int number) {
        return new Digest(7, number);
    }

    private static Delivered got(String reader, int number) {
        return new Delivered(reader, LOG, new Seen(number, id(number), digest(number)));
    }

    private static void assertOnly(Verdict verdict, Violation violation, String... words) {
        assertThat(verdict.found().keySet()).as(verdict.toString()).containsExactly(violation);
        assertThat(verdict.toString()).contains(words);
    }

    /** Entry {@code number} of the log was acknowledged at this place on the smaller side of a split. */
    private static Acked ackedAside(int number, int seq) {
        return new Acked("ada", LOG, id(number), new Position(seq, digest(40 + number)));
    }

    private static Delivered gotAside(String reader, int number, int seq) {
        return new Delivered(reader, LOG, new Seen(seq, id(number), digest(40 + number)));
    }

    /** Numbers 2 and 3 were said on one side, 4 on the other; bob was there. In the end the log has this order. */
    private static Verdict healedTo(int... order) {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            events.add(new Posted("ada", LOG, id(i)));
        }
        events.addAll(List.of(
                got("bob", 1), gotAside("bob", 2, 2), ackedAside(2, 2), gotAside("bob", 3, 3), ackedAside(3, 3)));
        List<Seen> healed = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            healed.add(new Seen(i + 1, id(order[i]), i == 0 ? digest(1) : digest(70 + i)));
        }
        events.add(new Final("n1", LOG, healed));
        events.add(new ReaderReset("bob", LOG, 2));
        healed.subList(1, healed.size()).forEach(entry -> events.add(new Delivered("bob", LOG, entry)));
        return new History(events).check(Healing.MOVES_ENTRIES);
    }

    @Test
    void shouldAllowMovedEntriesThatKeepTheirOwnOrder() {
        assertThat(healedTo(1, 4, 2, 3).isClean()).isTrue();
        assertThat(healedTo(1, 2, 4, 3).isClean()).isTrue();
    }

    @Test
    void shouldFindMovedEntriesInAnotherOrderThanTheirOwn() {
        assertOnly(healedTo(1, 4, 3, 2), Violation.REORDERED, id(2) + " of room/general was before " + id(3));
    }

    @Test
    void shouldTieWhatComesAfterACutToWhatWasKept() {
        HistoryChecker checker = new HistoryChecker(Healing.MOVES_ENTRIES);
        HistoryChecker.Reader bob = checker.reader("bob", LOG);
        HistoryChecker.Reader eve = checker.reader("eve", LOG);
        for (int i = 1; i <= 4; i++) {
            checker.posted("ada", LOG, Ulid.of(id(i)));
        }
        bob.delivered(1, Ulid.of(id(1)), digest(1));
        bob.delivered(2, Ulid.of(id(2)), digest(2));
        bob.delivered(3, Ulid.of(id(3)), digest(3));
        eve.delivered(1, Ulid.of(id(1)), digest(1));
        eve.delivered(2, Ulid.of(id(4)), digest(44));
        eve.delivered(3, Ulid.of(id(2)), digest(42));
        bob.cut(new Position(2, digest(2)));
        bob.delivered(3, Ulid.of(id(2)), digest(42));
        assertOnly(
                checker.verdict(), Violation.REORDERED, "bob got", "after an entry that others did not see before it");
    }

    /** Three were acknowledged, two more were only shown when all nodes went down; the reader was told to reset. */
    private static List<Event> crashed() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            events.add(new Posted("ada", LOG, id(i)));
        }
        for (int i = 1; i <= 3; i++) {
            events.add(got("bob", i));
            events.add(new Acked("ada", LOG, id(i), new Position(i, digest(i))));
        }
        // Shown, and on no disk yet.
        events.add(got("bob", 4));
        events.add(got("bob", 5));
        events.add(new ReaderReset("bob", LOG, 3));
        return events;
    }

    /** After the crash the log has these entries from number 3 on, the posts that were not answered came again and were acknowledged. */
    private static Verdict restartedWith(int... rest) {
        List<Event> events = crashed();
        List<Seen> log = new ArrayList<>(List.of(new Seen(1, id(1), digest(1)), new Seen(2, id(2), digest(2))));
        for (int i = 0; i < rest.length; i++) {
            Seen seen = new Seen(i + 3, id(rest[i]), i == 0 && rest[i] == 3 ? digest(3) : digest(50 + i));
            log.add(seen);
            events.add(new Delivered("bob", LOG, seen));
            if (rest[i] > 3) {
                events.add(new Acked("ada", LOG, id(rest[i]), new Position(seen.seq(), seen.digest())));
            }
        }
        events.add(new Final("n1", LOG, log));
        events.add(new Final("n2", LOG, log));
        return new History(events).check(Healing.KEEPS_ACKNOWLEDGED);
    }

    @Test
    void shouldAllowEntriesThatNobodyAcknowledgedToMoveWhenAllWereDown() {
        Verdict verdict = restartedWith(3, 5, 4);
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.acked()).isEqualTo(5);
    }

    @Test
    void shouldAllowEntriesThatNobodyAcknowledgedToBeGone() {
        Verdict verdict = restartedWith(3);
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    }

    @Test
    void shouldFindAcknowledgedEntryThatMovedWhenAllWereDown() {
        Verdict verdict = restartedWith(4, 3, 5);
        assertThat(verdict.found().keySet()).containsExactlyInAnyOrder(Violation.REORDERED, Violation.FALSE_ACK);
        assertThat(verdict.toString())
                .contains("bob has " + id(3))
                .contains("bob has " + id(4) + " at " + new Position(3, digest(50)) + " of room/general, where " + id(3)
                        + " had been acknowledged")
                .contains("the log of n2 has it at " + new Position(4, digest(51)));
    }

    @Test
    void shouldFindAcknowledgedEntryThatIsGoneWhenAllWereDown() {
        Verdict verdict = restartedWith(4, 5);
        assertThat(verdict.count(Violation.LOST)).as(verdict.toString()).isEqualTo(2);
    }

    @Test
    void shouldFindAcknowledgedEntryInAnotherHistory() {
        List<Event> events = new ArrayList<>(List.of(
                new Posted("ada", LOG, id(1)),
                new Posted("ada", LOG, id(2)),
                new Acked("ada", LOG, id(1), new Position(1, digest(1))),
                new Acked("ada", LOG, id(2), new Position(2, digest(2))),
                new Final("n1", LOG, List.of(new Seen(1, id(1), digest(1)), new Seen(2, id(2), digest(99))))));
        Verdict verdict = new History(events).check(Healing.KEEPS_ACKNOWLEDGED);
        assertThat(verdict.count(Violation.FALSE_ACK)).as(verdict.toString()).isEqualTo(1);
        assertThat(new History(events).check(Healing.MOVES_ENTRIES).isClean()).isTrue();
    }

    @Test
    void shouldFindTwoEntriesAcknowledgedAtOneNumber() {
        Verdict verdict = new History(List.of(
                        new Posted("ada", LOG, id(1)),
                        new Posted("ada", LOG, id(2)),
                        new Acked("ada", LOG, id(1), new Position(1, digest(1))),
                        new Acked("ada", LOG, id(2), new Position(1, digest(2)))))
                .check(Healing.KEEPS_ACKNOWLEDGED);
        assertOnly(verdict, Violation.FALSE_ACK, id(1) + " had been acknowledged at");
    }

    @Test
    void shouldFindSecondAcknowledgementThatNamesAnotherPlace() {
        Verdict verdict = new History(List.of(
                        new Posted("ada", LOG, id(1)),
                        new Acked("ada", LOG, id(1), new Position(1, digest(1))),
                        new Acked("ada", LOG, id(1), new Position(2, digest(1)))))
                .check(Healing.KEEPS_ACKNOWLEDGED);
        assertOnly(verdict, Violation.FALSE_ACK, id(1) + " was acknowledged at");
    }

    @Test
    void shouldFindMoveThatWasTakenBack() {
        List<Event> events = new ArrayList<>(List.of(
                new Posted("ada", LOG, id(1)),
                new Posted("ada", LOG, id(2)),
                new Acked("ada", LOG, id(1), new Position(1, digest(1))),
                new Delivered("bob", LOG, new Seen(1, id(2), digest(70))),
                new ReaderReset("bob", LOG, 1),
                got("bob", 1),
                new Final("n1", LOG, List.of(new Seen(1, id(1), digest(1))))));
        assertOnly(
                new History(events).check(Healing.KEEPS_ACKNOWLEDGED),
                Violation.REORDERED,
                "bob has " + id(2),
                id(1) + " had been acknowledged");
        assertThat(new History(events).check(Healing.MOVES_ENTRIES).isClean()).isTrue();
    }

    @Test
    void shouldFindOnlyReaderLedIntoTheOtherHistoryByTheLog() {
        Verdict verdict = new History(List.of(
                        new Posted("ada", LOG, id(1)),
                        new Posted("ada", LOG, id(2)),
                        new Posted("ada", LOG, id(3)),
                        new Delivered("bob", LOG, new Seen(1, id(2), digest(70))),
                        new Delivered("bob", LOG, new Seen(2, id(3), digest(3))),
                        new Final("n1", LOG, List.of(new Seen(1, id(1), digest(1)), new Seen(2, id(3), digest(3))))))
                .check(Healing.MOVES_ENTRIES);
        assertOnly(verdict, Violation.REORDERED, "a reader got it after " + id(2));
    }

    /** Every order of what was not acknowledged is allowed, and none in which one that was acknowledged has another number. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldTellWhatWasAcknowledgedFromWhatWasOnlyShown(long seed) {
        CrashedHistory history = new CrashedHistory(seed);
        Verdict clean = new History(history.events()).check(Healing.KEEPS_ACKNOWLEDGED);
        assertThat(clean.isClean()).as("seed %d: %s", seed, clean).isTrue();
        assertThat(new History(history.events()).check(Healing.KEEPS_PLACES).isClean())
                .as("seed %d: something was only shown and has moved", seed)
                .isFalse();
        Verdict moved = new History(history.eventsWithOneMoved()).check(Healing.KEEPS_ACKNOWLEDGED);
        assertThat(moved.count(Violation.REORDERED))
                .as("seed %d: %s", seed, moved)
                .isPositive();
        assertThat(moved.count(Violation.FALSE_ACK))
                .as("seed %d: %s", seed, moved)
                .isPositive();
        Verdict lax = new History(history.eventsWithOneMoved()).check(Healing.MIXES_ENTRIES);
        assertThat(lax.isClean())
                .as("seed %d: what was not noticed before: %s", seed, lax)
                .isTrue();
    }
}
