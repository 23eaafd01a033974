package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.presence.PresenceCore.Send;
import dev.parley.presence.PresenceCore.Told;
import dev.parley.presence.PresenceCore.Turn;
import dev.parley.presence.PresenceMessage.Ask;
import dev.parley.presence.PresenceMessage.Beat;
import dev.parley.presence.PresenceMessage.Part;
import dev.parley.wire.NodeId;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PresenceCoreTest {

    private static final NodeId A = new NodeId("a");
    private static final NodeId B = new NodeId("b");
    private static final Person ADA = new Person(new UserId("ada"), "Ada");

    private final PresenceCore a = new PresenceCore(A);
    private final PresenceCore b = new PresenceCore(B);

    @Test
    void shouldCountAUserOnceWhateverTheSessions() {
        a.came(1, ADA);
        a.came(2, ADA);
        a.joined(1, "general");
        a.joined(2, "general");
        assertThat(a.endTurn().told()).containsExactly(new Told("general", List.of(ADA), List.of(), 1));
        a.went(1);
        assertThat(a.endTurn().told()).isEmpty();
        a.left(2, "general");
        assertThat(a.endTurn().told()).containsExactly(new Told("general", List.of(), List.of(ADA.id()), 0));
    }

    @Test
    void shouldSayNothingOfSomebodyWhoOnlyLookedIn() {
        a.came(1, ADA);
        a.joined(1, "general");
        a.went(1);
        Turn turn = a.endTurn();
        assertThat(turn.told()).isEmpty();
        assertThat(turn.sends()).isEmpty();
    }

    @Test
    void shouldTakeItsPeopleAlongWhenANodeLeaves() {
        meet();
        b.came(1, ADA);
        b.joined(1, "general");
        exchange(b.endTurn().sends(), 0);
        assertThat(a.endTurn().told()).containsExactly(new Told("general", List.of(ADA), List.of(), 1));
        a.serving(List.of(A), 10);
        assertThat(a.endTurn().told()).containsExactly(new Told("general", List.of(), List.of(ADA.id()), 0));
        assertThat(a.received(new Beat(B, 1, 7), 20))
                .as("words of a node that left")
                .isEmpty();
    }

    @Test
    void shouldKeepSomebodyWhoIsOnTwoNodesUntilBothAreGone() {
        meet();
        a.came(1, ADA);
        a.joined(1, "general");
        b.came(1, ADA);
        b.joined(1, "general");
        exchange(b.endTurn().sends(), 0);
        a.endTurn();
        assertThat(a.people("general")).isEqualTo(new People(List.of(ADA), 1));
        a.went(1);
        assertThat(a.endTurn().told()).isEmpty();
        b.went(1);
        exchange(b.endTurn().sends(), 0);
        assertThat(a.people("general").count()).isZero();
    }

    @Test
    void shouldIgnoreWhatIsOldAndAskWhenSomethingIsMissing() {
        meet();
        b.came(1, ADA);
        b.joined(1, "general");
        List<Send> first = b.endTurn().sends();
        b.left(1, "general");
        List<Send> second = b.endTurn().sends();
        b.joined(1, "general");
        List<Send> third = b.endTurn().sends();
        exchange(first, 0);
        assertThat(a.received(third.get(0).message(), 5_000)).containsExactly(new Send(B, new Ask(A)));
        assertThat(a.received(third.get(0).message(), 5_500))
                .as("asked a moment ago")
                .isEmpty();
        exchange(b.received(new Ask(A), 5_000), 5_600);
        exchange(second, 5_700);
        exchange(first, 5_800);
        assertThat(a.people("general").count()).isEqualTo(1);
        assertThat(a.received(b.beats().get(0).message(), 9_000)).as("level").isEmpty();
    }

    @Test
    void shouldSayLittleWhenNothingChangesAndAllInPartsWhenAsked() {
        meet();
        for (int i = 0; i < 10_000; i++) {
            b.came(i, new Person(new UserId("u" + i), "User " + i));
            b.joined(i, "room-" + i % 7);
        }
        List<Send> changes = b.endTurn().sends();
        assertThat(changes).hasSize(20);
        exchange(changes, 0);
        List<Send> beats = b.beats();
        assertThat(PresenceCodec.encode(beats.get(0).message()).length).isLessThan(60);
        assertThat(a.received(beats.get(0).message(), 5_000)).isEmpty();
        List<Send> parts = b.received(new Ask(A), 0);
        assertThat(parts).hasSize(20).allMatch(part -> part.message() instanceof Part);
        assertThat(parts).allMatch(part -> PresenceCodec.encode(part.message()).length < 40_000);
        assertThat(a.people("room-0").some()).hasSize(200);
        assertThat(a.people("room-0").count()).isEqualTo(1_429);
    }

    private void meet() {
        List<Send> sends = new ArrayList<>(a.serving(List.of(A, B), 0));
        sends.addAll(b.serving(List.of(A, B), 0));
        exchange(sends, 0);
    }

    /** Delivers messages and the answers to them, through the codec. */
    private void exchange(Collection<Send> sends, long now) {
        for (Send send : sends) {
            PresenceMessage message = PresenceCodec.decode(PresenceCodec.encode(send.message()));
            assertThat(message).isEqualTo(send.message());
            exchange((send.to().equals(A) ? a : b).received(message, now), now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldConvergeWhateverIsLost(long seed) {
        long from = Long.getLong("sim.seed", seed * 100);
        for (long s = from; s < from + 20; s++) {
            new World(s).run();
        }
    }

    /** Three nodes that lose a third of what they say to each other, and a listener on one that keeps its own list. */
    private static final class World {
        private static final List<String> ROOMS = List.of("x", "y");
        private final long seed;
        private final Random random;
        private final Map<NodeId, PresenceCore> cores = new LinkedHashMap<>();
        private final Map<NodeId, Map<Long, Set<String>>> truth = new LinkedHashMap<>();
        private final List<Send> wire = new ArrayList<>();
        private final Map<String, Set<UserId>> heard = new LinkedHashMap<>();
        private long now;
        private int lossPercent = 33;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            List<NodeId> nodes = List.of(A, B, new NodeId("c"));
            nodes.forEach(node -> {
                cores.put(node, new PresenceCore(node));
                truth.put(node, new LinkedHashMap<>());
            });
            cores.values().forEach(core -> wire.addAll(core.serving(nodes, 0)));
            ROOMS.forEach(room -> heard.put(room, new HashSet<>()));
        }

        void run() {
            for (int step = 0; step < 400; step++) {
                NodeId node = List.copyOf(cores.keySet()).get(random.nextInt(3));
                now += random.nextInt(300);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> change(node);
                    case 3 -> turn(node);
                    case 4 -> deliver();
                    default -> {
                        turn(node);
                        wire.addAll(cores.get(node).beats());
                    }
                }
            }
            lossPercent = 0;
            for (int round = 0; round < 6; round++) {
                now += 2_000;
                cores.keySet().forEach(this::turn);
                cores.values().forEach(core -> wire.addAll(core.beats()));
                deliver();
            }
            cores.keySet().forEach(this::turn);
            check();
        }

        private void change(NodeId node) {
            Map<Long, Set<String>> sessions = truth.get(node);
            long session = random.nextInt(8);
            String room = ROOMS.get(random.nextInt(ROOMS.size()));
            if (!sessions.containsKey(session)) {
                cores.get(node).came(session, person(session));
                sessions.put(session, new HashSet<>());
            } else if (random.nextInt(4) == 0) {
                cores.get(node).went(session);
                sessions.remove(session);
            } else if (random.nextBoolean()) {
                cores.get(node).joined(session, room);
                sessions.get(session).add(room);
            } else {
                cores.get(node).left(session, room);
                sessions.get(session).remove(room);
            }
        }

        /** Two sessions each are the same user, on all nodes. */
        private static Person person(long session) {
            return new Person(new UserId("u" + session / 2), "User");
        }

        private void turn(NodeId node) {
            Turn turn = cores.get(node).endTurn();
            wire.addAll(turn.sends());
            if (node.equals(A)) {
                turn.told().forEach(told -> {
                    Set<UserId> inRoom = heard.get(told.room());
                    told.in().forEach(person -> inRoom.add(person.id()));
                    told.out()
                            .forEach(user -> assertThat(inRoom.remove(user))
                                    .as("seed %d: %s was there", seed, user)
                                    .isTrue());
                    assertThat(inRoom).as("seed %d: count of %s", seed, told).hasSize(told.count());
                });
            }
        }

        private void deliver() {
            while (!wire.isEmpty()) {
                Send send = wire.remove(0);
                if (random.nextInt(100) >= lossPercent) {
                    wire.addAll(cores.get(send.to()).received(send.message(), now));
                }
            }
        }

        private void check() {
            for (String room : ROOMS) {
                Set<UserId> there = truth.values().stream()
                        .flatMap(sessions -> sessions.entrySet().stream())
                        .filter(session -> session.getValue().contains(room))
                        .map(session -> person(session.getKey()).id())
                        .collect(Collectors.toSet());
                cores.forEach((node, core) -> assertThat(
                                core.people(room).some().stream().map(Person::id))
                        .as("seed %d: who is in %s for %s", seed, room, node)
                        .containsExactlyInAnyOrderElementsOf(there));
                assertThat(heard.get(room))
                        .as("seed %d: what was told of %s", seed, room)
                        .isEqualTo(there);
            }
        }
    }
}
