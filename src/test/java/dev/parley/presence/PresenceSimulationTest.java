package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.presence.PresenceCore.Send;
import dev.parley.presence.PresenceCore.Told;
import dev.parley.presence.PresenceCore.Turn;
import dev.parley.wire.NodeId;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Four nodes whose messages are late or lost, that crash, hang, part and come back under another id, while people come and go; by a seed.
 *
 * <p>Checked at every moment: nobody is shown who belongs to a node outside of the roster, and what listeners were told adds up to what is
 * shown. Checked in the end, a little more than a beat after the last trouble: every node shows exactly who is there.
 */
class PresenceSimulationTest {

    private static final int NODES = 4;
    private static final long TROUBLE_MILLIS = 60_000;
    /** From the crash of a node to its being taken off the rosters of the others. */
    private static final long DETECTION_MILLIS = 5_000;

    private static final long LONGEST_DELAY_MILLIS = 300;
    private static final List<String> ROOMS = List.of("general", "other", "third");

    static List<Long> seeds() {
        Long one = Long.getLong("sim.seed");
        return one != null
                ? List.of(one)
                : new SplittableRandom(20_261_122).longs(60).boxed().toList();
    }

    /** Something that happens at a time; those of one time in the order in which they were planned. */
    private record Event(long atMillis, long order, Runnable deed) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** One life of a node. */
    private final class Node {
        private final NodeId id;
        private final int side;
        private final PresenceCore core;
        private final Map<Long, Person> people = new TreeMap<>();
        private final Map<Long, Set<String>> rooms = new HashMap<>();
        private final Set<UserId> everybody = new HashSet<>();
        /** What a client that listens would show: by room, who. */
        private final Map<String, Map<UserId, String>> shown = new HashMap<>();

        private Set<NodeId> roster = Set.of();
        private boolean hangs;
        private final List<Runnable> afterwards = new ArrayList<>();

        Node(int side) {
            this.side = side;
            id = new NodeId("n" + side + "-" + ++lives);
            core = new PresenceCore(id);
        }

        /** Now, or when it goes on. */
        void run(Runnable deed) {
            if (!alive.containsValue(this)) {
                return;
            }
            if (hangs) {
                afterwards.add(deed);
            } else {
                deed.run();
            }
        }

        void endTurn() {
            Turn turn = core.endTurn();
            send(this, turn.sends());
            turn.told().forEach(this::told);
            for (String room : ROOMS) {
                assertThat(shown.getOrDefault(room, Map.of()))
                        .as("%s: what was told adds up to what is so in %s at %s", id, room, now)
                        .isEqualTo(view(core, room));
            }
        }

        private void told(Told told) {
            Map<UserId, String> inRoom = shown.computeIfAbsent(told.room(), r -> new HashMap<>());
            told.out().forEach(inRoom::remove);
            told.in().forEach(person -> inRoom.put(person.id(), person.name()));
            assertThat(inRoom).hasSize(told.count());
        }
    }

    private SplittableRandom random = new SplittableRandom();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Integer, Node> alive = new TreeMap<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private Set<Integer> smallerPart = Set.of();
    private long now;
    private long planned;
    private long lives;
    private long sessions;
    private double loss;

    private static Map<UserId, String> view(PresenceCore core, String room) {
        return core.people(room).some().stream().collect(Collectors.toMap(Person::id, Person::name));
    }

    private void after(long millis, Runnable deed) {
        events.add(new Event(now + millis, planned++, deed));
    }

    private void runUntil(long end) {
        while (!events.isEmpty() && events.peek().atMillis() <= end) {
            Event next = events.remove();
            now = next.atMillis();
            next.deed().run();
        }
        now = end;
    }

    private boolean areApart(Node one, Node two) {
        return smallerPart.contains(one.side) != smallerPart.contains(two.side);
    }

    private void send(Node from, List<Send> sends) {
        for (Send send : sends) {
            if (random.nextDouble() < loss) {
                continue;
            }
            // Between two nodes messages do not overtake each other.
            String way = from.id + ">" + send.to();
            long arrival = Math.max(lastArrival.getOrDefault(way, 0L), now + random.nextLong(1, LONGEST_DELAY_MILLIS));
            lastArrival.put(way, arrival);
            byte[] bytes = PresenceCodec.encode(send.message());
            after(
                    arrival - now,
                    () -> alive.values().stream()
                            .filter(to -> to.id.equals(send.to()) && !areApart(from, to))
                            .findAny()
                            .ifPresent(to -> to.run(() -> {
                                send(to, to.core.received(PresenceCodec.decode(bytes), now));
                                after(50, () -> to.run(to::endTurn));
                            })));
        }
    }

    // ---- What happens

    private void start(int side) {
        Node node = new Node(side);
        alive.put(side, node);
        refresh(node);
        beat(node);
        // The others hear of it one after the other.
        alive.values().stream()
                .filter(other -> other != node)
                .forEach(other -> after(random.nextLong(500), () -> other.run(() -> refresh(other))));
    }

    private void beat(Node node) {
        after(PresenceVerticle.BEAT_MILLIS, () -> {
            if (alive.containsValue(node)) {
                node.run(() -> {
                    node.endTurn();
                    send(node, node.core.beats());
                });
                beat(node);
            }
        });
    }

    /** The roster of a node follows what is so. */
    private void refresh(Node node) {
        if (!alive.containsValue(node)) {
            return;
        }
        node.roster = alive.values().stream()
                .filter(other -> other == node || !areApart(node, other))
                .map(other -> other.id)
                .collect(Collectors.toSet());
        send(node, node.core.serving(node.roster, now));
        node.endTurn();
        Set<UserId> possible = alive.values().stream()
                .filter(other -> node.roster.contains(other.id))
                .flatMap(other -> other.everybody.stream())
                .collect(Collectors.toSet());
        for (String room : ROOMS) {
            assertThat(possible)
                    .as("%s shows nobody of a node outside of its roster", node.id)
                    .containsAll(view(node.core, room).keySet());
        }
    }

    private void crash(int side) {
        Node gone = alive.remove(side);
        if (gone != null) {
            after(DETECTION_MILLIS, this::refreshAll);
            after(DETECTION_MILLIS + random.nextLong(5_000), () -> {
                if (!alive.containsKey(side)) {
                    start(side);
                }
            });
        }
    }

    private void refreshAll() {
        alive.values().forEach(node -> node.run(() -> refresh(node)));
    }

    private void hang(Node node) {
        node.hangs = true;
        after(random.nextLong(DETECTION_MILLIS), () -> {
            node.hangs = false;
            List<Runnable> late = List.copyOf(node.afterwards);
            node.afterwards.clear();
            late.forEach(node::run);
        });
    }

    /** Some part from the others; both sides notice, and when it heals those of the smaller part come back as others. */
    private void part() {
        if (!smallerPart.isEmpty()) {
            return;
        }
        smallerPart = Set.of(random.nextInt(NODES));
        after(DETECTION_MILLIS, this::refreshAll);
        after(DETECTION_MILLIS + random.nextLong(8_000), this::heal);
    }

    private void heal() {
        Set<Integer> back = smallerPart;
        smallerPart = Set.of();
        back.forEach(side -> {
            if (alive.remove(side) != null) {
                start(side);
            }
        });
        refreshAll();
    }

    private void somebodyMoves() {
        Node node = alive.get(random.nextInt(NODES));
        if (node == null || node.hangs) {
            return;
        }
        List<Long> here = List.copyOf(node.people.keySet());
        int choice = random.nextInt(4);
        if (here.isEmpty() || choice == 0) {
            int user = random.nextInt(12);
            Person person =
                    new Person(new UserId("user-" + user), random.nextInt(20) == 0 ? "Renamed" : "User " + user);
            node.people.put(++sessions, person);
            node.everybody.add(person.id());
            node.rooms.put(sessions, new TreeSet<>());
            node.core.came(sessions, person);
            join(node, sessions);
        } else {
            long session = here.get(random.nextInt(here.size()));
            if (choice == 1) {
                node.people.remove(session);
                node.rooms.remove(session);
                node.core.went(session);
            } else if (choice == 2) {
                join(node, session);
            } else {
                String room = ROOMS.get(random.nextInt(ROOMS.size()));
                node.rooms.get(session).remove(room);
                node.core.left(session, room);
            }
        }
        after(50, () -> node.run(node::endTurn));
    }

    private void join(Node node, long session) {
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        node.rooms.get(session).add(room);
        node.core.joined(session, room);
    }

    private Set<UserId> whoIsIn(String room) {
        Set<UserId> there = new TreeSet<>(java.util.Comparator.comparing(UserId::value));
        alive.values()
                .forEach(node -> node.rooms.forEach((session, rooms) -> {
                    if (rooms.contains(room)) {
                        there.add(node.people.get(session).id());
                    }
                }));
        return there;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldShowExactlyWhoIsThereSoonAfterAnyTrouble(long seed) {
        random = new SplittableRandom(seed);
        loss = 0.1;
        for (int side = 0; side < NODES; side++) {
            start(side);
        }
        Map<Long, Runnable> troubles = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            int side = random.nextInt(NODES);
            int kind = random.nextInt(3);
            troubles.put(random.nextLong(TROUBLE_MILLIS), () -> {
                Node node = alive.get(side);
                if (kind == 0) {
                    crash(side);
                } else if (kind == 1 && node != null) {
                    hang(node);
                } else if (kind == 2) {
                    part();
                }
            });
        }
        troubles.forEach(this::after);
        for (long at = 0; at < TROUBLE_MILLIS; at += random.nextLong(1, 200)) {
            after(at, this::somebodyMoves);
        }
        runUntil(TROUBLE_MILLIS + 20_000);
        assertThat(smallerPart).isEmpty();
        assertThat(alive).hasSize(NODES);

        // From now on nothing is lost any more; what was, is noticed at the next beat and asked for.
        loss = 0;
        runUntil(now + PresenceVerticle.BEAT_MILLIS + PresenceCore.ASK_AGAIN_MILLIS + 4 * LONGEST_DELAY_MILLIS);
        for (String room : ROOMS) {
            for (Node node : alive.values()) {
                assertThat(view(node.core, room).keySet())
                        .as("who is in %s as %s sees it; replay with -Dsim.seed=%d", room, node.id, seed)
                        .isEqualTo(whoIsIn(room));
            }
        }
    }
}
