package dev.parley.load;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares who is in the rooms, as every node tells it, with the sessions that are really there. Owner: the event loop of the run.
 *
 * <p>A watcher enters the rooms (the first {@value #ROOMS}) on every node and keeps its lists up to date as any client would; and what the first
 * {@value #SESSIONS} sessions themselves were told since they came counts as much. Somebody who is gone and still listed is a ghost; somebody who is there and not listed is missing.
 */
final class Attendance {

    private static final String WATCHER = "watcher";
    /** So many rooms are watched; a node lets nobody into more than 200. */
    private static final int ROOMS = 100;
    /** The lists of so many sessions are compared as well. */
    private static final int SESSIONS = 100;

    private final LoadRun run;
    private final List<Watcher> watchers = new ArrayList<>();

    Attendance(LoadRun run) {
        this.run = run;
    }

    /** One client on one node, in all these rooms. */
    private final class Watcher implements ClientListener {
        private final String url;
        private final ChatClient client;
        private final Map<String, People> people = new HashMap<>();
        private String node = "";

        private People of(String room) {
            return people.computeIfAbsent(room, key -> new People());
        }

        Watcher(String url) {
            this.url = url;
            String name = WATCHER + (watchers.size() + 1);
            client = new ChatClient(
                    run.env(),
                    new ClientOptions(name, run.newToken(), List.of(url), ClientOptions.Following.GIVEN_ONLY),
                    this);
            watched().forEach(room -> client.join(room, null));
            client.start();
        }

        @Override
        public void welcome(String name, String at) {
            node = name;
            people.values().forEach(People::forget);
        }

        @Override
        public void people(String room, Consumer<People> told) {
            told.accept(of(room));
        }

        @Override
        public void nonsense(String words) {
            run.problem("the watcher of " + url + ": " + words);
        }

        private void compare(String room, Set<String> there, List<String> wrong) {
            String differs = of(room).differs(there, watchers.size(), name -> name.startsWith(WATCHER));
            if (!differs.isEmpty()) {
                wrong.add("node " + node + " at " + url + " tells of room " + room + ": " + differs);
            }
        }
    }

    /** Completes with what is still wrong after a time, in words; with nothing as soon as all is right. Never fails. */
    Future<List<String>> compare(Collection<String> urls, Duration within) {
        urls.forEach(url -> watchers.add(new Watcher(url)));
        return run.when(() -> wrong().isEmpty(), within, missing -> "the lists of people differ")
                .map(right -> List.<String>of())
                .otherwise(late -> wrong())
                .onComplete(done -> watchers.forEach(watcher -> watcher.client.close()));
    }

    private List<String> watched() {
        return run.rooms().subList(0, Math.min(ROOMS, run.rooms().size()));
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        Map<String, Set<String>> there = new HashMap<>();
        run.rooms().forEach(room -> there.put(room, new HashSet<>()));
        for (LoadSession session : run.sessions()) {
            if (session.client().isWelcome()) {
                there.computeIfAbsent(session.room(), key -> new HashSet<>()).add(session.name());
            } else {
                wrong.add(session.name() + " is not connected");
            }
        }
        for (Watcher watcher : watchers) {
            watched().forEach(room -> watcher.compare(room, there.getOrDefault(room, Set.of()), wrong));
        }
        for (LoadSession session :
                run.sessions().subList(0, Math.min(SESSIONS, run.sessions().size()))) {
            if (!watched().contains(session.room())) {
                continue;
            }
            String differs = session.people()
                    .differs(
                            there.getOrDefault(session.room(), Set.of()),
                            watchers.size(),
                            name -> name.startsWith(WATCHER));
            if (!differs.isEmpty()) {
                wrong.add(session.name() + " at " + session.client().url() + " was told of room " + session.room()
                        + ": " + differs);
            }
        }
        return wrong;
    }
}
