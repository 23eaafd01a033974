package dev.parley.presence;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.presence.PresenceCore.Send;
import dev.parley.presence.PresenceMessage.Stay;
import dev.parley.presence.PresenceMessage.Typed;
import dev.parley.wire.Addresses;
import dev.parley.wire.Callers;
import dev.parley.wire.Clocks;
import dev.parley.wire.Consumers;
import dev.parley.wire.OnceEach;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Moves calls, messages and time into the {@link PresenceCore} and its effects out. All state but the listeners: its event loop. */
final class PresenceVerticle extends VerticleBase {

    private static final System.Logger LOG = System.getLogger("dev.parley.presence");
    private static final long TURN_MILLIS = 50;
    /** How often the others are told where this node is, so that they notice what was lost. */
    static final long BEAT_MILLIS = 2_000;

    private final Roster roster;
    private final PresenceCore core;
    private final List<Presence.Listener> listeners = new CopyOnWriteArrayList<>();
    private final OnceEach unreadable = new OnceEach();
    private boolean turnIsOpen;

    PresenceVerticle(Roster roster) {
        this.roster = roster;
        this.core = new PresenceCore(roster.self());
    }

    @Override
    public Future<?> start() {
        Future<Void> listening = Consumers.open(vertx, Addresses.presence(roster.self()), this::received);
        roster.listen((List<Member> members) -> context.runOnContext(v -> refresh()));
        refresh();
        vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
        return listening;
    }

    /** Changes something on the owner's loop. */
    void run(Consumer<PresenceCore> change) {
        context.runOnContext(v -> {
            change.accept(core);
            openTurn();
        });
    }

    /** Changes and reads on the owner's loop and answers on the caller's. */
    <T> Future<T> ask(Function<PresenceCore, T> question) {
        Promise<T> promise = Callers.promise(vertx);
        context.runOnContext(v -> {
            T answer = question.apply(core);
            openTurn();
            promise.complete(answer);
        });
        return promise.future();
    }

    void typing(String room, Person person) {
        context.runOnContext(v -> {
            Typed typed = new Typed(roster.self(), new Stay(room, person));
            core.others().forEach(node -> send(new Send(node, typed)));
            listeners.forEach(listener -> listener.typed(room, person));
        });
    }

    void listen(Presence.Listener listener) {
        listeners.add(listener);
    }

    String deploymentId() {
        return context.deploymentID();
    }

    private void received(Message<Buffer> message) {
        PresenceMessage said;
        try {
            said = PresenceCodec.decode(message.body().getBytes());
        } catch (IllegalArgumentException e) {
            if (unreadable.isNew(String.valueOf(e.getMessage()))) {
                LOG.log(Level.WARNING, "event=presence-message-unreadable", e);
            }
            return;
        }
        if (said instanceof Typed typed && !core.others().contains(typed.from())) {
            return; // late words of a node that is not there any more
        }
        if (said instanceof Typed typed) {
            listeners.forEach(
                    listener -> listener.typed(typed.stay().room(), typed.stay().person()));
            return;
        }
        core.received(said, Clocks.monotonicMillis()).forEach(this::send);
        openTurn();
    }

    private void refresh() {
        core.serving(roster.serving(), Clocks.monotonicMillis()).forEach(this::send);
        openTurn();
    }

    /** Gathers what happens from now on for a moment, so that a crowd that comes at once is one message. */
    private void openTurn() {
        if (!turnIsOpen) {
            turnIsOpen = true;
            vertx.setTimer(TURN_MILLIS, timer -> endTurn());
        }
    }

    private void endTurn() {
        turnIsOpen = false;
        PresenceCore.Turn turn = core.endTurn();
        turn.sends().forEach(this::send);
        turn.told()
                .forEach(told -> listeners.forEach(
                        listener -> listener.changed(told.room(), told.in(), told.out(), told.count())));
    }

    private void beat() {
        endTurn();
        core.beats().forEach(this::send);
    }

    /** A lost message heals at the next beat, so nothing is done about it. */
    private void send(Send send) {
        vertx.eventBus().send(Addresses.presence(send.to()), Buffer.buffer(PresenceCodec.encode(send.message())));
    }
}
