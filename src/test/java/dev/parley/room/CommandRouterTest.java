package dev.parley.room;

import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.room.CommandRouter.Effect;
import dev.parley.wire.Command;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRouterTest {

    private static final int SHARD = Samples.ROOM.shard();
    private static final Command COMMAND = Samples.command(1);
    private static final Outcome ACCEPTED = new Outcome.Accepted(Samples.end(Samples.log(1)), 42);
    private static final Outcome NOT_LEADER = new Outcome.NotLeader(null);

    private final CommandRouter router = new CommandRouter(new CommandRouter.Config(2, 10_000, 1_000, 20));

    private static Effect send(NodeId to) {
        return new Effect.Send(to, 1, COMMAND);
    }

    @Test
    void shouldSendToTheLeader() {
        router.leaderChanged(SHARD, A, 0);

        assertThat(router.submit(COMMAND, 0)).containsExactly(send(A));
    }

    @Test
    void shouldKeepACommandUntilThereIsALeader() {
        assertThat(router.submit(COMMAND, 0)).isEmpty();

        assertThat(router.leaderChanged(SHARD, A, 50)).containsExactly(send(A));
    }

    @Test
    void shouldTellTheOutcomeOnce() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);

        assertThat(router.answered(A, 1, ACCEPTED, 10)).containsExactly(new Effect.Complete(1, ACCEPTED));
        assertThat(router.answered(A, 1, ACCEPTED, 11)).isEmpty();
    }

    @Test
    void shouldTakeAnOutcomeFromWhoeverKnowsIt() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);
        router.leaderChanged(SHARD, B, 5);

        assertThat(router.answered(A, 1, ACCEPTED, 10)).containsExactly(new Effect.Complete(1, ACCEPTED));
    }

    @Test
    void shouldSendAgainWhenThereIsNoAnswer() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);

        assertThat(router.tick(999)).isEmpty();
        assertThat(router.tick(1_000)).containsExactly(send(A));
    }

    @Test
    void shouldSendToTheNewLeaderAtOnce() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);

        assertThat(router.leaderChanged(SHARD, null, 10)).isEmpty();
        assertThat(router.leaderChanged(SHARD, B, 20)).containsExactly(send(B));
    }

    @Test
    void shouldFollowTheHintOfWhoDoesNotLead() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);

        assertThat(router.answered(A, 1, new Outcome.NotLeader(C), 10)).containsExactly(send(C));
    }

    @Test
    void shouldPauseWhenNobodyKnowsTheLeader() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);
        assertThat(router.answered(A, 1, NOT_LEADER, 10)).isEmpty();

        assertThat(router.tick(29)).isEmpty();
        assertThat(router.tick(30)).containsExactly(send(A));
    }

    @Test
    void shouldIgnoreNotLeaderOfWhoIsNotAskedAnyMore() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);
        router.leaderChanged(SHARD, B, 5);

        assertThat(router.answered(A, 1, new Outcome.NotLeader(C), 10)).isEmpty();
    }

    @Test
    void shouldGiveUpAtTheDeadline() {
        router.submit(COMMAND, 0);

        assertThat(router.tick(9_999)).isEmpty();
        assertThat(router.tick(10_000)).containsExactly(new Effect.Complete(1, Refusals.NOT_IN_TIME));
        assertThat(router.answered(A, 1, new Outcome.Accepted(Position.START, 0), 10_001))
                .isEmpty();
    }

    @Test
    void shouldTellAtOnceWhoWaitsAndWhoComesThatNothingCanBeWritten() {
        router.leaderChanged(SHARD, A, 0);
        router.submit(COMMAND, 0);
        router.leaderChanged(SHARD, null, 5);

        assertThat(router.readOnly()).containsExactly(new Effect.Complete(1, Refusals.READ_ONLY));
        assertThat(router.submit(Samples.command(2), 10)).containsExactly(new Effect.Complete(2, Refusals.READ_ONLY));
        assertThat(router.tick(60_000)).isEmpty();
        assertThat(router.answered(A, 1, ACCEPTED, 60_000)).isEmpty();
        assertThat(router.readOnly()).isEmpty();
    }

    @Test
    void shouldTakeCommandsAgainWhenThereAreEnoughNodes() {
        router.readOnly();
        router.leaderChanged(SHARD, A, 0);
        router.writable();

        assertThat(router.submit(COMMAND, 10)).containsExactly(send(A));
        router.writable();
        assertThat(router.answered(A, 1, ACCEPTED, 20)).containsExactly(new Effect.Complete(1, ACCEPTED));
    }

    @Test
    void shouldTakeNoMoreThanItsLimit() {
        router.submit(COMMAND, 0);
        router.submit(Samples.command(2), 0);

        assertThat(router.submit(Samples.command(3), 0))
                .isEqualTo(List.of(new Effect.Complete(3, Refusals.TOO_MANY_UNDER_WAY)));
    }
}
