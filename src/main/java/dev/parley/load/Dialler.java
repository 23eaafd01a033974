package dev.parley.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One round over the known nodes: dials one, the next a second later or as soon as one fails, and keeps the first that welcomes.
 *
 * <p>Owner: the event loop of its client.
 */
final class Dialler {

    private static final Duration NEXT_AFTER = Duration.ofSeconds(1);

    /** How a round ends; exactly one of them is called, unless it was cancelled. */
    interface Outcome {
        /** The first node that took the client in, and what it said. */
        void welcome(Connection connection, ServerFrame frame);

        /** Every node was tried. The last reason, and the close code that came with it. */
        void exhausted(String why, int closeCode);
    }

    private final ClientEnv env;
    private final Connection.Owner client;
    private final Outcome outcome;
    private final Predicate<ServerFrame> accepts;
    private final Deque<String> waiting;
    private final Set<Connection> attempts = new HashSet<>();
    private long timer = -1;
    private boolean over;

    /** A round over these addresses that has not begun. */
    Dialler(ClientEnv env, Connection.Owner client, Outcome outcome, List<String> urls) {
        this(env, client, outcome, urls, welcome -> true);
    }

    /** The same, for which a node counts only if what it says in its welcome is accepted. */
    Dialler(
            ClientEnv env,
            Connection.Owner client,
            Outcome outcome,
            List<String> urls,
            Predicate<ServerFrame> accepts) {
        this.accepts = accepts;
        this.env = env;
        this.client = client;
        this.outcome = outcome;
        waiting = new ArrayDeque<>(urls);
    }

    /** Dials the first address now. */
    void start() {
        next("no node is known", Connection.NO_CODE);
    }

    /** Gives up; nothing is called any more. */
    void cancel() {
        over = true;
        env.vertx().cancelTimer(timer);
        attempts.forEach(Connection::close);
        attempts.clear();
    }

    private void next(String why, int code) {
        env.vertx().cancelTimer(timer);
        if (over) {
            return;
        }
        String url = waiting.poll();
        if (url != null) {
            timer = env.vertx().setTimer(NEXT_AFTER.toMillis(), t -> nextIfAny());
            attempts.add(Connection.open(env, url, new Attempt()));
        } else if (attempts.isEmpty()) {
            over = true;
            outcome.exhausted(why, code);
        }
    }

    private void nextIfAny() {
        if (!waiting.isEmpty()) {
            next("", Connection.NO_CODE);
        }
    }

    /** Stands between the connections and the client until one of them has won. */
    private final class Attempt implements Connection.Owner {
        private boolean won;

        @Override
        public String hello(Connection connection) {
            return client.hello(connection);
        }

        @Override
        public void welcome(Connection connection, ServerFrame frame) {
            if (!accepts.test(frame)) {
                connection.close();
                ended(connection, "not accepted", Connection.NO_CODE);
                return;
            }
            won = true;
            attempts.remove(connection);
            cancel();
            outcome.welcome(connection, frame);
        }

        @Override
        public void crowded(Connection connection) {
            client.crowded(connection);
        }

        @Override
        public void frame(Connection connection, ServerFrame frame) {
            client.frame(connection, frame);
        }

        @Override
        public void nonsense(String words) {
            client.nonsense(words);
        }

        @Override
        public void ended(Connection connection, String why, int closeCode) {
            if (won) {
                client.ended(connection, why, closeCode);
            } else {
                attempts.remove(connection);
                next(connection.url() + ": " + why, closeCode);
            }
        }
    }
}
