package dev.parley.presence;

import dev.parley.presence.PresenceMessage.Ask;
import dev.parley.presence.PresenceMessage.Beat;
import dev.parley.presence.PresenceMessage.Change;
import dev.parley.presence.PresenceMessage.Changes;
import dev.parley.presence.PresenceMessage.Move;
import dev.parley.presence.PresenceMessage.Part;
import dev.parley.presence.PresenceMessage.Stay;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is where: the sessions of this node, what the other nodes said of theirs, and the sum of both.
 *
 * <p>Three things are kept in step: own sessions make own stays; own stays that differ from what was announced become numbered changes;
 * stays of all nodes, counted by user, make the view that people see. Times are milliseconds of a clock that never goes back.
 */
@PureCore
final class PresenceCore {

    /** How long an unanswered {@link Ask} is given before the next. */
    static final long ASK_AGAIN_MILLIS = 1_000;

    /** A message and to whom. */
    record Send(NodeId to, PresenceMessage message) {}

    /** What changed in a room since it was last told. */
    record Told(String room, List<Person> in, List<UserId> out, int count) {}

    /** What a turn leaves to be done. */
    record Turn(List<Send> sends, List<Told> told) {}

    /** One session of this node. */
    private record Session(Person person, Set<String> rooms) {}

    private record Key(String room, UserId user) {}

    /** One user in one room, on any number of nodes. */
    private static final class Seen {
        private int nodes;
        private String name = "";
    }

    /** What another node said of itself. */
    private static final class Remote {
        private Stays stays = new Stays();
        private long number;
        private long askedMillis = -ASK_AGAIN_MILLIS;
        /** The parts that came so far, and the number they belong to; -1: none is awaited. */
        private long partsNumber = -1;

        private final List<Stay> parts = new ArrayList<>();
        private int partsSeen;
    }

    private final NodeId self;
    private final Map<Long, Session> sessions = new HashMap<>();
    /** How many sessions of this node make each stay. */
    private final Map<Key, Integer> sessionsOfStay = new HashMap<>();

    private final Stays own = new Stays();
    /** What the others were told of {@link #own}, where it may differ: the name; null: that there is no stay. */
    private final Map<Key, @Nullable String> announced = new LinkedHashMap<>();

    private long number;
    private final Map<NodeId, Remote> remotes = new LinkedHashMap<>();
    private final Map<String, Map<UserId, Seen>> view = new HashMap<>();
    /** What listeners were told of {@link #view}, where it may differ: the name; null: that nobody is there. */
    private final Map<Key, @Nullable String> told = new LinkedHashMap<>();

    PresenceCore(NodeId self) {
        this.self = self;
    }

    /** A client came. */
    void came(long session, Person person) {
        if (sessions.putIfAbsent(session, new Session(person, new HashSet<>())) != null) {
            throw new IllegalStateException("session " + session + " came twice");
        }
    }

    /** A client went, out of all rooms. One that never came may go. */
    void went(long session) {
        Session gone = sessions.remove(session);
        if (gone != null) {
            gone.rooms().forEach(room -> stop(room, gone.person().id()));
        }
    }

    /** A client is in a room; again, or after it went: nothing happens. */
    void joined(long session, String room) {
        Session here = sessions.get(session);
        if (here == null || !here.rooms().add(room)) {
            return;
        }
        Key key = new Key(room, here.person().id());
        sessionsOfStay.merge(key, 1, Integer::sum);
        touchOwn(key);
        if (own.put(new Stay(room, here.person())) == null) {
            see(key, here.person().name());
        } else {
            rename(key, here.person().name());
        }
    }

    /** A client is in a room no more; not having been there, nothing happens. */
    void left(long session, String room) {
        Session here = sessions.get(session);
        if (here != null && here.rooms().remove(room)) {
            stop(room, here.person().id());
        }
    }

    /** Who is in a room, on any node. */
    People people(String room) {
        Map<UserId, Seen> inRoom = view.getOrDefault(room, Map.of());
        List<Person> some = new ArrayList<>();
        for (Map.Entry<UserId, Seen> one : inRoom.entrySet()) {
            if (some.size() == People.MOST) {
                break;
            }
            some.add(new Person(one.getKey(), one.getValue().name));
        }
        return new People(some, inRoom.size());
    }

    /** These nodes serve now. Those that do not any more take their people with them; the new ones are asked and told. */
    List<Send> serving(Collection<NodeId> nodes, long nowMillis) {
        List<NodeId> gone =
                remotes.keySet().stream().filter(node -> !nodes.contains(node)).toList();
        for (NodeId node : gone) {
            Remote remote = remotes.remove(node);
            if (remote != null) {
                remote.stays
                        .all()
                        .forEach(
                                stay -> unsee(new Key(stay.room(), stay.person().id())));
            }
        }
        List<Send> sends = new ArrayList<>();
        for (NodeId node : nodes) {
            if (!node.equals(self) && !remotes.containsKey(node)) {
                Remote remote = new Remote();
                remotes.put(node, remote);
                sends.addAll(ask(node, remote, nowMillis));
                sends.add(new Send(node, beat()));
            }
        }
        return sends;
    }

    /** Another node said something. From a node that does not serve it is ignored. */
    List<Send> received(PresenceMessage message, long nowMillis) {
        NodeId from = message.from();
        if (message instanceof Ask) {
            return parts(from);
        }
        Remote remote = remotes.get(from);
        if (remote == null) {
            return List.of();
        }
        if (message instanceof Changes changes && changes.number() > remote.number) {
            return apply(from, remote, changes, nowMillis);
        } else if (message instanceof Beat beat && beat.number() >= remote.number) {
            boolean same = beat.number() == remote.number && beat.hash() == remote.stays.hash();
            return same ? List.of() : ask(from, remote, nowMillis);
        } else if (message instanceof Part part && part.number() >= remote.number) {
            assemble(remote, part);
        }
        return List.of();
    }

    /** The end of a turn: what the others and the listeners are to be told. */
    Turn endTurn() {
        List<Send> sends = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        announced.forEach((key, before) -> {
            String now = own.name(key.room(), key.user());
            if (now == null && before != null) {
                changes.add(new Change(Move.OUT, new Stay(key.room(), new Person(key.user(), before))));
            } else if (now != null && !now.equals(before)) {
                changes.add(new Change(Move.IN, new Stay(key.room(), new Person(key.user(), now))));
            }
        });
        announced.clear();
        for (int from = 0; from < changes.size(); from += PresenceMessage.MOST) {
            int to = Math.min(changes.size(), from + PresenceMessage.MOST);
            Changes message = new Changes(self, ++number, changes.subList(from, to));
            remotes.keySet().forEach(node -> sends.add(new Send(node, message)));
        }
        return new Turn(sends, tell());
    }

    /** What every other node is told at every beat. Only after {@link #endTurn}, so that number and hash belong together. */
    List<Send> beats() {
        Beat beat = beat();
        return remotes.keySet().stream().map(node -> new Send(node, beat)).toList();
    }

    /** The other nodes that serve. */
    Collection<NodeId> others() {
        return List.copyOf(remotes.keySet());
    }

    private Beat beat() {
        return new Beat(self, number, own.hash());
    }

    private List<Send> ask(NodeId node, Remote remote, long nowMillis) {
        if (nowMillis - remote.askedMillis < ASK_AGAIN_MILLIS) {
            return List.of();
        }
        remote.askedMillis = nowMillis;
        return List.of(new Send(node, new Ask(self)));
    }

    /** All own stays. What is not announced yet is in them and comes again as a change, which does no harm. */
    private List<Send> parts(NodeId to) {
        List<Stay> all = own.all();
        int parts = Math.max(1, (all.size() + PresenceMessage.MOST - 1) / PresenceMessage.MOST);
        List<Send> sends = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int end = Math.min(all.size(), (i + 1) * PresenceMessage.MOST);
            sends.add(new Send(to, new Part(self, number, i, parts, all.subList(i * PresenceMessage.MOST, end))));
        }
        return sends;
    }

    private List<Send> apply(NodeId from, Remote remote, Changes changes, long nowMillis) {
        if (changes.number() != remote.number + 1) {
            return ask(from, remote, nowMillis);
        }
        remote.number = changes.number();
        for (Change change : changes.changes()) {
            Stay stay = change.stay();
            Key key = new Key(stay.room(), stay.person().id());
            if (change.move() == Move.OUT) {
                if (remote.stays.remove(key.room(), key.user())) {
                    unsee(key);
                }
            } else if (remote.stays.put(stay) == null) {
                see(key, stay.person().name());
            } else {
                rename(key, stay.person().name());
            }
        }
        return List.of();
    }

    private void assemble(Remote remote, Part part) {
        if (part.index() == 0) {
            remote.partsNumber = part.number();
            remote.partsSeen = 0;
            remote.parts.clear();
        }
        if (part.number() != remote.partsNumber || part.index() != remote.partsSeen) {
            return;
        }
        remote.parts.addAll(part.stays());
        remote.partsSeen++;
        if (remote.partsSeen < part.parts()) {
            return;
        }
        Stays before = remote.stays;
        remote.stays = new Stays();
        remote.number = part.number();
        remote.parts.forEach(stay -> {
            remote.stays.put(stay);
            see(new Key(stay.room(), stay.person().id()), stay.person().name());
        });
        before.all().forEach(stay -> unsee(new Key(stay.room(), stay.person().id())));
        remote.parts.clear();
        remote.partsNumber = -1;
    }

    private void stop(String room, UserId user) {
        Key key = new Key(room, user);
        Integer left = sessionsOfStay.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
        if (left == null) {
            touchOwn(key);
            own.remove(room, user);
            unsee(key);
        }
    }

    private void touchOwn(Key key) {
        // Not computeIfAbsent: the first touch counts, also when there was no stay then.
        if (!announced.containsKey(key)) {
            announced.put(key, own.name(key.room(), key.user()));
        }
    }

    private void touchView(Key key) {
        if (!told.containsKey(key)) {
            Seen seen = view.getOrDefault(key.room(), Map.of()).get(key.user());
            told.put(key, seen == null ? null : seen.name);
        }
    }

    private void see(Key key, String name) {
        touchView(key);
        Seen seen = view.computeIfAbsent(key.room(), room -> new LinkedHashMap<>())
                .computeIfAbsent(key.user(), user -> new Seen());
        seen.nodes++;
        seen.name = name;
    }

    private void rename(Key key, String name) {
        touchView(key);
        Seen seen = view.getOrDefault(key.room(), Map.of()).get(key.user());
        if (seen == null) {
            throw new IllegalStateException("nobody to rename: " + key);
        }
        seen.name = name;
    }

    private void unsee(Key key) {
        touchView(key);
        Map<UserId, Seen> inRoom = view.getOrDefault(key.room(), Map.of());
        Seen seen = inRoom.get(key.user());
        if (seen == null) {
            throw new IllegalStateException("nobody to go: " + key);
        }
        if (--seen.nodes == 0) {
            inRoom.remove(key.user());
            if (inRoom.isEmpty()) {
                view.remove(key.room());
            }
        }
    }

    private List<Told> tell() {
        Map<String, Told> rooms = new LinkedHashMap<>();
        told.forEach((key, before) -> {
            Map<UserId, Seen> inRoom = view.getOrDefault(key.room(), Map.of());
            Seen seen = inRoom.get(key.user());
            String now = seen == null ? null : seen.name;
            if (now == null ? before == null : now.equals(before)) {
                return;
            }
            Told room = rooms.computeIfAbsent(
                    key.room(), r -> new Told(r, new ArrayList<>(), new ArrayList<>(), inRoom.size()));
            if (now == null) {
                room.out().add(key.user());
            } else {
                room.in().add(new Person(key.user(), now));
            }
        });
        told.clear();
        return List.copyOf(rooms.values());
    }
}
