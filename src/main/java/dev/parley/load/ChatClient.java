package dev.parley.load;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of the chat that believes nothing: it follows docs/protocol.md to the letter and hands up what it saw, for the checker.
 *
 * <p>Keeps every post until it is answered for good, and sends it again, with the same id and in order, after every reconnect. Finds
 * another node by itself when its own goes, resumes from its positions, and moves before it is cut off. One event loop owns it: all
 * calls must come from there, and all callbacks come there. Hundreds fit on one loop.
 */
final class ChatClient {

    /** Posts that may wait for an answer. */
    static final int OUTBOX_LIMIT = 10_000;

    private static final long RETRY_MILLIS = 500;
    private static final int FIRST_FATAL_CODE = 3500;

    private final ClientEnv env;
    private final ClientOptions options;
    private final ClientListener listener;
    private final NodeBook nodes;
    private final Outbox outbox = new Outbox(OUTBOX_LIMIT);
    private final Reading reading;
    private final Questions questions;
    private @Nullable Connection current;
    private @Nullable Dialler dialler;
    private String lastUrl = "";
    private long waitTimer = -1;
    private final Pace pace;
    private long refs;
    private boolean closed;
    /** The node that serves it, or did last. */
    private String node = "";

    private boolean readOnly;
    private long seekTimer = -1;

    private final Connection.Owner wire = new Connection.Owner() {
        @Override
        public String hello(Connection connection) {
            reading.trails().forEach((name, trail) -> connection.ask(name, trail.newest()));
            return Frames.hello(options.name(), options.token(), reading.trails());
        }

        @Override
        public void crowded(Connection connection) {
            listener.crowded(connection.url());
        }

        @Override
        public void frame(Connection connection, ServerFrame frame) {
            if (connection == current) {
                received(connection, frame);
            }
        }

        @Override
        public void nonsense(String words) {
            listener.nonsense(words);
        }

        @Override
        public void ended(Connection connection, String why, int closeCode) {
            if (connection == current) {
                lost(connection, why, closeCode);
            }
        }
    };

    private final Dialler.Outcome dialled = new Dialler.Outcome() {
        @Override
        public void welcome(Connection connection, ServerFrame frame) {
            take(connection, frame);
        }

        @Override
        public void exhausted(String why, int closeCode) {
            dialler = null;
            if (closeCode >= FIRST_FATAL_CODE && closeCode < 5000 && current == null) {
                end(closeCode);
            } else {
                backOff();
            }
        }
    };

    /** A client that does nothing before {@link #start()}. */
    ChatClient(ClientEnv env, ClientOptions options, ClientListener listener) {
        this.env = env;
        this.options = options;
        this.listener = listener;
        nodes = new NodeBook(options.urls());
        pace = new Pace(env.random());
        reading = new Reading(listener);
        questions = new Questions(env.vertx());
    }

    /** Dials. */
    void start() {
        dial(nodes.firstRound());
    }

    /** Ends it. What was not answered stays unanswered. */
    void close() {
        closed = true;
        env.vertx().cancelTimer(waitTimer);
        env.vertx().cancelTimer(seekTimer);
        if (dialler != null) {
            dialler.cancel();
        }
        if (current != null) {
            current.close();
            current = null;
        }
        questions.failAll("the client was closed");
    }

    // ---- What it says ----

    /** Enters a room, to read all that comes after a position; {@link Position#START} for everything, null for the newest page. */
    void join(String room, @Nullable Position position) {
        reading.begin(room, position);
        if (isWelcome()) {
            ask(room);
        }
    }

    /**
     * Says something, now or as soon as there is a connection.
     *
     * @throws IllegalStateException when the outbox is full
     */
    void post(Ulid id, String room, String text) {
        say(new Outbox.Item(id, room, Frames.post(id, room, text)));
    }

    /** Makes a room, whose name for the protocol is the id. */
    void create(Ulid id, String name) {
        say(new Outbox.Item(id, id.toString(), Frames.create(id, name)));
    }

    private void say(Outbox.Item item) {
        outbox.add(item);
        if (isWelcome()) {
            connection().send(item.frame());
        }
    }

    /** A page of what came after a number. Fails when the connection is lost, after an error, and after 10 s. */
    Future<Questions.Page> history(String room, long after, int limit) {
        if (!isWelcome()) {
            return Future.failedFuture("not connected");
        }
        String ref = ref();
        connection().send(Frames.history(ref, room, after, limit));
        return questions.ask(ref);
    }

    // ---- What it knows ----

    /** Posts and new rooms without an answer for good. */
    int unanswered() {
        return outbox.size();
    }

    /** Number of the last entry of a room that was handed up; 0 if none. */
    long seq(String room) {
        Trail known = reading.trails().get(room);
        return known == null ? 0 : known.seq();
    }

    /** The last entry of a room that was handed up; null if none was, or if it is not known which it is. */
    @Nullable
    Position position(String room) {
        Trail known = reading.trails().get(room);
        return known == null ? null : known.newest();
    }

    /** Whether a node has taken it in. */
    boolean isWelcome() {
        return current != null && current.isWelcome();
    }

    /** The address of the node it is connected to; empty while there is none. */
    String url() {
        return current == null ? "" : current.url();
    }

    /** The addresses of all ready nodes, as the nodes last told. */
    List<String> readyNodes() {
        return nodes.ready();
    }

    // ---- Connections ----

    private void dial(List<String> urls) {
        if (!closed && dialler == null) {
            List<String> allowed = options.following() == ClientOptions.Following.CLUSTER ? urls : options.urls();
            dialler = new Dialler(env, wire, dialled, allowed);
            dialler.start();
        }
    }

    private void take(Connection connection, ServerFrame frame) {
        Connection before = current;
        dialler = null;
        env.vertx().cancelTimer(waitTimer);
        env.vertx().cancelTimer(seekTimer);
        node = frame.text("node");
        current = connection;
        pace.welcome();
        if (before != null) {
            before.close();
            questions.failAll("moved");
        }
        learn(connection, frame);
        turned(frame);
        listener.welcome(frame.text("node"), connection.url());
        // Rooms that were entered after this hello was sent.
        reading.trails().keySet().stream()
                .filter(name -> !connection.hasAsked(name))
                .forEach(this::ask);
        outbox.items().forEach(item -> connection.send(item.frame()));
    }

    private void lost(Connection connection, String why, int closeCode) {
        current = null;
        lastUrl = connection.url();
        questions.failAll(why);
        listener.disconnected(connection.url(), why);
        if (closeCode >= FIRST_FATAL_CODE && closeCode < 5000) {
            end(closeCode);
        } else if (!closed) {
            waitTimer = env.vertx().setTimer(pace.afterLoss(nodes.sessions(node)), t -> redial());
        }
    }

    /** The node said whether it takes messages. Where it does not, another one may, on the other side of a split. */
    private void turned(ServerFrame frame) {
        readOnly = frame.isReadOnly();
        seekAfter(pace.beforeSeeking(nodes.sessions(node)));
    }

    private void seekAfter(long millis) {
        env.vertx().cancelTimer(seekTimer);
        if (readOnly && options.following() == ClientOptions.Following.CLUSTER) {
            seekTimer = env.vertx().setTimer(millis, t -> seek());
        }
    }

    private void seek() {
        if (closed || current == null || dialler != null) {
            seekAfter(pace.beforeSeekingAgain());
            return;
        }
        Dialler.Outcome found = new Dialler.Outcome() {
            @Override
            public void welcome(Connection connection, ServerFrame welcome) {
                take(connection, welcome);
            }

            @Override
            public void exhausted(String why, int closeCode) {
                dialler = null;
                if (current == null) {
                    backOff();
                } else {
                    seekAfter(pace.beforeSeekingAgain());
                }
            }
        };
        dialler = new Dialler(env, wire, found, nodes.beyond(current.url(), env.random()), said -> !said.isReadOnly());
        dialler.start();
    }

    private void redial() {
        dial(nodes.round(lastUrl, env.random()));
    }

    /** After a full round without success. */
    private void backOff() {
        waitTimer = env.vertx().setTimer(pace.afterRound(), t -> redial());
    }

    private void end(int closeCode) {
        close();
        listener.ended(closeCode);
    }

    // ---- What it hears ----

    private void received(Connection connection, ServerFrame frame) {
        switch (frame.type()) {
            case "entries" -> reading.entries(connection, frame.text("room"), frame.entries());
            case "acked" -> acked(frame);
            case "joined" -> {
                reading.joined(connection, frame);
                PeopleFrames.tell(frame, listener);
            }
            case "presence" -> PeopleFrames.tell(frame, listener);
            case "error" -> error(frame);
            case "page" -> questions.answer(frame.text("ref"), new Questions.Page(frame.entries(), frame.flag("last")));
            case "nodes" -> learn(connection, frame);
            case "move" -> {
                lastUrl = connection.url();
                long millis = pace.beforeMove(nodes.sessions(node));
                env.vertx().setTimer(millis, t -> {
                    if (connection == current) {
                        redial();
                    }
                });
            }
            case "mode" -> turned(frame);
            default -> {
                // rooms, typing, left, and what newer nodes may send: nothing to do.
            }
        }
    }

    private void acked(ServerFrame frame) {
        Ulid id = Ulid.parse(frame.text("id"));
        outbox.remove(id);
        listener.acked(id, frame.text("room"), frame.position());
    }

    private void error(ServerFrame frame) {
        ErrorCode code = ErrorCode.of((int) frame.number("code"));
        if (questions.fail(frame.text("ref"), code + ": " + frame.text("message"))) {
            return;
        }
        Ulid id = frame.text("id").isEmpty() ? null : Ulid.parse(frame.text("id"));
        long millis = frame.fields().containsKey("retryAfter") ? Math.max(1, frame.number("retryAfter")) : RETRY_MILLIS;
        if (id == null && reading.trails().containsKey(frame.text("room")) && mayComeTrue(code)) {
            env.vertx().setTimer(millis, t -> joinAgain(frame.text("room")));
        } else if (id == null || outbox.get(id) == null) {
            listener.nonsense(
                    "unexpected error " + new JsonObject(frame.fields().getMap()).encode());
        } else if (code.isTemporary()) {
            listener.refused(id, code, frame.text("message"));
            env.vertx().setTimer(millis, t -> sayAgain(id));
        } else {
            outbox.remove(id);
            listener.refused(id, code, frame.text("message"));
        }
    }

    private void sayAgain(Ulid id) {
        Outbox.Item item = outbox.get(id);
        if (item != null && isWelcome()) {
            connection().send(item.frame());
        }
    }

    /** A node may hear of a new room a moment after the one that made it. */
    private static boolean mayComeTrue(ErrorCode code) {
        return code.isTemporary() || code == ErrorCode.ROOM_UNKNOWN;
    }

    private void joinAgain(String name) {
        if (isWelcome()) {
            ask(name);
        }
    }

    /** Enters a room on the present connection, from where it was read. */
    private void ask(String name) {
        Trail trail = reading.trails().get(name);
        if (trail != null) {
            connection().ask(name, trail.newest());
            connection().send(Frames.join(ref(), name, trail));
        }
    }

    private void learn(Connection connection, ServerFrame frame) {
        nodes.learn(NodeList.read(frame, URI.create(connection.url())));
    }

    private Connection connection() {
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        return current;
    }

    private String ref() {
        return "r" + ++refs;
    }
}
