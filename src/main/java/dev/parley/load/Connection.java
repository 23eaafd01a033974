package dev.parley.load;

import dev.parley.wire.Clocks;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One socket to one node: dials, says hello, is welcome, pings, and ends exactly once.
 *
 * <p>Owner: the event loop of its client.
 */
final class Connection {

    /** From the first packet to the welcome. */
    static final Duration WELCOME_WITHIN = Duration.ofSeconds(5);

    /** Nothing came for so long, and a tenth more by chance, so that hundreds of clients do not ping at once. */
    private static final Duration QUIET_BEFORE_PING = Duration.ofMillis(2_500);

    private static final Duration SIGN_OF_LIFE_WITHIN = Duration.ofSeconds(3);
    /** Nothing was said for so long, however much came. */
    private static final Duration SILENT_BEFORE_PING = Duration.ofSeconds(15);

    /** Close code of a connection that ended without one. */
    static final int NO_CODE = 0;

    /** What becomes of a connection. */
    interface Owner {
        /** The socket is open: the hello to send. */
        String hello(Connection connection);

        /** The first answer. Whoever leaves the dialling to a {@link Dialler} hears of it from there. */
        default void welcome(Connection connection, ServerFrame frame) {
            throw new IllegalStateException("nobody takes the welcome of " + connection.url());
        }

        /** The node asked to come again later, which is being done. */
        default void crowded(Connection connection) {}

        /** Any frame after it. */
        void frame(Connection connection, ServerFrame frame);

        /** The node sent what the protocol does not allow. */
        void nonsense(String words);

        /** It is over; nothing comes after. */
        void ended(Connection connection, String why, int closeCode);
    }

    private enum State {
        DIALLING,
        GREETING,
        WELCOME,
        ENDED
    }

    private final ClientEnv env;
    private final String url;
    private final Owner owner;
    private State state = State.DIALLING;
    private @Nullable WebSocket socket;
    /** The deadline of the current state, or the next ping. */
    private long timer;
    /** Messages that came, of any kind: the sign of life. */
    private long arrivals;

    private long heardMillis;
    private long saidMillis;

    /** The position sent for each room, null for none: what the answer is measured against. */
    private final Map<String, @Nullable Position> asked = new HashMap<>();
    /** The number of the last entry of each room that came on this connection. */
    private final Map<String, Long> last = new HashMap<>();

    private Connection(ClientEnv env, String url, Owner owner) {
        this.env = env;
        this.url = url;
        this.owner = owner;
    }

    /** Dials. The owner hears of the welcome or of the end, of one of them within {@link #WELCOME_WITHIN}. */
    static Connection open(ClientEnv env, String url, Owner owner) {
        Connection connection = new Connection(env, url, owner);
        connection.dial();
        return connection;
    }

    private void dial() {
        URI address = URI.create(url);
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(address.getHost()).setPort(port).setSsl(tls).setURI("/chat/websocket");
        limit();
        env.sockets().connect(options).onComplete(opened -> {
            if (state != State.DIALLING) {
                if (opened.succeeded()) {
                    opened.result().close();
                }
            } else if (opened.failed()) {
                end(String.valueOf(opened.cause().getMessage()), NO_CODE);
            } else {
                greet(opened.result());
            }
        });
    }

    private void limit() {
        timer = env.vertx()
                .setTimer(
                        WELCOME_WITHIN.toMillis(),
                        t -> end("no welcome within " + WELCOME_WITHIN.toSeconds() + " s", NO_CODE));
    }

    private void greet(WebSocket opened) {
        socket = opened;
        state = State.GREETING;
        opened.textMessageHandler(this::arrived);
        opened.exceptionHandler(cause -> end(String.valueOf(cause.getMessage()), NO_CODE));
        opened.closeHandler(nothing -> {
            Short code = opened.closeStatusCode();
            end("closed by the node, code " + code, code == null ? NO_CODE : code);
        });
        send(owner.hello(this));
    }

    private void arrived(String text) {
        arrivals++;
        heardMillis = Clocks.monotonicMillis();
        try {
            for (ServerFrame frame : env.frames().read(text)) {
                if (state == State.GREETING) {
                    answered(frame);
                } else if (state == State.WELCOME && !frame.type().equals("pong")) {
                    owner.frame(this, frame);
                }
            }
        } catch (IllegalArgumentException e) {
            owner.nonsense(url + ": " + e.getMessage());
        }
    }

    private void answered(ServerFrame frame) {
        if (frame.type().equals("welcome")) {
            state = State.WELCOME;
            env.vertx().cancelTimer(timer);
            watch();
            owner.welcome(this, frame);
        } else if (frame.number("code") == ErrorCode.CROWDED.code() && frame.number("retryAfter") > 0) {
            owner.crowded(this);
            // Many come at once. Waiting on this socket costs the node less than a new one.
            env.vertx().cancelTimer(timer);
            timer = env.vertx().setTimer(frame.number("retryAfter"), t -> {
                limit();
                send(owner.hello(this));
            });
        } else {
            end("the answer to hello was " + frame.type() + " " + frame.fields().encode(), NO_CODE);
        }
    }

    /** Looks when the connection might have been quiet for too long. */
    private void watch() {
        long most = QUIET_BEFORE_PING.toMillis() + env.random().nextLong(QUIET_BEFORE_PING.toMillis() / 10);
        long left = most - (Clocks.monotonicMillis() - heardMillis);
        timer = env.vertx().setTimer(Math.max(1, left), t -> {
            long now = Clocks.monotonicMillis();
            if (now - heardMillis >= QUIET_BEFORE_PING.toMillis()
                    || now - saidMillis >= SILENT_BEFORE_PING.toMillis()) {
                probe();
            } else {
                watch();
            }
        });
    }

    private void probe() {
        long before = arrivals;
        send(Frames.ping("p" + before));
        if (state == State.WELCOME) {
            timer = env.vertx().setTimer(SIGN_OF_LIFE_WITHIN.toMillis(), t -> {
                if (arrivals == before) {
                    end("no sign of life within " + SIGN_OF_LIFE_WITHIN.toSeconds() + " s", NO_CODE);
                } else {
                    watch();
                }
            });
        }
    }

    /** Sends a frame; lost silently when the connection is over, as it might be on the way. */
    void send(String frame) {
        WebSocket open = socket;
        if (open != null && state != State.ENDED && !open.isClosed()) {
            saidMillis = Clocks.monotonicMillis();
            open.writeTextMessage(frame);
        }
    }

    /** Ends it from this side; the owner hears nothing more of it. */
    void close() {
        if (state != State.ENDED) {
            state = State.ENDED;
            env.vertx().cancelTimer(timer);
            hangUp();
        }
    }

    private void end(String why, int code) {
        if (state == State.ENDED) {
            return;
        }
        close();
        owner.ended(this, why, code);
    }

    private void hangUp() {
        WebSocket open = socket;
        if (open != null && !open.isClosed()) {
            open.close();
        }
    }

    /** The address it was dialled by. */
    String url() {
        return url;
    }

    /** Whether the node took the client in and the connection is not over. */
    boolean isWelcome() {
        return state == State.WELCOME;
    }

    /** Notes the position that was sent for a room. */
    void ask(String room, @Nullable Position position) {
        asked.put(room, position);
    }

    /** The position that was sent for a room; null if none was. */
    @Nullable
    Position asked(String room) {
        return asked.get(room);
    }

    /** Whether a position, or the wish to join afresh, was sent for a room. */
    boolean hasAsked(String room) {
        return asked.containsKey(room);
    }

    /** Notes the number of the last entry of a room on this connection. */
    void last(String room, long seq) {
        last.put(room, seq);
    }

    /** The number of the last entry of a room on this connection; {@code otherwise} before the room was entered. */
    long lastOr(String room, long otherwise) {
        return last.getOrDefault(room, otherwise);
    }
}
