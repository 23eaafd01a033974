package dev.parley.gateway;

import dev.parley.account.Guest;
import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.log.Directory;
import dev.parley.log.Directory.Room;
import dev.parley.log.LogReader;
import dev.parley.presence.Person;
import dev.parley.wire.Clocks;
import dev.parley.wire.CloseCode;
import dev.parley.wire.Entry;
import dev.parley.wire.Latency;
import dev.parley.wire.LogId;
import dev.parley.wire.LoopDelay;
import dev.parley.wire.Trace;
import dev.parley.wire.UserId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sessions of one event loop, and what is delivered to them.
 *
 * <p>Owner of everything in here: that event loop; nothing is shared with the others. What becomes due is written at the end of the turn, so
 * that all that arrived together goes out in one write for each socket.
 */
final class Loop {

    private static final System.Logger LOG = System.getLogger("dev.parley.gateway");
    private static final long SWEEP_MILLIS = 10_000;
    private static final long NODES_MILLIS = 2_000;
    private static final int READ_ENTRIES = 1_000;
    private static final long DELAY_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final GatewayConfig config;
    private final Services services;
    private final Hub hub;
    private final ClientFrames frames;
    private final RoomGate gate;
    private final Joining joining;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    /** Who is in a room, for what is no entry: presence, typing. */
    private final Map<String, Set<Session>> present = new HashMap<>();

    private Set<Session> due = new LinkedHashSet<>();
    private final Map<Feed, Entry> fed = new LinkedHashMap<>();
    private boolean turnIsOpen;
    private List<Member> nodesTold = List.of();
    private Roster.Mode modeTold;
    private final LoopDelay delay = new LoopDelay(DELAY_MILLIS);

    /** Replaced as a whole by the loop, read by any thread. */
    private volatile Load load = Load.NONE;

    Loop(Vertx vertx, GatewayConfig config, Services services, Hub hub) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.services = services;
        this.hub = hub;
        this.modeTold = services.roster().mode();
        this.frames = new ClientFrames(config.limits());
        this.gate = new RoomGate(vertx, services.log(), config.patience());
        this.joining = new Joining(vertx, services, gate, config);
    }

    /** Starts the clocks; on the loop. */
    void start() {
        Patience patience = config.patience();
        long shortest = Math.min(
                patience.hello().toMillis(),
                Math.min(patience.idle().toMillis(), patience.stuck().toMillis()));
        vertx.setPeriodic(Math.max(10, Math.min(1_000, shortest / 5)), timer -> tick());
        vertx.setPeriodic(DELAY_MILLIS, timer -> delay.tick());
        vertx.setPeriodic(SWEEP_MILLIS, timer -> feeds.values().forEach(Feed::sweep));
        vertx.setPeriodic(NODES_MILLIS, timer -> nodes(services.roster().members()));
    }

    Vertx vertx() {
        return vertx;
    }

    Context context() {
        return context;
    }

    GatewayConfig config() {
        return config;
    }

    Services services() {
        return services;
    }

    Hub hub() {
        return hub;
    }

    ClientFrames frames() {
        return frames;
    }

    RoomGate gate() {
        return gate;
    }

    Joining joining() {
        return joining;
    }

    /** What waits in its sockets, as of its last look at them. Any thread. */
    Load load() {
        return load;
    }

    /** How late its clock came. Any thread. */
    Latency.Snapshot delay() {
        return delay.snapshot();
    }

    /** A connection came in. */
    Session connect(Transport transport) {
        Session session = new Session(this, transport, hub.nextSession());
        sessions.add(session);
        if (hub.came() > config.limits().sessions()) {
            session.close(CloseCode.FULL);
        }
        return session;
    }

    /** A connection is gone. */
    void forget(Session session) {
        if (sessions.remove(session)) {
            due.remove(session);
            hub.went();
        }
    }

    /** A session has something to send; it is written at the end of the turn. */
    void due(Session session) {
        due.add(session);
        if (!turnIsOpen) {
            turnIsOpen = true;
            context.runOnContext(v -> endTurn());
        }
    }

    /** The feed of a room, kept until {@link #release}. */
    Feed hold(String room) {
        Feed feed = feeds.computeIfAbsent(room, r -> new Feed(r, config.buffers()));
        feed.hold();
        return feed;
    }

    void release(Feed feed) {
        feed.release();
        dropIfUnused(feed);
    }

    /** A session is in a room. */
    Feed enter(Session session, String room) {
        present.computeIfAbsent(room, r -> new LinkedHashSet<>()).add(session);
        return feeds.computeIfAbsent(room, r -> new Feed(r, config.buffers()));
    }

    /** A session is in a room no more. */
    void exit(Session session, Feed feed) {
        Set<Session> inRoom = present.get(feed.room());
        if (inRoom != null && inRoom.remove(session) && inRoom.isEmpty()) {
            present.remove(feed.room());
        }
        dropIfUnused(feed);
    }

    /** Reads the log for cursors that the ring does not reach. */
    void read(List<Cursor> cursors) {
        for (Cursor cursor : cursors) {
            Feed feed = cursor.feed();
            long after = cursor.sent();
            services.log()
                    .after(
                            LogId.ofRoom(feed.room()),
                            after,
                            READ_ENTRIES,
                            config.buffers().slice())
                    .map(LogReader.Page::entries)
                    .otherwise(error -> {
                        LOG.log(Level.ERROR, "event=catch-up-failed room=" + feed.room() + " after=" + after, error);
                        return List.of();
                    })
                    .onSuccess(entries -> feed.page(after, entries));
        }
    }

    /** Entries became readable. */
    void delivered(LogId log, List<Entry> entries) {
        if (!log.isRoom()) {
            roomsMade(entries);
            return;
        }
        Feed feed = feeds.get(log.room());
        if (feed != null) {
            fed.put(feed, entries.get(entries.size() - 1));
            feed.delivered(entries);
            if (Trace.isOn()) {
                Trace.hop(Trace.Hop.FANNED_OUT, log, entries, "sessions=" + feed.readers());
            }
        }
    }

    /** Tells everybody the nodes, and whether they may write, if anything is new about that. */
    void nodes(List<Member> members) {
        Roster.Mode mode = services.roster().mode();
        if (mode != modeTold) {
            modeTold = mode;
            broadcast(ServerFrames.turned(mode));
        }
        List<Member> known = members.stream().map(Loop::withoutAge).toList();
        if (!known.equals(nodesTold)) {
            nodesTold = known;
            broadcast(ServerFrames.nodes(members));
        }
    }

    /** Somebody came into a room or went. */
    void presence(String room, List<Person> in, List<UserId> out, int count) {
        Collection<Session> inRoom = present.get(room);
        if (inRoom != null) {
            Frame frame = ServerFrames.presence(room, in, out, count);
            inRoom.forEach(session -> session.send(frame));
        }
    }

    /** Somebody types. */
    void typed(String room, Person person) {
        Collection<Session> inRoom = present.get(room);
        if (inRoom == null) {
            return;
        }
        Frame frame = ServerFrames.typing(room, person);
        for (Session session : inRoom) {
            Guest guest = session.guest();
            if (guest != null && !guest.id().equals(person.id())) {
                session.send(frame);
            }
        }
    }

    /** Asks everybody to move to another node. */
    void move() {
        broadcast(ServerFrames.move());
    }

    /** Ends all connections. */
    void closeAll(CloseCode code) {
        List.copyOf(sessions).forEach(session -> session.close(code));
    }

    private void broadcast(Frame frame) {
        for (Session session : sessions) {
            if (session.guest() != null) {
                session.send(frame);
            }
        }
    }

    private void roomsMade(List<Entry> entries) {
        List<Room> made = new ArrayList<>(Directory.EMPTY.after(entries).rooms());
        made.remove(Directory.GENERAL);
        if (!made.isEmpty()) {
            broadcast(ServerFrames.rooms(made));
            gate.lookAgain();
        }
    }

    private void endTurn() {
        turnIsOpen = false;
        Set<Session> now = due;
        due = new LinkedHashSet<>();
        long nowMillis = Clocks.monotonicMillis();
        now.forEach(session -> session.flush(nowMillis));
        fed.forEach((feed, newest) -> {
            feed.endTurn();
            hub.traffic().delivered(newest);
        });
        fed.clear();
    }

    private void tick() {
        long nowMillis = Clocks.monotonicMillis();
        long waitingBytes = 0;
        int slow = 0;
        for (Session session : List.copyOf(sessions)) {
            session.tick(nowMillis);
            waitingBytes += session.waitingBytes();
            slow += session.isSlow() ? 1 : 0;
        }
        load = new Load(waitingBytes, slow);
    }

    private void dropIfUnused(Feed feed) {
        if (feed.isUnused()) {
            feeds.remove(feed.room(), feed);
        }
    }

    private static Member withoutAge(Member member) {
        return new Member(
                member.id(),
                member.name(),
                member.version(),
                member.url(),
                member.port(),
                member.sinceMillis(),
                member.sessions(),
                member.state(),
                0);
    }
}
