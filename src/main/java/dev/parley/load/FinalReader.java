package dev.parley.load;

import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the whole of every room from one node, for the checker. Owner: the event loop of the run. */
final class FinalReader implements ClientListener {

    private static final long AGAIN_AFTER_MILLIS = 100;
    private static final int PAGE = 200;

    private final LoadRun run;
    private final String url;
    private final Deque<String> rooms;
    /** For each room the number that its log must at least reach. */
    private final Map<String, Long> heads;
    /** The nodes that somebody reads already: one node may have several addresses. */
    private final Set<String> taken;

    private final ChatClient client;
    private final Promise<List<String>> done = Promise.promise();
    private final List<String> problems = new ArrayList<>();
    private String node = "";
    private long deadline;
    private long timer;

    FinalReader(LoadRun run, String url, Map<String, Long> heads, Set<String> taken) {
        this.run = run;
        this.url = url;
        this.heads = heads;
        this.taken = taken;
        rooms = new ArrayDeque<>(heads.keySet());
        client = new ChatClient(
                run.env(),
                new ClientOptions("reader", run.newToken(), List.of(url), ClientOptions.Following.GIVEN_ONLY),
                this);
    }

    /** Completes with what went wrong, in words; never fails. */
    Future<List<String>> read() {
        timer = run.env().vertx().setTimer(run.patience().logs().toMillis(), t -> finish("no welcome from " + url));
        client.start();
        return done.future();
    }

    @Override
    public void welcome(String name, String at) {
        if (!node.isEmpty()) {
            return;
        }
        run.env().vertx().cancelTimer(timer);
        node = name;
        if (taken.add(name)) {
            nextRoom();
        } else {
            finish("");
        }
    }

    @Override
    public void nonsense(String words) {
        problems.add(words);
    }

    private void nextRoom() {
        String room = rooms.poll();
        if (room == null) {
            finish("");
        } else {
            deadline = run.now() + run.patience().logs().toNanos();
            nextPage(room, run.checker().finalLog(node, LogId.ofRoom(room)));
        }
    }

    private void nextPage(String room, HistoryChecker.FinalLog log) {
        client.history(room, log.length(), PAGE).onComplete(asked -> {
            if (asked.succeeded()) {
                asked.result().entries().forEach(entry -> log.entry(entry.seq(), entry.id(), entry.digest()));
            }
            boolean more = asked.succeeded() && !asked.result().isLast();
            if (more && !asked.result().entries().isEmpty()) {
                deadline = run.now() + run.patience().logs().toNanos();
                nextPage(room, log);
            } else if (asked.succeeded() && !more && log.length() >= heads.getOrDefault(room, 0L)) {
                nextRoom();
            } else if (run.now() > deadline) {
                problems.add(node + " at " + url + " has " + log.length() + " entries of room " + room
                        + ", others have " + heads.get(room)
                        + (asked.failed() ? ": " + asked.cause().getMessage() : ""));
                nextRoom();
            } else {
                run.env().vertx().setTimer(AGAIN_AFTER_MILLIS, t -> nextPage(room, log));
            }
        });
    }

    private void finish(String problem) {
        if (!problem.isEmpty()) {
            problems.add(problem);
        }
        client.close();
        done.tryComplete(List.copyOf(problems));
    }

    /** All these nodes at once; the addresses of the same node are read once. */
    static Future<List<String>> readAll(
            LoadRun run, Collection<String> urls, Map<String, Long> heads, Set<String> taken) {
        List<Future<List<String>>> reads = urls.stream()
                .map(url -> new FinalReader(run, url, heads, taken).read())
                .toList();
        return Future.join(reads).map(all -> {
            List<String> problems = new ArrayList<>();
            reads.forEach(read -> problems.addAll(read.result()));
            return problems;
        });
    }
}
