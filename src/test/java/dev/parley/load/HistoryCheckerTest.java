package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.load.History.Acked;
import dev.parley.load.History.Delivered;
import dev.parley.load.History.Event;
import dev.parley.load.History.Final;
import dev.parley.load.History.Posted;
import dev.parley.load.History.ReaderReset;
import dev.parley.load.History.Refused;
import dev.parley.load.History.Seen;
import dev.parley.load.HistoryChecker.Healing;
import dev.parley.wire.Digest;
import dev.parley.wire.EntryId;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryCheckerTest {

    private static final LogId LOG = LogId.ofRoom("general");
    private static final LogId OTHER = LogId.ofRoom("other");

    private static EntryId id(int number) {
        return new EntryId(new Ulid(number, number).toString());
    }

    private static Digest digest(int number) {
        return new Digest(7, number);
    }

    /** Entry number {@code n} of the log as it should be. */
    private static Seen seen(int number) {
        return new Seen(number, id(number), digest(number));
    }

    private static List<Seen> seen(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(HistoryCheckerTest::seen)
                .toList();
    }

    /** Five messages posted and acknowledged. */
    private static List<Event> five() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            events.add(new Posted("ada", LOG, id(i)));
            events.add(new Acked("ada", LOG, id(i), new Position(i, digest(i))));
        }
        return events;
    }

    private static Verdict judge(Healing healing, Event... more) {
        List<Event> events = five();
        events.addAll(List.of(more));
        return new History(events).check(healing);
    }

    private static Verdict judge(Event... more) {
        return judge(Healing.KEEPS_PLACES, more);
    }

    private static Delivered got(String reader, int number) {
        return new Delivered(reader, LOG, seen(number));
    }

    private static void assertOnly(Verdict verdict, Violation violation, String... words) {
        assertThat(verdict.found().keySet()).as(verdict.toString()).containsExactly(violation);
        for (String word : words) {
            assertThat(verdict.toString()).contains(word);
        }
    }

    @Test
    void shouldFindNothingInCleanHistory() {
        Verdict verdict = judge(
                got("bob", 1),
                got("bob", 2),
                got("eve", 1),
                got("bob", 3),
                new Final("n1", LOG, seen(1, 5)),
                new Final("n2", LOG, seen(1, 5)));
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.posted()).isEqualTo(5);
        assertThat(verdict.acked()).isEqualTo(5);
        assertThat(verdict.deliveries()).isEqualTo(4);
    }

    @Test
    void shouldFindAcknowledgedEntryMissingAtTheEnd() {
        assertOnly(
                judge(new Final("n1", LOG, seen(1, 4)), new Final("n2", LOG, seen(1, 4))),
                Violation.LOST,
                "the log of n1 does not have " + id(5));
    }

    @Test
    void shouldFindEntryAcknowledgedAtAnotherPlace() {
        List<Seen> swapped = List.of(seen(1), new Seen(2, id(3), digest(3)), new Seen(3, id(2), digest(2)));
        Verdict verdict = judge(new Final("n1", LOG, swapped));
        assertThat(verdict.count(Violation.FALSE_ACK)).as(verdict.toString()).isEqualTo(2);
    }

    @Test
    void shouldFindDoubledEntry() {
        Verdict verdict = judge(new Final(
                "n1",
                LOG,
                Stream.concat(seen(1, 5).stream(), Stream.of(new Seen(6, id(2), digest(6))))
                        .toList()));
        assertOnly(verdict, Violation.DUPLICATED, id(2) + " at 6");
    }

    @Test
    void shouldFindEntryDeliveredTwice() {
        assertOnly(judge(got("bob", 1), got("bob", 2), got("bob", 2)), Violation.DUPLICATED, "bob got");
    }

    @Test
    void shouldAllowRepetitionAfterReset() {
        assertThat(judge(got("bob", 1), got("bob", 2), new ReaderReset("bob", LOG, 1), got("bob", 1))
                        .isClean())
                .isTrue();
    }

    @Test
    void shouldFindTwoReadersThatDisagree() {
        Verdict verdict = judge(
                got("bob", 1),
                got("bob", 2),
                got("eve", 1),
                new Delivered("eve", LOG, new Seen(2, id(3), digest(9))),
                new Delivered("eve", LOG, new Seen(3, id(2), digest(9))));
        assertThat(verdict.count(Violation.REORDERED)).as(verdict.toString()).isPositive();
    }

    @Test
    void shouldFindSameEntriesWithAnotherDigest() {
        assertOnly(judge(got("bob", 1), new Delivered("eve", LOG, new Seen(1, id(1), digest(9)))), Violation.REORDERED);
    }

    @Test
    void shouldFindLateEntryAndItsGap() {
        Verdict verdict = judge(got("bob", 1), got("bob", 3), got("bob", 2), got("bob", 4));
        assertThat(verdict.count(Violation.GAP)).isEqualTo(1);
        assertThat(verdict.count(Violation.REORDERED)).isEqualTo(1);
        assertThat(verdict.count(Violation.DUPLICATED)).isZero();
    }

    @Test
    void shouldFindGapOfReader() {
        assertOnly(judge(got("bob", 1), got("bob", 4)), Violation.GAP, "bob got 4 of room/general where 2 was to come");
    }

    @Test
    void shouldFindGapAfterReset() {
        assertOnly(judge(new ReaderReset("bob", LOG, 3), got("bob", 4)), Violation.GAP);
    }

    @Test
    void shouldFindEntryThatNobodyPosted() {
        assertOnly(judge(new Delivered("bob", LOG, seen(6))), Violation.PHANTOM, id(6) + " is in room/general");
    }

    @Test
    void shouldFindEntryInWrongRoom() {
        Verdict verdict = judge(new Delivered("bob", OTHER, seen(1)));
        assertThat(verdict.count(Violation.PHANTOM)).isEqualTo(1);
    }

    @Test
    void shouldFindRefusedEntryInLog() {
        assertOnly(
                judge(
                        new Posted("ada", LOG, id(6)),
                        new Refused("ada", id(6), ErrorCode.TEXT_EMPTY),
                        new Delivered("bob", LOG, seen(6))),
                Violation.PHANTOM,
                "refused with 111");
    }

    @Test
    void shouldAllowEntryAfterTemporaryError() {
        assertThat(judge(
                                new Posted("ada", LOG, id(6)),
                                new Refused("ada", id(6), ErrorCode.NOT_ACKNOWLEDGED),
                                new Delivered("bob", LOG, seen(6)))
                        .isClean())
                .isTrue();
    }

    @Test
    void shouldFindShorterLogOfOneNode() {
        Verdict verdict = judge(
                new Posted("ada", LOG, id(6)), new Final("n1", LOG, seen(1, 6)), new Final("n2", LOG, seen(1, 5)));
        assertOnly(verdict, Violation.DIVERGED, "on n2 (5 entries) and on n1 (6) differ from 6 on");
    }

    @Test
    void shouldFindTwoAcknowledgementsThatDiffer() {
        assertOnly(judge(new Acked("ada", LOG, id(1), new Position(9, digest(1)))), Violation.FALSE_ACK);
        assertOnly(judge(new Acked("ada", LOG, id(1), new Position(1, digest(2)))), Violation.FALSE_ACK);
    }

    @Test
    void shouldFindAcknowledgementOfWhatNobodyPosted() {
        assertOnly(judge(new Acked("ada", LOG, id(8), new Position(8, digest(8)))), Violation.FALSE_ACK);
    }

    @Test
    void shouldFindAcknowledgementWithAnotherDigestThanTheLog() {
        Verdict verdict = judge(
                new Posted("ada", LOG, id(6)),
                new Acked("ada", LOG, id(6), new Position(6, digest(5))),
                new Final("n1", LOG, seen(1, 6)));
        assertOnly(verdict, Violation.FALSE_ACK);
    }

    @Test
    void shouldFindReaderBeyondTheLog() {
        Verdict verdict = judge(
                new Posted("ada", LOG, id(6)), new Delivered("bob", LOG, seen(6)), new Final("n1", LOG, seen(1, 5)));
        assertOnly(verdict, Violation.REORDERED, "bob is at 6");
    }

    @Test
    void shouldAllowMovedEntriesAfterHealedSplit() {
        List<Seen> healed = Stream.concat(
                        seen(1, 2).stream(), Stream.of(new Seen(3, id(4), digest(40)), new Seen(4, id(3), digest(60))))
                .toList();
        List<Event> events = new ArrayList<>(List.of(
                new Posted("ada", LOG, id(1)),
                new Posted("ada", LOG, id(2)),
                new Posted("ada", LOG, id(3)),
                new Posted("ada", LOG, id(4)),
                got("bob", 1),
                got("bob", 2),
                got("bob", 3),
                new Acked("ada", LOG, id(3), new Position(3, digest(3))),
                new Delivered("eve", LOG, healed.get(0)),
                new Delivered("eve", LOG, healed.get(1)),
                new Delivered("eve", LOG, healed.get(2)),
                new ReaderReset("bob", LOG, 3),
                new Delivered("bob", LOG, healed.get(2)),
                new Delivered("bob", LOG, healed.get(3)),
                new Final("n1", LOG, healed)));
        Verdict verdict = new History(events).check(Healing.MOVES_ENTRIES);
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(new History(events).check(Healing.KEEPS_PLACES).isClean()).isFalse();

        events.removeIf(ReaderReset.class::isInstance);
        assertThat(new History(events).check(Healing.MOVES_ENTRIES).isClean())
                .as("without the reset bob saw two entries as number 3")
                .isFalse();
    }

    @Test
    void shouldFindReaderLedFromOneHistoryIntoTheOther() {
        Verdict verdict = judge(
                Healing.MOVES_ENTRIES,
                got("bob", 1),
                got("bob", 2),
                got("bob", 3),
                new Delivered("eve", LOG, new Seen(1, id(1), digest(1))),
                new Delivered("eve", LOG, new Seen(2, id(4), digest(44))),
                new Delivered("eve", LOG, seen(3)));
        assertOnly(verdict, Violation.REORDERED, "after an entry that others did not see before it");
    }

    @Test
    void shouldFindReaderLeftInTheLostHistory() {
        Verdict verdict = new History(List.of(
                        new Posted("ada", LOG, id(1)),
                        new Posted("ada", LOG, id(2)),
                        new Delivered("bob", LOG, new Seen(1, id(2), digest(20))),
                        new Final("n1", LOG, List.of(seen(1), new Seen(2, id(2), digest(2))))))
                .check(Healing.MOVES_ENTRIES);
        assertOnly(verdict, Violation.REORDERED, "was not told to reset");
    }

    @Test
    void shouldFindDoubledEntryAfterHealedSplit() {
        Verdict verdict = new History(List.of(
                        new Posted("ada", LOG, id(1)),
                        new Final("n1", LOG, List.of(seen(1), new Seen(2, id(1), digest(2))))))
                .check(Healing.MOVES_ENTRIES);
        assertOnly(verdict, Violation.DUPLICATED);
    }

    @Test
    void shouldRefuseAnIdPostedTwice() {
        HistoryChecker checker = new HistoryChecker(Healing.KEEPS_PLACES);
        checker.posted("ada", LOG, new Ulid(1, 1));
        assertThatThrownBy(() -> checker.posted("bob", LOG, new Ulid(1, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldTellTheFirstExamplesOnly() {
        HistoryChecker checker = new HistoryChecker(Healing.KEEPS_PLACES);
        for (int i = 1; i <= 30; i++) {
            checker.reader("bob", LOG).delivered(i, new Ulid(i, i), digest(i));
        }
        Verdict.Found found = checker.verdict().found().get(Violation.PHANTOM);
        assertThat(found.count()).isEqualTo(30);
        assertThat(found.examples()).hasSize(5);
    }

    /** One way to spoil a clean history, and what must be found then. */
    private record Spoiler(Violation expected, BiFunction<List<Event>, SplittableRandom, List<Event>> spoil) {}

    private static final List<Spoiler> SPOILERS = List.of(
            new Spoiler(Violation.LOST, Spoil::dropAckedFromEveryLog),
            new Spoiler(Violation.DUPLICATED, Spoil::doubleInEveryLog),
            new Spoiler(Violation.DUPLICATED, Spoil::deliverAgain),
            new Spoiler(Violation.REORDERED, Spoil::swapForOneReader),
            new Spoiler(Violation.GAP, Spoil::skipForOneReader),
            new Spoiler(Violation.PHANTOM, Spoil::forgetPost),
            new Spoiler(Violation.DIVERGED, Spoil::shortenOneLog),
            new Spoiler(Violation.FALSE_ACK, Spoil::changeOneAck));

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 200).mapToObj(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindEveryInjectedViolation(int seed) {
        shouldFindEveryInjectedViolation(seed, Healing.KEEPS_PLACES);
        shouldFindEveryInjectedViolation(seed, Healing.KEEPS_ACKNOWLEDGED);
    }

    private static void shouldFindEveryInjectedViolation(int seed, Healing healing) {
        Verdict clean = new History(new SeededHistory(seed).events()).check(healing);
        assertThat(clean.isClean()).as("seed %d: %s", seed, clean).isTrue();
        for (int i = 0; i < SPOILERS.size(); i++) {
            Spoiler spoiler = SPOILERS.get(i);
            List<Event> events = spoiler.spoil()
                    .apply(new ArrayList<>(new SeededHistory(seed).events()), new SplittableRandom(seed * 31L + i));
            Verdict verdict = new History(events).check(healing);
            assertThat(verdict.count(spoiler.expected()))
                    .as("seed %d, %s, spoiler %d must give %s: %s", seed, healing, i, spoiler.expected(), verdict)
                    .isPositive();
        }
    }
}
