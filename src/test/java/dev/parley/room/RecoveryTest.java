package dev.parley.room;

import static dev.parley.room.Requests.the;
import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.log.TailReply.Status;
import dev.parley.room.SequencerEffect.AskPositions;
import dev.parley.room.SequencerEffect.CatchUp;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.room.SequencerEffect.ReadEnd;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4);
    private static final Position END = Samples.end(LOG);
    private static final Set<NodeId> THREE = Set.of(A, B, C);

    private static final Grid CLAIM = new Grid(new TailCommand.Claim(7));
    private static final AskPositions ASK = new AskPositions(List.of(A, B, C));

    private final Recovery recovery = new Recovery(Samples.ROOM, A, 7, THREE, Map.of(), Requests.TWO_DISKS);

    private static TailReply grid(List<Entry> recent) {
        return new TailReply(Status.DONE, 7, Samples.end(recent), recent);
    }

    private static TailReply missing() {
        return TailReply.of(Status.MISSING, 0, Position.START);
    }

    private static Position at(int seq) {
        return LOG.get(seq - 1).position();
    }

    private static LogEnd in(long term, Position at) {
        return new LogEnd(term, at);
    }

    private CatchUp afterPositions(TailReply reply, Position a, Position b, Position c) {
        recovery.start();
        recovery.replied(reply, 0);
        recovery.position(A, in(6, a));
        recovery.position(B, in(6, b));
        return the(CatchUp.class, recovery.position(C, in(6, c)));
    }

    @Test
    void shouldFenceOlderLeadersOffAndAskAllArchivesAtTheSameTime() {
        assertThat(recovery.start()).containsExactly(CLAIM, ASK);
    }

    @Test
    void shouldNotDecideBeforeOlderLeadersAreFencedOff() {
        recovery.start();
        recovery.position(A, in(6, at(2)));
        recovery.position(B, in(6, at(2)));
        assertThat(recovery.position(C, in(6, at(2)))).isEmpty();

        // What the older leader committed in between is on no disk that has answered.
        assertThat(the(CatchUp.class, recovery.replied(grid(LOG), 0)).end()).isEqualTo(END);
    }

    @Test
    void shouldTellWhichDisksHaveTheHistory() {
        afterPositions(grid(LOG), END, at(2), END);
        recovery.caughtUp(END);

        assertThat(recovery.sources()).containsOnly(Map.entry(A, END), Map.entry(C, END));
    }

    /** It is kept as long as the log is led, and a tail may be half a megabyte. */
    @Test
    void shouldKeepNoEntriesThatItGaveAway() {
        afterPositions(grid(LOG), END, at(2), END);
        recovery.caughtUp(END);

        assertThat(recovery.takeRecent()).isEqualTo(LOG);
        assertThat(recovery.takeRecent()).isEmpty();
    }

    @Test
    void shouldBeDoneWhenTheGridEndsWhereOurDiskDoes() {
        CatchUp catchUp = afterPositions(grid(LOG), END, END, at(2));
        assertThat(catchUp.end()).isEqualTo(END);

        assertThat(recovery.caughtUp(END)).isEmpty();
        assertThat(recovery.isDone()).isTrue();
    }

    @Test
    void shouldTakeOutOfTheGridWhatIsOnNoDiskYet() {
        CatchUp catchUp = afterPositions(grid(LOG), at(2), at(2), at(1));

        assertThat(catchUp.end()).isEqualTo(END);
        assertThat(catchUp.recent()).isEqualTo(LOG);
    }

    @Test
    void shouldPutBackIntoTheGridWhatOnlyADiskHas() {
        CatchUp catchUp = afterPositions(grid(LOG.subList(0, 2)), at(2), END, at(2));
        assertThat(catchUp.end()).isEqualTo(END);
        assertThat(recovery.caughtUp(END)).containsExactly(new ReadEnd(END));

        assertThat(recovery.read(LOG)).containsExactly(new Grid(new TailCommand.Install(7, at(2), END, LOG)));
        recovery.replied(TailReply.of(Status.DONE, 7, END), 0);
        assertThat(recovery.isDone()).isTrue();
    }

    @Test
    void shouldNotTakeALogThatTheGridHasLostForNew() {
        assertThat(afterPositions(missing(), Position.START, at(3), at(2)).end())
                .isEqualTo(at(3));
    }

    @Test
    void shouldBelieveADiskThatTheGridContradicts() {
        List<Entry> neverAcknowledged = Samples.after(at(2), 8, 9);

        CatchUp catchUp = afterPositions(grid(neverAcknowledged), at(2), at(3), at(2));

        assertThat(catchUp.end()).isEqualTo(at(3));
        assertThat(catchUp.recent()).isEmpty();
    }

    /** As after a merge, where the grid's entry is of the other side and the disks have been brought to this one. Found by seed 734. */
    @Test
    void shouldBelieveADiskAfterWhichTheGridGoesOnFromElsewhere() {
        List<Entry> other = Samples.after(Samples.end(Samples.log(7, 8)), 9, 10);

        assertThat(afterPositions(grid(other), at(2), at(2), at(2)).end()).isEqualTo(at(2));
    }

    @Test
    void shouldBelieveTheGridThatGoesOnFromTheFurthestDisk() {
        assertThat(afterPositions(grid(LOG.subList(2, 4)), at(1), at(2), at(2)).end())
                .isEqualTo(END);
    }

    @Test
    void shouldWaitForNobodyWhoHasGone() {
        recovery.start();
        recovery.replied(grid(LOG), 0);
        recovery.position(A, in(6, END));
        recovery.position(B, in(6, END));

        assertThat(the(CatchUp.class, recovery.members(Set.of(A, B))).end()).isEqualTo(END);
    }

    @Test
    void shouldAskWhoComesWhileItAsks() {
        recovery.members(Set.of(A, B));
        recovery.start();
        recovery.replied(missing(), 0);
        recovery.position(A, in(6, at(1)));

        assertThat(recovery.members(THREE)).containsExactly(new AskPositions(List.of(C)));
        recovery.position(B, in(6, at(1)));
        assertThat(the(CatchUp.class, recovery.position(C, in(6, END))).end()).isEqualTo(END);
    }

    @Test
    void shouldGoOnWithoutAnArchiveThatStaysSilent() {
        recovery.start();
        recovery.replied(grid(LOG), 0);
        recovery.position(A, in(6, END));
        recovery.position(B, in(6, END));

        assertThat(recovery.tick(Requests.TWO_DISKS.positionsMillis() - 1)).isEmpty();
        assertThat(recovery.tick(Requests.TWO_DISKS.positionsMillis())).hasSize(2);
    }

    @Test
    void shouldNotOpenALogWithFewerArchivesThanTheQuorum() {
        Recovery majority = new Recovery(Samples.ROOM, A, 7, Set.of(A), Map.of(), Requests.MAJORITY);
        majority.start();
        majority.replied(missing(), 0);

        assertThat(majority.position(A, in(6, at(1)))).isEmpty();
        assertThat(majority.tick(1_000_000)).isEmpty();
        majority.members(Set.of(A, B));
        assertThat(the(CatchUp.class, majority.position(B, in(6, END))).end()).isEqualTo(END);
    }

    /** By then other archives may be there, which have more: what was found out before is worth nothing. */
    @Test
    void shouldBeginAgainWhenTheInstallIsNotDone() {
        afterPositions(missing(), at(2), at(2), at(2));
        recovery.caughtUp(at(2));
        recovery.read(LOG.subList(0, 2));
        recovery.retryLater(0);

        assertThat(recovery.tick(Requests.TWO_DISKS.retryMillis())).containsExactly(CLAIM);
    }

    /** A grid in trouble is asked again and again, and with it all archives would be. */
    @Test
    void shouldAskTheArchivesAfterTheGridWhenItBeginsAgain() {
        recovery.start();
        recovery.position(A, in(6, END));
        recovery.retryLater(0);
        assertThat(recovery.position(B, in(6, END))).isEmpty();
        assertThat(recovery.members(Set.of(A, B))).isEmpty();
        recovery.members(THREE);

        assertThat(recovery.tick(Requests.TWO_DISKS.retryMillis())).containsExactly(CLAIM);
        assertThat(recovery.replied(grid(LOG), 0)).containsExactly(ASK);
    }

    /** The best disk is gone, and what only it and the grid have is taken out of the grid. */
    @Test
    void shouldTakeOutOfTheGridWhatItHasToo() {
        CatchUp catchUp = afterPositions(grid(LOG), at(2), END, at(2));

        assertThat(catchUp.end()).isEqualTo(END);
        assertThat(catchUp.recent()).isEqualTo(LOG);
    }

    @Test
    void shouldBeginAgainWhenSomebodyElseInstalled() {
        afterPositions(missing(), at(2), at(2), at(2));
        recovery.caughtUp(at(2));
        recovery.read(LOG.subList(0, 2));

        assertThat(recovery.replied(TailReply.of(Status.MISMATCH, 7, END), 0)).containsExactly(CLAIM);
    }

    @Test
    void shouldInstallOnlyUpToTheEndWhenOurDiskHasGoneOn() {
        afterPositions(missing(), at(2), at(2), at(2));
        recovery.caughtUp(at(2));

        assertThat(recovery.read(LOG))
                .containsExactly(new Grid(new TailCommand.Install(7, null, at(2), LOG.subList(0, 2))));
    }

    @Test
    void shouldGiveUpAnEndThatNobodyCanReach() {
        TailReply hole = new TailReply(Status.DONE, 7, END, LOG.subList(3, 4));
        CatchUp catchUp = afterPositions(hole, at(2), at(2), at(2));
        for (int tries = 0; catchUp.end().equals(END); tries++) {
            assertThat(tries).as("times it was tried").isLessThan(10);
            recovery.failed(0);
            recovery.tick(1_000);
            catchUp = afterPositions(hole, at(2), at(2), at(2));
        }

        assertThat(catchUp.end()).isEqualTo(at(2));
    }

    /** As when much is to be fetched: each round is too short for it, and the next one goes on from there. */
    @Test
    void shouldNotGiveUpAnEndWhileOurDiskGetsFurther() {
        TailReply hole = new TailReply(Status.DONE, 7, END, LOG.subList(3, 4));
        for (int tries = 0; tries < 12; tries++) {
            CatchUp catchUp = afterPositions(hole, at(1 + tries / 4), at(3), at(3));

            assertThat(catchUp.end()).as("the end after %s tries", tries).isEqualTo(END);
            recovery.failed(0);
            recovery.tick(1_000);
        }
    }

    @Test
    void shouldBelieveTheNewerTermBeforeTheLongerLog() {
        recovery.start();
        recovery.replied(missing(), 0);
        recovery.position(A, in(5, at(2)));
        recovery.position(B, in(4, END));

        CatchUp catchUp = the(CatchUp.class, recovery.position(C, in(6, at(3))));
        assertThat(catchUp.end()).isEqualTo(at(3));
        assertThat(catchUp.ends()).as("from whom it can be had").containsOnlyKeys(C);
    }

    @Test
    void shouldNotGoOnBelowATermThatADiskKnows() {
        recovery.start();
        recovery.replied(missing(), 0);

        assertThat(recovery.position(B, in(8, at(1)))).containsExactly(new SequencerEffect.Outdated(8));
    }

    @Test
    void shouldSayThatItsOwnDiskIsNotTheOneThatIsBelieved() {
        recovery.start();
        recovery.replied(missing(), 0);
        recovery.position(A, in(4, END));
        recovery.position(B, in(6, at(3)));

        assertThat(recovery.position(C, in(6, at(3)))).contains(new SequencerEffect.Contradicted());
    }

    @Test
    void shouldGoOnWithWhatANewcomerOffersWhenNothingWasSaidSince() {
        Recovery offered = new Recovery(Samples.ROOM, A, 7, Set.of(A, B), Map.of(C, at(2)), Requests.TWO_DISKS);
        offered.start();
        offered.replied(missing(), 0);
        offered.position(A, in(6, at(2)));
        offered.position(B, in(6, at(2)));

        CatchUp catchUp = the(CatchUp.class, offered.position(C, in(3, END)));
        assertThat(catchUp.end()).isEqualTo(END);
        assertThat(catchUp.ends()).containsEntry(C, END);
    }

    @Test
    void shouldLeaveAnOfferThatIsForAnotherEnd() {
        Recovery offered = new Recovery(Samples.ROOM, A, 7, Set.of(A, B), Map.of(C, at(1)), Requests.TWO_DISKS);
        offered.start();
        offered.replied(missing(), 0);
        offered.position(A, in(6, at(2)));
        offered.position(B, in(6, at(2)));

        assertThat(the(CatchUp.class, offered.position(C, in(3, END))).end()).isEqualTo(at(2));
    }
}
