package dev.parley.gateway;

import dev.parley.account.Guest;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.log.LogReader;
import dev.parley.presence.Person;
import dev.parley.wire.Clocks;
import dev.parley.wire.CloseCode;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Trace;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connected client: moves its frames into the {@link SessionCore} and the effects out. Owned by one event loop. */
final class Session {

    private static final System.Logger LOG = System.getLogger("dev.parley.gateway");
    /** The largest page of history in bytes; it may hold fewer entries than asked for. */
    private static final int PAGE_BYTES = 256 * 1024;

    private static final long LONGEST_COMING_MILLIS = 250;

    private final Loop loop;
    private final Transport transport;
    private final long number;
    private final SessionCore core;
    private final Outflow outflow;
    private boolean gone;
    /** It counts as one who is being taken in. */
    private boolean isComing;

    Session(Loop loop, Transport transport, long number) {
        this.loop = loop;
        this.transport = transport;
        this.number = number;
        this.core = new SessionCore(loop.config().limits(), loop.config().patience(), Clocks.monotonicMillis());
        this.outflow = new Outflow(loop.config().buffers(), () -> loop.due(this));
    }

    /** Who this is; null until they have said hello. */
    @Nullable
    Guest guest() {
        return core.guest();
    }

    /** The client sent a message. */
    void received(String text) {
        if (gone) {
            return;
        }
        loop.hub().countFrame();
        SessionCore.Gate gate = loop.hub().state() == Hub.State.OPEN ? SessionCore.Gate.OPEN : SessionCore.Gate.SHUT;
        run(core.frame(loop.frames().parse(text), gate, Clocks.monotonicMillis()));
    }

    /** The other side of the connection gave a sign of life. */
    void alive() {
        core.alive(Clocks.monotonicMillis());
    }

    /** The connection is gone. */
    void closed() {
        if (!gone) {
            loop.hub().traffic().left();
            go();
        }
    }

    private void go() {
        gone = true;
        hasCome();
        List.copyOf(outflow.rooms()).forEach(this::exit);
        if (core.guest() != null) {
            loop.services().presence().went(number);
        }
        loop.forget(this);
    }

    /** Sends a frame at the end of this turn. */
    void send(Frame frame) {
        if (!gone) {
            outflow.send(frame);
        }
    }

    /** Sends the last frames and ends the connection; for our side it is gone at once. */
    void close(CloseCode code) {
        if (!gone) {
            flush(Clocks.monotonicMillis());
            loop.hub().countClose(code);
            go();
            transport.close(code);
        }
    }

    /** Looks at the clocks of this session. */
    void tick(long nowMillis) {
        run(core.tick(nowMillis));
        if (gone) {
            return;
        }
        if (outflow.isStuck(nowMillis, loop.config().patience().stuck().toMillis()) || outflow.isOverflowing()) {
            close(CloseCode.TOO_SLOW);
            return;
        }
        outflow.retry();
    }

    /** What waits for its socket. */
    long waitingBytes() {
        return outflow.waitingBytes();
    }

    /** Whether so much waits that it is handed no more entries. */
    boolean isSlow() {
        return outflow.isFull();
    }

    /** Writes what is due. */
    void flush(long nowMillis) {
        int limit = loop.config().buffers().inFlight();
        long bytes = 0;
        while (!gone && bytes < limit) {
            Frame frame = outflow.next(nowMillis);
            if (frame == null) {
                break;
            }
            bytes += frame.size();
            int size = frame.size();
            transport.write(frame).onComplete(done -> outflow.written(size, Clocks.monotonicMillis()));
        }
        loop.read(outflow.takeReads());
        loop.hub().countSent(outflow.takeDelivered(), bytes);
        if (bytes >= limit) {
            // The others first.
            loop.due(this);
        }
    }

    private void run(List<Effect> effects) {
        for (Effect effect : effects) {
            if (gone) {
                return;
            }
            run(effect);
        }
    }

    private void run(Effect effect) {
        if (effect instanceof Effect.Refuse refuse) {
            loop.hub().countRefusal(refuse.fault().error());
            send(ServerFrames.error(refuse.fault()));
        } else if (effect instanceof Effect.Submit submit) {
            submit(submit.command(), submit.room());
        } else if (effect instanceof Effect.Acked acked) {
            send(ServerFrames.acked(acked));
        } else if (effect instanceof Effect.Pong pong) {
            send(ServerFrames.pong(pong.ref()));
        } else if (effect instanceof Effect.Type type) {
            type(type.room());
        } else if (effect instanceof Effect.Read read) {
            read(read.wish());
        } else if (effect instanceof Effect.Admit admit) {
            admit(admit);
        } else if (effect instanceof Effect.Welcome welcome) {
            welcome(welcome.guest());
        } else if (effect instanceof Effect.Locate locate) {
            locate(locate);
        } else if (effect instanceof Effect.Enter enter) {
            enter(enter);
        } else if (effect instanceof Effect.Exit exit) {
            exit(exit.room());
            loop.services().presence().left(number, exit.room());
        } else if (effect instanceof Effect.Left left) {
            send(ServerFrames.left(left.ref(), left.room()));
        } else if (effect instanceof Effect.Probe) {
            if (transport.probe()) {
                core.probed(Clocks.monotonicMillis());
            }
        } else if (effect instanceof Effect.Close close) {
            close(close.code());
        } else {
            throw new IllegalStateException("no deed for " + effect);
        }
    }

    private void admit(Effect.Admit wish) {
        long now = Clocks.monotonicMillis();
        long retryMillis = loop.hub().admission().enter(now);
        if (retryMillis > 0) {
            run(core.crowded(retryMillis));
            return;
        }
        isComing = true;
        // Whoever is ahead of this node waits much longer for a room, and that is no work.
        loop.vertx().setTimer(LONGEST_COMING_MILLIS, timer -> hasCome());
        run(core.admitted(loop.services().guests().guest(wish.name(), wish.token()), now));
        hasComeIfSettled();
    }

    private void hasComeIfSettled() {
        if (isComing && core.isSettled()) {
            hasCome();
        }
    }

    private void hasCome() {
        if (isComing) {
            isComing = false;
            loop.hub().admission().done();
        }
    }

    private void welcome(Guest guest) {
        loop.services().presence().came(number, new Person(guest.id(), guest.name()));
        send(ServerFrames.welcome(
                guest,
                loop.config().limits(),
                loop.services().roster(),
                loop.services().log().directory().rooms()));
    }

    private void locate(Effect.Locate wish) {
        RoomAt target = wish.target();
        // Held before the log is asked, so that nothing delivered after the answer was made can be missed.
        Feed feed = loop.hold(target.room());
        loop.joining().locate(number, target, wish.waitedMillis()).onSuccess(answer -> {
            if (!gone) {
                run(core.joinAnswered(wish.ticket(), target, answer));
                hasComeIfSettled();
            }
            loop.release(feed);
        });
    }

    private void enter(Effect.Enter enter) {
        send(ServerFrames.joined(enter.ref(), enter.room(), enter.found()));
        Feed feed = loop.enter(this, enter.room());
        feed.headAt(enter.found().head().seq());
        outflow.open(feed, enter.found().from() - 1);
    }

    private void exit(String room) {
        Feed feed = outflow.close(room);
        if (feed != null) {
            loop.exit(this, feed);
        }
    }

    private void type(String room) {
        Guest guest = core.guest();
        if (guest != null) {
            loop.services().presence().typing(room, new Person(guest.id(), guest.name()));
        }
    }

    private void submit(Command command, @Nullable String room) {
        if (Trace.isOn()) {
            Trace.hop(Trace.Hop.RECEIVED, command.log(), command.id(), "session=" + number);
        }
        loop.hub().traffic().posted();
        long sinceNanos = Clocks.monotonicNanos();
        Future<Boolean> known =
                room == null ? Future.succeededFuture(true) : loop.gate().known(room);
        known.compose(exists -> exists
                        ? loop.services().rooms().submit(command)
                        : Future.<Outcome>succeededFuture(
                                new Outcome.Refused(ErrorCode.ROOM_UNKNOWN, "There is no such room.")))
                .otherwise(error -> {
                    LOG.log(Level.ERROR, "event=submit-failed log=" + command.log() + " id=" + command.id(), error);
                    return new Outcome.Refused(ErrorCode.INTERNAL, "The message could not be handed on.");
                })
                .onSuccess(outcome -> {
                    loop.hub().traffic().answered(outcome, sinceNanos);
                    if (Trace.isOn()) {
                        Trace.hop(Trace.Hop.ACKNOWLEDGED, command.log(), command.id(), told(outcome));
                    }
                    run(core.submitAnswered(command, room, outcome));
                });
    }

    private static String told(Outcome outcome) {
        return outcome instanceof Outcome.Accepted accepted
                ? "seq=" + accepted.position().seq()
                : "refused=" + ((Outcome.Refused) outcome).error().wireName();
    }

    private void read(History wish) {
        loop.gate()
                .known(wish.room())
                .compose(known -> known ? page(wish) : Future.<LogReader.Page>succeededFuture())
                .onSuccess(page -> {
                    if (page == null) {
                        run(core.readAnswered(wish, Fault.of(ErrorCode.ROOM_UNKNOWN, "There is no such room.")));
                    } else {
                        send(ServerFrames.page(wish, fitting(wish, page.entries()), page));
                        run(core.readAnswered(wish, null));
                    }
                })
                .onFailure(error -> {
                    LOG.log(Level.ERROR, "event=history-failed room=" + wish.room(), error);
                    run(core.readAnswered(wish, Fault.of(ErrorCode.INTERNAL, "The room could not be read.")));
                });
    }

    private Future<LogReader.Page> page(History wish) {
        LogReader log = loop.services().log();
        LogId room = LogId.ofRoom(wish.room());
        return wish.side() == ClientFrame.Side.BEFORE
                ? log.before(room, wish.seq(), wish.limit())
                : log.after(room, wish.seq(), wish.limit(), PAGE_BYTES);
    }

    /** As many entries as one page holds, those nearest to where was asked. */
    private static List<Entry> fitting(History wish, List<Entry> entries) {
        int bytes = 0;
        int count = 0;
        boolean before = wish.side() == ClientFrame.Side.BEFORE;
        while (count < entries.size()) {
            Entry next = entries.get(before ? entries.size() - 1 - count : count);
            bytes += next.json().size();
            if (count > 0 && bytes > PAGE_BYTES) {
                break;
            }
            count++;
        }
        return before ? entries.subList(entries.size() - count, entries.size()) : entries.subList(0, count);
    }
}
