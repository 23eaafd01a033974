package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member.State;
import dev.parley.cluster.Roster.Mode;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Terms that turn up, a grid that does not answer, and too few nodes. */
class ShardTableTroubleTest extends ShardTableFixture {

    @Test
    void shouldKeepTheLockAndRaiseTheTermAboveOneThatTurnedUp() {
        leadAll();
        long found = WALL + 999_999;
        List<Effect> effects = table.outdated(5, found, at(100));

        assertThat(effects)
                .containsExactly(
                        new Effect.Turned(5, ShardState.LEADING, ShardState.RENEWING, 6),
                        new Effect.Depose(5, 6),
                        new Effect.RaiseTerm(5, found + 1));
        assertThat(table.word(at(110)).claims()).as("nobody else need campaign").containsEntry(5, 6L);

        List<Effect> raised = table.raised(5, found + 1, at(120));
        assertThat(raised)
                .contains(
                        new Effect.Lead(5, found + 1),
                        new Effect.Elect(new Election(WALL + 120, 5, found + 1, ME, ME, Reason.OUTDATED, 20)),
                        new Effect.Announce());
        assertThat(table.word(at(120)).claims()).containsEntry(5, found + 1);
    }

    @Test
    void shouldRaiseAnEqualTermAndLeaveAHigherOneAlone() {
        leadAll();
        assertThat(table.outdated(5, 5, at(100))).as("term 6 is higher").isEmpty();
        assertThat(table.outdated(5, 6, at(100))).contains(new Effect.Depose(5, 6));
    }

    @Test
    void shouldTakeNoNoticeOfATermWhereItDoesNotLead() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(MINE, 7L)), at(10));
        assertThat(table.outdated(MINE, 99, at(20))).isEmpty();
    }

    @Test
    void shouldRaiseAgainWhenTheAnswerIsBelowWhatTurnedUpMeanwhile() {
        leadAll();
        table.outdated(5, WALL + 1000, at(100));
        table.outdated(5, WALL + 2000, at(110));

        List<Effect> late = table.raised(5, WALL + 1001, at(120));

        assertThat(late).contains(new Effect.RaiseTerm(5, WALL + 2001));
        assertThat(only(Effect.Lead.class, late)).isEmpty();
        assertThat(table.raised(5, WALL + 2001, at(130))).contains(new Effect.Lead(5, WALL + 2001));
    }

    @Test
    void shouldGiveUpARenewalWhenItResignsOrAnotherClaimsMore() {
        leadAll();
        table.outdated(5, WALL + 1000, at(100));
        table.outdated(MINE, WALL + 1000, at(100));
        table.roster(nodes(State.READY, State.READY), at(110));
        List<Effect> heard = table.heard(ANN, claims(Map.of(MINE, WALL + 3000)), at(120));
        assertThat(state(MINE)).isEqualTo(ShardState.FOLLOWER);
        assertThat(only(Effect.Depose.class, heard)).as("told once").isEmpty();

        table.resign(at(130));
        assertThat(table.raised(5, WALL + 1001, at(140))).contains(new Effect.Follow(5, null), new Effect.Unlock(5));
        assertThat(table.word(at(140)).claims()).doesNotContainKey(5);
        assertThat(table.word(at(140)).given()).contains(5);
    }

    @Test
    void shouldTryARenewalAgainThatTheGridDidNotDo() {
        leadAll();
        table.outdated(5, WALL + 1000, at(100));
        table.raiseFailed(5, at(110));
        assertThat(table.tick(at(160))).contains(new Effect.RaiseTerm(5, WALL + 1001));
    }

    @Test
    void shouldAskAgainBesideAQuestionWithoutAnswer() {
        table.roster(Map.of(ME, State.READY), at(0));
        assertThat(locksAsked(table.tick(at(299)))).isEmpty();
        assertThat(locksAsked(table.tick(at(300)))).contains(5);
        assertThat(locksAsked(table.tick(at(800)))).isEmpty();
        assertThat(locksAsked(table.tick(at(900)))).contains(5);

        table.locked(5, LockAnswer.TAKEN, at(1000));
        assertThat(table.locked(5, LockAnswer.TAKEN, at(1010))).isEmpty();
        assertThat(only(Effect.RaiseTerm.class, table.tick(at(1299)))).isEmpty();
        assertThat(only(Effect.RaiseTerm.class, table.tick(at(1300)))).hasSize(1);
        table.raised(5, WALL + 1000, at(1310));
        assertThat(table.raised(5, WALL + 1001, at(1320))).isEmpty();
        assertThat(table.shard(5).leader()).isEqualTo(new Led(ME, WALL + 1000));
    }

    @Test
    void shouldLeadNothingAndAskForNothingWithoutEnoughNodes() {
        leadAll();
        List<Effect> effects = table.mode(Mode.READ_ONLY, at(100));

        assertThat(only(Effect.Depose.class, effects)).hasSize(LogId.SHARDS);
        assertThat(table.word(at(100)).claims()).isEmpty();
        assertThat(table.isIdle()).isTrue();
        assertThat(table.tick(at(60_000))).isEmpty();
        assertThat(table.roster(Map.of(ME, State.READY), at(60_100))).isEmpty();
    }

    @Test
    void shouldGiveBackWhatItHeldAndCampaignWhenThereAreEnoughNodesAgain() {
        leadAll();
        table.mode(Mode.READ_ONLY, at(100));
        table.roster(nodes(State.READY, State.READY), at(200));
        table.heard(ANN, Word.NONE, at(200));
        List<Effect> again = table.mode(Mode.READ_WRITE, at(300));

        assertThat(only(Effect.Unlock.class, again)).hasSize(LogId.SHARDS);
        table.unlocked(MINE, at(310));
        table.unlocked(HERS, at(310));
        List<Effect> after = table.tick(at(400));
        assertThat(locksAsked(after)).contains(MINE).doesNotContain(HERS);
    }

    @Test
    void shouldIgnoreAnAnswerThatComesWhenItMayNotLeadAnyMore() {
        table.roster(Map.of(ME, State.READY), at(0));
        table.mode(Mode.READ_ONLY, at(10));

        assertThat(table.locked(5, LockAnswer.TAKEN, at(20))).isEmpty();
        assertThat(only(Effect.Unlock.class, table.mode(Mode.READ_WRITE, at(30))))
                .contains(new Effect.Unlock(5));
    }
}
