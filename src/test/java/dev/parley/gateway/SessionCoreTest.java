package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.account.Guest;
import dev.parley.account.Guests;
import dev.parley.gateway.ClientFrame.Hello;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.Join;
import dev.parley.gateway.ClientFrame.Leave;
import dev.parley.gateway.ClientFrame.Ping;
import dev.parley.gateway.ClientFrame.Post;
import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.gateway.ClientFrame.Side;
import dev.parley.gateway.ClientFrame.Typing;
import dev.parley.gateway.SessionCore.Gate;
import dev.parley.presence.People;
import dev.parley.wire.CloseCode;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionCoreTest {

    private static final Guest ADA = Guests.secure().guest("Ada", null);
    private static final RoomAt GENERAL = RoomAt.afresh("general");
    private static final JoinAnswer.Found FOUND =
            new JoinAnswer.Found(Position.START, 1, JoinAnswer.History.KEPT, People.NOBODY);

    private final SessionCore core = new SessionCore(Limits.DEFAULT, Patience.DEFAULT, 0);

    private static Post post(int number) {
        return new Post(Entries.id(number), "general", "hi");
    }

    private List<Effect> say(ClientFrame frame) {
        return core.frame(frame, Gate.OPEN, 0);
    }

    private void hello(RoomAt... rooms) {
        assertThat(say(new Hello(1, "Ada", null, List.of(rooms)))).containsExactly(new Effect.Admit("Ada", null));
        assertThat(core.admitted(ADA, 0)).first().isEqualTo(new Effect.Welcome(ADA));
    }

    private static ErrorCode error(List<Effect> effects) {
        assertThat(effects).hasSize(1);
        return ((Effect.Refuse) effects.get(0)).fault().error();
    }

    @Test
    void shouldGreetAndThenLookForTheRooms() {
        say(new Hello(1, "Ada", "token", List.of(GENERAL)));
        assertThat(core.admitted(ADA, 0)).containsExactly(new Effect.Welcome(ADA), new Effect.Locate(1, GENERAL, 0));
        assertThat(core.joinAnswered(1, GENERAL, FOUND)).containsExactly(new Effect.Enter(null, "general", FOUND));
    }

    @Test
    void shouldKeepAnAnsweredJoinWhenTheNextOneFails() {
        hello(GENERAL);
        core.joinAnswered(1, GENERAL, FOUND);
        assertThat(say(new Join("r", GENERAL))).containsExactly(new Effect.Locate(2, GENERAL, 0));
        List<Effect> denied = core.joinAnswered(2, GENERAL, new JoinAnswer.Denied(ErrorCode.NOT_READY, "behind"));
        Fault fault = ((Effect.Refuse) denied.get(0)).fault();
        assertThat(fault.ref()).isEqualTo("r");
        assertThat(fault.retryAfterMillis()).isPositive();
        assertThat(say(new Typing("general"))).containsExactly(new Effect.Type("general"));
    }

    @Test
    void shouldDropAJoinThatWasLeftBeforeItsAnswer() {
        hello();
        say(new Join("j", GENERAL));
        assertThat(error(say(new Join("again", GENERAL)))).isEqualTo(ErrorCode.OVERLOADED);
        List<Effect> left = say(new Leave("l", "general"));
        assertThat(left).hasSize(3).contains(new Effect.Left("l", "general"));
        assertThat(((Effect.Refuse) left.get(0)).fault().ref()).isEqualTo("j");
        assertThat(core.joinAnswered(1, GENERAL, FOUND)).containsExactly(new Effect.Exit("general"));
        say(new Join("j2", GENERAL));
        assertThat(core.joinAnswered(1, GENERAL, FOUND))
                .as("the answer to the join before")
                .isEmpty();
        assertThat(core.joinAnswered(2, GENERAL, FOUND)).containsExactly(new Effect.Enter("j2", "general", FOUND));
    }

    @Test
    void shouldLimitPostsInFlightUntilOneIsAnswered() {
        hello();
        long now = 0;
        for (int i = 1; i <= 100; i++) {
            now += 60;
            assertThat(core.frame(post(i), Gate.OPEN, now)).first().isInstanceOf(Effect.Submit.class);
        }
        assertThat(error(core.frame(post(101), Gate.OPEN, now + 60))).isEqualTo(ErrorCode.OVERLOADED);
        Effect.Submit submit = new Effect.Submit(((Effect.Submit) submitted(now)).command(), "general");
        assertThat(core.submitAnswered(submit.command(), "general", new Outcome.Accepted(Position.START, 5)))
                .containsExactly(new Effect.Acked(submit.command().id(), "general", Position.START, 5));
        assertThat(core.frame(post(102), Gate.OPEN, now + 120)).first().isInstanceOf(Effect.Submit.class);
    }

    private static Effect submitted(long now) {
        SessionCore other = new SessionCore(Limits.DEFAULT, Patience.DEFAULT, now);
        other.frame(new Hello(1, "Ada", null, List.of()), Gate.OPEN, now);
        other.admitted(ADA, now);
        return other.frame(post(1), Gate.OPEN, now).get(0);
    }

    @Test
    void shouldAllowABurstAndThenTwentyASecond() {
        hello();
        for (int i = 1; i <= 80; i++) {
            assertThat(say(post(i)).get(0)).isInstanceOf(Effect.Submit.class);
            core.submitAnswered(
                    ((Effect.Submit) submitted(0)).command(), "general", new Outcome.Accepted(Position.START, 1));
        }
        List<Effect> fast = say(post(81));
        assertThat(error(fast)).isEqualTo(ErrorCode.TOO_FAST);
        Fault fault = ((Effect.Refuse) fast.get(0)).fault();
        assertThat(fault.id()).isEqualTo(Entries.id(81).value());
        assertThat(fault.retryAfterMillis()).isBetween(50L, 51L);
        assertThat(core.frame(post(82), Gate.OPEN, 51).get(0)).isInstanceOf(Effect.Submit.class);
        int allowed = 0;
        for (int ms = 52; ms <= 10_051; ms++) {
            Effect effect = core.frame(post(ms), Gate.OPEN, ms).get(0);
            if (effect instanceof Effect.Submit submit) {
                allowed++;
                core.submitAnswered(submit.command(), "general", new Outcome.Accepted(Position.START, 1));
            }
        }
        assertThat(allowed).isBetween(199, 201);
    }

    @Test
    void shouldServeOldSessionsButTakeNoNewOnesWhenShut() {
        hello();
        assertThat(core.frame(new Ping("p"), Gate.SHUT, 1)).containsExactly(new Effect.Pong("p"));
        SessionCore late = new SessionCore(Limits.DEFAULT, Patience.DEFAULT, 0);
        assertThat(error(late.frame(new Hello(1, "Late", null, List.of()), Gate.SHUT, 0)))
                .isEqualTo(ErrorCode.NOT_READY);
        assertThat(late.tick(10_000)).containsExactly(new Effect.Close(CloseCode.NORMAL));
    }

    @Test
    void shouldCloseAtTheDeadlinesAndNotBefore() {
        assertThat(core.tick(9_999)).isEmpty();
        SessionCore silent = new SessionCore(Limits.DEFAULT, Patience.DEFAULT, 0);
        assertThat(silent.tick(10_000)).containsExactly(new Effect.Close(CloseCode.NO_HELLO));
        assertThat(silent.tick(11_000)).as("closed already").isEmpty();
        hello();
        core.frame(new Ping(null), Gate.OPEN, 20_000);
        assertThat(core.tick(29_999)).isEmpty();
        assertThat(core.tick(79_999))
                .as("SockJS, which cannot be probed, is asked in vain")
                .containsExactly(new Effect.Probe());
        assertThat(core.tick(80_000)).containsExactly(new Effect.Close(CloseCode.IDLE));
    }

    @Test
    void shouldCloseWhoGivesNoSignOfLifeWhenAsked() {
        hello();
        assertThat(core.tick(9_999)).isEmpty();
        assertThat(core.tick(10_000)).containsExactly(new Effect.Probe());
        core.probed(10_000);
        assertThat(core.tick(19_999)).as("it was asked once").isEmpty();
        core.alive(19_999);
        assertThat(core.tick(29_998)).isEmpty();
        assertThat(core.tick(29_999)).containsExactly(new Effect.Probe());
        core.probed(29_999);
        assertThat(core.tick(39_999)).containsExactly(new Effect.Close(CloseCode.IDLE));
    }

    @Test
    void shouldRememberForHowLongAReaderIsAhead() {
        hello();
        RoomAt ahead = new RoomAt("general", Entries.elsewhere(9), List.of(), RoomAt.ALL);
        JoinAnswer behind = new JoinAnswer.Denied(ErrorCode.NOT_READY, "behind");
        assertThat(core.frame(new Join("a", ahead), Gate.OPEN, 1_000)).containsExactly(new Effect.Locate(1, ahead, 0));
        core.joinAnswered(1, ahead, behind);
        assertThat(core.frame(new Join("b", ahead), Gate.OPEN, 4_500))
                .containsExactly(new Effect.Locate(2, ahead, 3_500));
        core.joinAnswered(2, ahead, behind);
        assertThat(core.frame(new Join("c", ahead), Gate.OPEN, 9_000))
                .containsExactly(new Effect.Locate(3, ahead, 8_000));
        core.joinAnswered(3, ahead, FOUND);
        assertThat(core.frame(new Join("d", ahead), Gate.OPEN, 99_000))
                .as("it was in the room since")
                .containsExactly(new Effect.Locate(4, ahead, 0));
    }

    @Test
    void shouldLetSomebodyTryAgainWhomItHadNoTimeFor() {
        say(new Hello(1, "Ada", null, List.of(GENERAL)));
        Fault fault = ((Effect.Refuse) core.crowded(700).get(0)).fault();
        assertThat(fault.error()).isEqualTo(ErrorCode.CROWDED);
        assertThat(fault.retryAfterMillis()).isEqualTo(700);
        assertThat(core.isSettled()).isTrue();
        hello(GENERAL);
        assertThat(core.isSettled()).as("the room is being looked for").isFalse();
        core.joinAnswered(1, GENERAL, FOUND);
        assertThat(core.isSettled()).isTrue();
    }

    @Test
    void shouldLimitPagesUnderWayAndTyping() {
        hello(GENERAL);
        History wish = new History("h", "general", Side.BEFORE, 9, 50);
        for (int i = 0; i < 4; i++) {
            assertThat(say(wish)).containsExactly(new Effect.Read(wish));
        }
        assertThat(error(say(wish))).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(core.readAnswered(wish, null)).isEmpty();
        assertThat(say(wish)).containsExactly(new Effect.Read(wish));
        assertThat(error(say(new Typing("general")))).as("not in yet").isEqualTo(ErrorCode.NOT_IN_ROOM);
        core.joinAnswered(1, GENERAL, FOUND);
        assertThat(core.frame(new Typing("general"), Gate.OPEN, 100)).hasSize(1);
        assertThat(core.frame(new Typing("general"), Gate.OPEN, 3_099)).isEmpty();
        assertThat(core.frame(new Typing("general"), Gate.OPEN, 3_100)).hasSize(1);
    }

    @Test
    void shouldNameTheLogAndTheAuthorOfAPost() {
        Effect.Submit submit = (Effect.Submit) submitted(0);
        assertThat(submit.command().log()).isEqualTo(LogId.ofRoom("general"));
        assertThat(submit.command().author()).isEqualTo(ADA.id());
        assertThat(submit.command().body().toString()).isEqualTo("{\"name\":\"Ada\",\"text\":\"hi\"}");
        assertThat(submit.command().atMillis()).isNull();
    }
}
