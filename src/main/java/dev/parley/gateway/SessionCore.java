package dev.parley.gateway;

import dev.parley.account.Guest;
import dev.parley.gateway.ClientFrame.Create;
import dev.parley.gateway.ClientFrame.Hello;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.Join;
import dev.parley.gateway.ClientFrame.Leave;
import dev.parley.gateway.ClientFrame.Malformed;
import dev.parley.gateway.ClientFrame.Ping;
import dev.parley.gateway.ClientFrame.Post;
import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.gateway.ClientFrame.Typing;
import dev.parley.wire.CloseCode;
import dev.parley.wire.Command;
import dev.parley.wire.EntryId;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protocol as one connection sees it: what was said, in which order, what may be said next.
 *
 * <p>Everything goes in as an event with the time and comes out as effects. Times are milliseconds of a clock that never goes back.
 */
@PureCore
final class SessionCore {

    /** Whether the node takes new sessions. */
    enum Gate {
        OPEN,
        SHUT
    }

    private static final long NOT_READY_RETRY_MILLIS = 500;
    private static final long OVERLOADED_RETRY_MILLIS = 500;
    private static final long READ_ONLY_RETRY_MILLIS = 2_000;

    /** One room that the client is in, or wants to be in. */
    private static final class Place {
        /** Of the join that is under way; 0: none. */
        private long ticket;

        private @Nullable String ref;
        private boolean entered;
        private long lastTypedMillis = Long.MIN_VALUE / 2;
        private long askedMillis;
    }

    private final Limits limits;
    private final Patience patience;
    private final long bornMillis;
    private final TokenBucket posts;
    private final TokenBucket frames;
    private final Map<String, Place> places = new LinkedHashMap<>();
    /** The rooms of which the client has read more than this node has, and since when it asks; not more than it may be in. */
    private final Map<String, Long> aheadSince = new LinkedHashMap<>();

    private @Nullable Guest guest;
    private @Nullable Hello pendingHello;
    /** When a frame, or another sign of life, last came. */
    private long aliveMillis;
    /** When a sign of life was asked for that has not come; -1: there is none to wait for. */
    private long probedMillis = -1;

    private long tickets;
    private int postsInFlight;
    private int readsInFlight;
    private int badInARow;
    private boolean turnedAway;
    private boolean closed;

    SessionCore(Limits limits, Patience patience, long nowMillis) {
        this.limits = limits;
        this.patience = patience;
        this.bornMillis = nowMillis;
        this.aliveMillis = nowMillis;
        this.posts = new TokenBucket(limits.postsPerSecond(), limits.postBurst(), nowMillis);
        this.frames = new TokenBucket(limits.framesPerSecond(), limits.frameBurst(), nowMillis);
    }

    /** Who this is; null until they have said hello. */
    @Nullable
    Guest guest() {
        return guest;
    }

    /** The client sent a frame. */
    List<Effect> frame(ClientFrame frame, Gate gate, long nowMillis) {
        if (closed) {
            return List.of();
        }
        alive(nowMillis);
        Fault fast = rated(frame, nowMillis);
        if (fast != null) {
            return refuse(fast);
        }
        if (frame instanceof Malformed malformed) {
            return refuse(malformed.fault());
        }
        if (frame instanceof Hello hello) {
            return hello(hello, gate);
        }
        Guest who = guest;
        if (who == null) {
            return refuse(Fault.named(ErrorCode.HELLO_FIRST, "Say hello first.", frame));
        }
        badInARow = 0;
        return serve(who, frame, nowMillis);
    }

    /** The guest whom {@link Effect.Admit} asked for. */
    List<Effect> admitted(Guest newGuest, long nowMillis) {
        Hello hello = pendingHello;
        if (hello == null) {
            throw new IllegalStateException("nobody asked to admit " + newGuest);
        }
        pendingHello = null;
        guest = newGuest;
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Welcome(newGuest));
        hello.rooms().forEach(room -> effects.addAll(join(null, room, nowMillis)));
        return effects;
    }

    /** {@link Effect.Admit} was not done, because too many come at once. The client may say hello again, after so long. */
    List<Effect> crowded(long retryMillis) {
        pendingHello = null;
        turnedAway = true;
        return refuse(Fault.of(ErrorCode.CROWDED, "Too many clients come to this node at once.")
                .retryAfter(retryMillis));
    }

    /** Whether all rooms that the client wants to be in have been found. */
    boolean isSettled() {
        return places.values().stream().allMatch(place -> place.ticket == 0);
    }

    /** What came of {@link Effect.Locate}. */
    List<Effect> joinAnswered(long ticket, RoomAt target, JoinAnswer answer) {
        Place place = places.get(target.room());
        if (closed || place == null || place.ticket != ticket) {
            // Left, or gone, in the meantime. Somebody who joined once more is in the room by that join.
            return place == null ? List.of(new Effect.Exit(target.room())) : List.of();
        }
        String ref = place.ref;
        place.ticket = 0;
        place.ref = null;
        if (answer instanceof JoinAnswer.Found found) {
            place.entered = true;
            aheadSince.remove(target.room());
            return List.of(new Effect.Enter(ref, target.room(), found));
        }
        JoinAnswer.Denied denied = (JoinAnswer.Denied) answer;
        if (denied.error() == ErrorCode.NOT_READY && aheadSince.size() < limits.rooms()) {
            aheadSince.putIfAbsent(target.room(), place.askedMillis);
        }
        if (!place.entered) {
            places.remove(target.room());
        }
        Fault fault = Fault.of(denied.error(), denied.message()).answering(ref).in(target.room());
        return refuse(denied.error() == ErrorCode.NOT_READY ? fault.retryAfter(NOT_READY_RETRY_MILLIS) : fault);
    }

    /** What came of {@link Effect.Submit}. */
    List<Effect> submitAnswered(Command command, @Nullable String room, Outcome outcome) {
        postsInFlight--;
        if (outcome instanceof Outcome.Accepted accepted) {
            String named = room == null ? command.id().value() : room;
            return List.of(new Effect.Acked(command.id(), named, accepted.position(), accepted.atMillis()));
        }
        Fault fault = outcome instanceof Outcome.Refused refused
                ? Fault.of(refused.error(), refused.detail())
                : Fault.of(ErrorCode.NOT_ACKNOWLEDGED, "The leader of the room is changing.");
        Fault addressed = fault.about(command.id().value());
        if (room != null) {
            addressed = addressed.in(room);
        }
        long retryMillis = fault.error() == ErrorCode.READ_ONLY ? READ_ONLY_RETRY_MILLIS : OVERLOADED_RETRY_MILLIS;
        return refuse(fault.error().isTemporary() ? addressed.retryAfter(retryMillis) : addressed);
    }

    /** {@link Effect.Read} was served; null: well. */
    List<Effect> readAnswered(History wish, @Nullable Fault fault) {
        readsInFlight--;
        return fault == null ? List.of() : refuse(fault.answering(wish.ref()).in(wish.room()));
    }

    /** Time has passed; to be called about once a second. */
    List<Effect> tick(long nowMillis) {
        if (closed) {
            return List.of();
        }
        if (guest == null && nowMillis - bornMillis >= patience.hello().toMillis()) {
            // Whoever was turned away because the node did not serve is not to blame: they may come again.
            return close(turnedAway ? CloseCode.NORMAL : CloseCode.NO_HELLO);
        }
        long quiet = patience.quiet().toMillis();
        boolean isDead = probedMillis >= 0 && nowMillis - probedMillis >= quiet;
        // Whose connection answers pings may be silent: browsers let the scripts of hidden pages run once a minute.
        boolean isIdle = nowMillis - aliveMillis >= patience.idle().toMillis();
        if (isDead || isIdle) {
            return close(CloseCode.IDLE);
        }
        return probedMillis < 0 && nowMillis - aliveMillis >= quiet ? List.of(new Effect.Probe()) : List.of();
    }

    /** A sign of life came, a frame or less. */
    void alive(long nowMillis) {
        aliveMillis = nowMillis;
        probedMillis = -1;
    }

    /** The connection was asked for a sign of life. */
    void probed(long nowMillis) {
        probedMillis = nowMillis;
    }

    private @Nullable Fault rated(ClientFrame frame, long nowMillis) {
        boolean makes = frame instanceof Post || frame instanceof Create;
        long waitMillis = (makes ? posts : frames).take(nowMillis);
        if (waitMillis == 0) {
            return null;
        }
        String message = makes
                ? "At most " + limits.postsPerSecond() + " messages a second."
                : "At most " + limits.framesPerSecond() + " frames a second.";
        return Fault.named(ErrorCode.TOO_FAST, message, frame).retryAfter(waitMillis);
    }

    private List<Effect> hello(Hello hello, Gate gate) {
        if (guest != null) {
            return refuse(Fault.of(ErrorCode.HELLO_TWICE, "Hello was said already."));
        }
        if (hello.version() != ClientFrame.VERSION) {
            closed = true;
            Fault fault = Fault.of(ErrorCode.VERSION, "This server speaks version " + ClientFrame.VERSION + " only.");
            return List.of(new Effect.Refuse(fault), new Effect.Close(CloseCode.VERSION));
        }
        badInARow = 0;
        if (gate == Gate.SHUT) {
            turnedAway = true;
            return refuse(Fault.of(ErrorCode.NOT_READY, "This node does not serve now.")
                    .retryAfter(NOT_READY_RETRY_MILLIS));
        }
        pendingHello = hello;
        return List.of(new Effect.Admit(hello.name(), hello.token()));
    }

    private List<Effect> serve(Guest who, ClientFrame frame, long nowMillis) {
        if (frame instanceof Post post) {
            return post(who, post);
        } else if (frame instanceof Create create) {
            return create(who, create);
        } else if (frame instanceof Join join) {
            return join(join.ref(), join.target(), nowMillis);
        } else if (frame instanceof Leave leave) {
            return leave(leave);
        } else if (frame instanceof History wish) {
            return history(wish);
        } else if (frame instanceof Typing typing) {
            return typing(typing, nowMillis);
        } else if (frame instanceof Ping ping) {
            return List.of(new Effect.Pong(ping.ref()));
        }
        throw new IllegalStateException("no rule for " + frame);
    }

    private List<Effect> post(Guest who, Post post) {
        if (!LogId.isRoomName(post.room())) {
            return refuse(Fault.named(ErrorCode.ROOM_UNKNOWN, "There is no such room.", post));
        }
        return submit(
                new Command(
                        LogId.ofRoom(post.room()),
                        post.id(),
                        Kind.MESSAGE,
                        who.id(),
                        null,
                        Bodies.message(who.name(), post.text())),
                post.room());
    }

    private List<Effect> create(Guest who, Create create) {
        EntryId id = create.id();
        return submit(
                new Command(
                        LogId.DIRECTORY, id, Kind.ROOM_CREATED, who.id(), null, Bodies.room(id.value(), create.name())),
                null);
    }

    private List<Effect> submit(Command command, @Nullable String room) {
        if (postsInFlight >= limits.postsInFlight()) {
            Fault fault = Fault.of(
                            ErrorCode.OVERLOADED,
                            limits.postsInFlight() + " messages wait for their acknowledgement already.")
                    .about(command.id().value());
            return refuse((room == null ? fault : fault.in(room)).retryAfter(OVERLOADED_RETRY_MILLIS));
        }
        postsInFlight++;
        return List.of(new Effect.Submit(command, room));
    }

    private List<Effect> join(@Nullable String ref, RoomAt target, long nowMillis) {
        String room = target.room();
        Fault fault = null;
        Place place = places.get(room);
        if (!LogId.isRoomName(room)) {
            fault = Fault.of(ErrorCode.ROOM_UNKNOWN, "There is no such room.");
        } else if (place == null && places.size() >= limits.rooms()) {
            fault = Fault.of(ErrorCode.TOO_MANY_ROOMS, "At most " + limits.rooms() + " rooms at once.");
        } else if (place != null && place.ticket != 0) {
            fault = Fault.of(ErrorCode.OVERLOADED, "A join of this room is under way.")
                    .retryAfter(OVERLOADED_RETRY_MILLIS);
        }
        if (fault != null) {
            return refuse(fault.answering(ref).in(room));
        }
        Place joining = places.computeIfAbsent(room, r -> new Place());
        joining.ticket = ++tickets;
        joining.ref = ref;
        joining.askedMillis = nowMillis;
        long waitedMillis = nowMillis - aheadSince.getOrDefault(room, nowMillis);
        return List.of(new Effect.Locate(joining.ticket, target, waitedMillis));
    }

    private List<Effect> leave(Leave leave) {
        aheadSince.remove(leave.room());
        Place place = places.remove(leave.room());
        if (place == null) {
            return refuse(Fault.named(ErrorCode.NOT_IN_ROOM, "You are not in this room.", leave));
        }
        List<Effect> effects = new ArrayList<>();
        if (place.ticket != 0) {
            effects.add(new Effect.Refuse(Fault.of(ErrorCode.NOT_IN_ROOM, "The room was left before it was joined.")
                    .answering(place.ref)
                    .in(leave.room())));
        }
        effects.add(new Effect.Exit(leave.room()));
        effects.add(new Effect.Left(leave.ref(), leave.room()));
        return effects;
    }

    private List<Effect> history(History wish) {
        if (!LogId.isRoomName(wish.room())) {
            return refuse(Fault.named(ErrorCode.ROOM_UNKNOWN, "There is no such room.", wish));
        }
        if (readsInFlight >= limits.readsInFlight()) {
            return refuse(
                    Fault.named(ErrorCode.OVERLOADED, limits.readsInFlight() + " pages are under way already.", wish)
                            .retryAfter(OVERLOADED_RETRY_MILLIS));
        }
        readsInFlight++;
        return List.of(new Effect.Read(wish));
    }

    private List<Effect> typing(Typing typing, long nowMillis) {
        Place place = places.get(typing.room());
        if (place == null || !place.entered) {
            return refuse(Fault.named(ErrorCode.NOT_IN_ROOM, "Join the room first.", typing));
        }
        if (nowMillis - place.lastTypedMillis < patience.typing().toMillis()) {
            return List.of();
        }
        place.lastTypedMillis = nowMillis;
        return List.of(new Effect.Type(typing.room()));
    }

    private List<Effect> refuse(Fault fault) {
        Effect refusal = new Effect.Refuse(fault);
        if (fault.error().isMalformed() && ++badInARow >= limits.badFrames()) {
            closed = true;
            return List.of(refusal, new Effect.Close(CloseCode.BAD_FRAMES));
        }
        return List.of(refusal);
    }

    private List<Effect> close(CloseCode code) {
        closed = true;
        return List.of(new Effect.Close(code));
    }
}
