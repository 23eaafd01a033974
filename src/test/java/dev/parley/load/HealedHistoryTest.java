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
}
