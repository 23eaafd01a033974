package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member.State;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTableTest extends ShardTableFixture {

    @Test
    void shouldNotCampaignBeforeItIsReady() {
        assertThat(table.roster(Map.of(ME, State.JOINING), at(0))).isEmpty();
        assertThat(table.tick(at(10_000))).isEmpty();
    }

    @Test
    void shouldTakeLockThenRaiseTermThenLeadThenTell() {
        assertThat(locksAsked(table.roster(Map.of(ME, State.READY), at(100)))).hasSize(LogId.SHARDS);

        List<Effect> raise = table.locked(5, LockAnswer.TAKEN, at(110));
        assertThat(only(Effect.RaiseTerm.class, raise)).containsExactly(new Effect.RaiseTerm(5, WALL + 110));

        List<Effect> lead = table.raised(5, WALL + 110, at(120));
        Led led = new Led(ME, WALL + 110);
        assertThat(lead)
                .containsExactly(
                        new Effect.Turned(5, ShardState.RAISING, ShardState.LEADING, WALL + 110),
                        new Effect.Lead(5, WALL + 110),
                        new Effect.Follow(5, led),
                        new Effect.Elect(new Election(WALL + 120, 5, WALL + 110, null, ME, Reason.FIRST, 120)),
                        new Effect.Announce());
        assertThat(table.word(at(120)).claims()).containsExactly(Map.entry(5, WALL + 110));
        assertThat(table.word(at(120)).elections()).hasSize(1);
    }

    @Test
    void shouldLetThePreferredGoFirstAndStepInAfterASecond() {
        table.roster(nodes(State.READY, State.READY), at(0));
        List<Effect> first = table.heard(ANN, Word.NONE, at(10));

        assertThat(locksAsked(first)).contains(MINE).doesNotContain(HERS);
        assertThat(locksAsked(table.tick(at(999)))).doesNotContain(HERS);
        assertThat(locksAsked(table.tick(at(1000)))).contains(HERS);
    }

    @Test
    void shouldListenToAllOthersBeforeItCampaigns() {
        assertThat(locksAsked(table.roster(nodes(State.READY, State.JOINING), at(0))))
                .isEmpty();
        assertThat(locksAsked(table.tick(at(1999)))).isEmpty();
        assertThat(locksAsked(table.tick(at(2000)))).isNotEmpty();
    }

    @Test
    void shouldNotTouchAShardThatAnotherLeads() {
        table.roster(nodes(State.READY, State.READY), at(0));
        List<Effect> effects = table.heard(ANN, claims(Map.of(MINE, 7L)), at(10));

        assertThat(effects).contains(new Effect.Follow(MINE, new Led(ANN, 7)));
        assertThat(locksAsked(effects)).doesNotContain(MINE);
        assertThat(locksAsked(table.tick(at(60_000)))).doesNotContain(MINE);
    }

    @Test
    void shouldCampaignTheMomentTheLeaderIsGone() {
        table.roster(nodes(State.READY, State.READY), at(0));
        Map<Integer, Long> all = new HashMap<>();
        IntStream.range(0, LogId.SHARDS).forEach(shard -> all.put(shard, 7L));
        table.heard(ANN, claims(all), at(10));

        List<Effect> effects = table.roster(Map.of(ME, State.READY), at(5000));

        assertThat(locksAsked(effects)).hasSize(LogId.SHARDS);
        table.locked(HERS, LockAnswer.TAKEN, at(5010));
        List<Election> won = only(Effect.Elect.class, table.raised(HERS, WALL + 5010, at(5050))).stream()
                .map(Effect.Elect::election)
                .toList();
        assertThat(won).containsExactly(new Election(WALL + 5050, HERS, WALL + 5010, ANN, ME, Reason.CRASH, 50));
    }

    @Test
    void shouldCallItHandOverWhenTheLeaderHadSaidThatItGoes() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(HERS, 7L)), at(10));
        table.roster(nodes(State.READY, State.LEAVING), at(20));
        table.roster(Map.of(ME, State.READY), at(30));

        table.locked(HERS, LockAnswer.TAKEN, at(40));
        List<Effect> effects = table.raised(HERS, WALL, at(50));
        assertThat(only(Effect.Elect.class, effects).get(0).election().reason()).isEqualTo(Reason.HAND_OVER);
    }

    @Test
    void shouldTellAShardGivenAwayFromOneThatWasLost() {
        table.roster(nodes(State.READY, State.READY), at(0));
        int other = IntStream.range(0, LogId.SHARDS)
                .filter(shard ->
                        shard != MINE && Placement.order(shard, BOTH).get(0).equals(ME))
                .findFirst()
                .orElseThrow();
        table.heard(ANN, claims(Map.of(MINE, 7L, other, 8L)), at(10));
        table.heard(ANN, new Word(Map.of(), Set.of(MINE), List.of()), at(20));
        table.locked(MINE, LockAnswer.TAKEN, at(30));
        table.locked(other, LockAnswer.TAKEN, at(30));

        assertThat(reason(table.raised(MINE, WALL, at(40)))).isEqualTo(Reason.HAND_OVER);
        assertThat(reason(table.raised(other, WALL, at(40)))).isEqualTo(Reason.TAKEOVER);
    }

    private static Reason reason(List<Effect> effects) {
        return only(Effect.Elect.class, effects).get(0).election().reason();
    }

    @Test
    void shouldTryARefusedLockAgainLessAndLessOften() {
        table.roster(Map.of(ME, State.READY), at(0));
        long now = 0;
        List<Long> waits = new ArrayList<>();
        for (int attempt = 0; attempt < 8; attempt++) {
            table.locked(5, LockAnswer.REFUSED, at(now));
            long asked = now;
            while (!locksAsked(table.tick(at(asked))).contains(5)) {
                asked += 10;
            }
            waits.add(asked - now);
            now = asked;
        }
        assertThat(waits).containsExactly(50L, 100L, 200L, 400L, 800L, 1000L, 1000L, 1000L);
    }

    @Test
    void shouldGiveBackALockThatItMayHave() {
        table.roster(Map.of(ME, State.READY), at(0));
        table.locked(5, LockAnswer.FAILED, at(10));
        assertThat(state(5)).isEqualTo(ShardState.UNLOCKING);

        assertThat(table.tick(at(100))).contains(new Effect.Unlock(5));
        table.unlockFailed(5, at(200));
        assertThat(only(Effect.Unlock.class, table.tick(at(2000)))).contains(new Effect.Unlock(5));
        table.unlocked(5, at(2010));
        assertThat(state(5)).isEqualTo(ShardState.FOLLOWER);
    }

    @Test
    void shouldRaiseAboveEveryTermItHeardOf() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(MINE, WALL + 999_999)), at(10));
        table.roster(Map.of(ME, State.READY), at(20));

        assertThat(table.locked(MINE, LockAnswer.TAKEN, at(30))).contains(new Effect.RaiseTerm(MINE, WALL + 1_000_000));
    }

    @Test
    void shouldGiveUpWhenAHigherTermTurnedUpWhileItRaised() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, Word.NONE, at(10));
        table.locked(MINE, LockAnswer.TAKEN, at(20));
        table.heard(ANN, claims(Map.of(MINE, WALL + 500)), at(30));

        List<Effect> effects = table.raised(MINE, WALL + 20, at(40));

        assertThat(effects).contains(new Effect.Unlock(MINE));
        assertThat(only(Effect.Lead.class, effects)).isEmpty();
    }

    @Test
    void shouldStopAtOnceAndKeepItsHandsOffTheLockWhenDeposed() {
        leadAll();
        table.roster(nodes(State.READY, State.READY), at(30));
        List<Effect> effects = table.heard(ANN, claims(Map.of(MINE, WALL)), at(40));

        assertThat(effects).contains(new Effect.Depose(MINE, MINE + 1L), new Effect.Follow(MINE, new Led(ANN, WALL)));
        assertThat(only(Effect.Unlock.class, effects)).noneMatch(unlock -> unlock.shard() == MINE);
        assertThat(table.word(at(40)).claims()).doesNotContainKey(MINE);
        assertThat(only(Effect.Unlock.class, table.tick(at(60_000)))).noneMatch(unlock -> unlock.shard() == MINE);
    }

    @Test
    void shouldLaughAtLowerTermsAndSettleEqualOnes() {
        leadAll();
        table.roster(nodes(State.READY, State.READY), at(30));
        long mine = MINE + 1L;
        assertThat(only(Effect.Depose.class, table.heard(ANN, claims(Map.of(MINE, mine - 1)), at(40))))
                .isEmpty();
        // "ann-1" sorts before "me-1".
        assertThat(only(Effect.Depose.class, table.heard(ANN, claims(Map.of(MINE, mine)), at(50))))
                .isEmpty();
        NodeId zoe = new NodeId("zoe-1");
        table.roster(Map.of(ME, State.READY, zoe, State.READY), at(60));
        assertThat(only(Effect.Depose.class, table.heard(zoe, claims(Map.of(MINE, mine)), at(70))))
                .containsExactly(new Effect.Depose(MINE, mine));
    }

    @Test
    void shouldBelieveNobodyWhoIsNotAMember() {
        leadAll();
        assertThat(table.heard(ANN, claims(Map.of(MINE, WALL)), at(40))).isEmpty();
        assertThat(table.shard(MINE).leader()).isEqualTo(new Led(ME, MINE + 1L));
    }

    @Test
    void shouldNotBelieveWhoJoinsThatItLeads() {
        leadAll();
        table.roster(nodes(State.READY, State.JOINING), at(30));
        assertThat(only(Effect.Depose.class, table.heard(ANN, claims(Map.of(MINE, WALL)), at(40))))
                .isEmpty();
        assertThat(table.shard(MINE).leader()).isEqualTo(new Led(ME, MINE + 1L));
    }

    @Test
    void shouldTakeOverFromALeaderWhoseMembershipBeganAnew() {
        table.roster(nodes(State.READY, State.READY), at(0));
        table.heard(ANN, claims(Map.of(MINE, 7L)), at(10));

        assertThat(locksAsked(table.roster(nodes(State.READY, State.JOINING), at(5000))))
                .contains(MINE);
    }

    @Test
    void shouldStopEverythingAndGiveNothingBackWhenTheGridIsLost() {
        leadAll();
        List<Effect> effects = table.surrender(at(100));

        assertThat(only(Effect.Depose.class, effects)).hasSize(LogId.SHARDS);
        assertThat(only(Effect.Unlock.class, effects)).isEmpty();
        assertThat(table.isIdle()).isTrue();
        assertThat(table.word(at(100)).claims()).isEmpty();
        assertThat(table.tick(at(60_000))).isEmpty();
    }
}
