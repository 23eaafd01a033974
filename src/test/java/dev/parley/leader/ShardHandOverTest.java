package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member.State;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a shard goes from one leader to the next by their own will. */
class ShardHandOverTest extends ShardTableFixture {

    /** Ann is ready at 100, and has been for a while at 2,100. */
    private List<Effect> annJoinsAndSettles() {
        table.roster(nodes(State.READY, State.READY), at(100));
        return table.tick(at(100 + ShardTimes.SETTLE_MILLIS));
    }

    @Test
    void shouldLeadOnUntilWhoJoinedHasBeenReadyForAWhile() {
        leadAll();
        assertThat(unlocksAsked(table.roster(nodes(State.READY, State.READY), at(100))))
                .isEmpty();
        assertThat(unlocksAsked(table.tick(at(99 + ShardTimes.SETTLE_MILLIS)))).isEmpty();
        assertThat(unlocksAsked(table.tick(at(100 + ShardTimes.SETTLE_MILLIS)))).isNotEmpty();
    }

    /** A node that was away and is back is as slow as a new one. */
    @Test
    void shouldCountTheTimeOfWhoWasAwayFromItsReturn() {
        leadAll();
        table.roster(nodes(State.READY, State.READY), at(100));
        table.roster(nodes(State.READY, State.JOINING), at(1_000));
        table.roster(nodes(State.READY, State.READY), at(1_500));

        assertThat(unlocksAsked(table.tick(at(1_499 + ShardTimes.SETTLE_MILLIS))))
                .isEmpty();
        assertThat(unlocksAsked(table.tick(at(1_500 + ShardTimes.SETTLE_MILLIS))))
                .isNotEmpty();
    }

    @Test
    void shouldNotWaitForAnybodyWhenItMayNotLead() {
        leadAll();
        table.roster(nodes(State.READY, State.READY), at(100));

        assertThat(unlocksAsked(table.roster(nodes(State.DRAINED, State.READY), at(200))))
                .isNotEmpty();
    }

    @Test
    void shouldHandOverEightAtATimeWhenANodeJoins() {
        leadAll();
        List<Integer> first = unlocksAsked(annJoinsAndSettles());

        assertThat(first)
                .hasSize(ShardTable.MOVES_AT_ONCE)
                .allMatch(shard -> Placement.order(shard, BOTH).get(0).equals(ANN));
        assertThat(table.word(at(2100)).given())
                .as("not before the lock can be had")
                .isEmpty();

        int shard = first.get(0);
        assertThat(table.unlocked(shard, at(2110))).containsExactly(new Effect.Announce());
        assertThat(table.word(at(2110)).given()).containsExactly(shard);
        assertThat(table.leading()).as("led until she does").isEqualTo(LogId.SHARDS);

        List<Effect> claimed = table.heard(ANN, claims(Map.of(shard, WALL)), at(2120));
        assertThat(claimed)
                .contains(new Effect.Depose(shard, shard + 1L), new Effect.Follow(shard, new Led(ANN, WALL)));
        assertThat(unlocksAsked(claimed)).as("the next one").hasSize(1).doesNotContain(shard);
        assertThat(table.word(at(2120)).given()).isEmpty();
        assertThat(state(shard)).isEqualTo(ShardState.FOLLOWER);
    }

    @Test
    void shouldReleaseWhatNobodyTakes() {
        leadAll();
        int shard = unlocksAsked(annJoinsAndSettles()).get(0);
        long term = shard + 1L;
        table.unlocked(shard, at(2110));
        assertThat(only(Effect.Release.class, table.tick(at(4099)))).isEmpty();
        assertThat(only(Effect.Release.class, table.tick(at(4100)))).containsExactly(new Effect.Release(shard, term));
        assertThat(table.word(at(4100)).given()).isEmpty();

        List<Effect> released = table.released(shard, term, at(4110));
        assertThat(released).contains(new Effect.Follow(shard, null), new Effect.Unlock(shard));
        assertThat(table.unlocked(shard, at(4120))).contains(new Effect.Announce());
        assertThat(table.word(at(4120)).given()).containsExactly(shard);
        assertThat(locksAsked(table.tick(at(4130)))).doesNotContain(shard);
    }

    @Test
    void shouldTryAgainToGiveTheLockBackAndLeadMeanwhile() {
        leadAll();
        int shard = unlocksAsked(annJoinsAndSettles()).get(0);
        table.unlockFailed(shard, at(2110));
        assertThat(table.tick(at(2160))).contains(new Effect.Unlock(shard));
        assertThat(only(Effect.Release.class, table.tick(at(11000))))
                .as("without knowing that the lock can be had")
                .isEmpty();
        assertThat(table.word(at(11000)).claims()).containsKey(shard);
    }

    @Test
    void shouldTakeOverWhatIsOfferedWhileTheOtherLeadsOn() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(MINE, WALL + 7)), at(10));
        assertThat(locksAsked(table.tick(at(5000)))).doesNotContain(MINE);

        table.roster(nodes(State.READY, State.LEAVING), at(5010));
        List<Effect> offered = table.heard(ANN, offers(MINE, WALL + 7), at(5020));
        assertThat(locksAsked(offered)).contains(MINE);
        assertThat(table.shard(MINE).leader()).as("she leads on").isEqualTo(new Led(ANN, WALL + 7));

        assertThat(table.locked(MINE, LockAnswer.TAKEN, at(5030))).contains(new Effect.RaiseTerm(MINE, WALL + 5030));
        List<Effect> raised = table.raised(MINE, WALL + 5030, at(5040));
        assertThat(raised)
                .contains(
                        new Effect.Lead(MINE, WALL + 5030),
                        new Effect.Elect(new Election(WALL + 5040, MINE, WALL + 5030, ANN, ME, Reason.HAND_OVER, 0)));
    }

    @Test
    void shouldLetThePreferredTakeWhatIsOfferedAndStepInAfterASecond() {
        NodeId zoe = new NodeId("zoe-1");
        table.roster(Map.of(ME, State.READY, ANN, State.READY, zoe, State.LEAVING), at(0));
        table.heard(ANN, Word.NONE, at(10));
        table.heard(zoe, claims(Map.of(HERS, 7L)), at(10));

        assertThat(locksAsked(table.heard(zoe, offers(HERS, 7), at(5000)))).doesNotContain(HERS);
        assertThat(locksAsked(table.tick(at(5999)))).doesNotContain(HERS);
        assertThat(locksAsked(table.tick(at(6000)))).contains(HERS);
    }

    @Test
    void shouldNotTakeWhatIsNotOfferedAnyMore() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(HERS, 7L)), at(10));
        table.heard(ANN, offers(HERS, 7), at(20));
        table.heard(ANN, claims(Map.of(HERS, 7L)), at(30));

        assertThat(locksAsked(table.tick(at(60_000)))).doesNotContain(HERS);
    }

    @Test
    void shouldLeaveATermThatTurnsUpToTheNextOneWhenItGoes() {
        leadAll();
        int shard = unlocksAsked(annJoinsAndSettles()).get(0);
        table.unlocked(shard, at(2110));

        assertThat(table.outdated(shard, WALL + 5, at(2120)))
                .as("that of the next one, very likely")
                .isEmpty();
    }

    @Test
    void shouldKeepForAWhileWhatItTookOutOfTurn() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, Word.NONE, at(10));
        table.tick(at(1000));
        table.locked(HERS, LockAnswer.TAKEN, at(1010));
        assertThat(unlocksAsked(table.raised(HERS, WALL, at(1020)))).isEmpty();

        assertThat(unlocksAsked(table.tick(at(6019)))).isEmpty();
        assertThat(unlocksAsked(table.tick(at(6020)))).containsExactly(HERS);
    }

    @Test
    void shouldOfferEverythingAtOnceWhenItResigns() {
        leadAll();
        annJoinsAndSettles();
        assertThat(unlocksAsked(table.resign(at(2110)))).hasSize(LogId.SHARDS - ShardTable.MOVES_AT_ONCE);
        assertThat(table.isIdle()).isFalse();

        Map<Integer, Long> all = new HashMap<>();
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            table.unlocked(shard, at(2120));
            all.put(shard, WALL);
        }
        assertThat(table.word(at(2120)).given()).hasSize(LogId.SHARDS);
        table.heard(ANN, claims(all), at(2130));
        assertThat(table.isIdle()).isTrue();
        assertThat(table.tick(at(60_000))).isEmpty();
    }

    @Test
    void shouldReleaseEverythingAtOnceWhenItResignsAndNobodyIsThere() {
        leadAll();
        List<Effect> effects = table.resign(at(110));
        assertThat(only(Effect.Release.class, effects)).hasSize(LogId.SHARDS);

        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            table.released(shard, shard + 1, at(120));
            table.unlocked(shard, at(130));
        }
        assertThat(table.isIdle()).isTrue();
        assertThat(table.tick(at(60_000))).isEmpty();
    }

    @Test
    void shouldGiveBackTheLocksOfCampaignsWhenItResigns() {
        table.roster(Map.of(ME, State.READY), at(0));
        table.locked(1, LockAnswer.TAKEN, at(10));
        table.locked(2, LockAnswer.TAKEN, at(10));
        table.raiseFailed(2, at(20));
        table.resign(at(30));

        assertThat(table.locked(0, LockAnswer.TAKEN, at(40))).contains(new Effect.Unlock(0));
        assertThat(table.raised(1, WALL, at(40))).contains(new Effect.Unlock(1));
        assertThat(table.tick(at(500))).contains(new Effect.Unlock(2));
        assertThat(locksAsked(table.locked(3, LockAnswer.REFUSED, at(40)))).isEmpty();
    }

    @Test
    void shouldIgnoreTheEndOfAReleaseThatCameTooLate() {
        leadAll();
        int shard = unlocksAsked(annJoinsAndSettles()).get(0);
        table.unlocked(shard, at(2110));
        table.tick(at(5000));
        assertThat(state(shard)).isEqualTo(ShardState.RELEASING);
        table.heard(ANN, claims(Map.of(shard, WALL)), at(5010));

        assertThat(only(Effect.Unlock.class, table.released(shard, shard + 1L, at(5020))))
                .isEmpty();
        assertThat(state(shard)).isEqualTo(ShardState.FOLLOWER);
    }
}
