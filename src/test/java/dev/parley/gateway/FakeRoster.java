package dev.parley.gateway;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** A cluster that is what the test says. */
final class FakeRoster implements Roster {

    private final NodeId self = new NodeId("node-a");
    private final List<Consumer<List<Member>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.READ_WRITE;
    private volatile List<Member> others = List.of();
    private volatile IntSupplier sessions = () -> 0;

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        members.add(member(self, sessions.getAsInt()));
        members.addAll(others);
        return members;
    }

    @Override
    public List<NodeId> ready() {
        return members().stream().map(Member::id).toList();
    }

    @Override
    public List<NodeId> serving() {
        return ready();
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public void listen(Consumer<List<Member>> listener) {
        listeners.add(listener);
    }

    @Override
    public void declare(Member.State state) {
        throw new UnsupportedOperationException("nobody here declares " + state);
    }

    @Override
    public void countSessions(IntSupplier counted) {
        sessions = counted;
    }

    /** So many nodes are there now that this follows. */
    void turn(Mode next) {
        mode = next;
        listeners.forEach(listener -> listener.accept(members()));
    }

    /** Another node comes. */
    void join(String node) {
        others = List.of(member(new NodeId(node), 0));
        listeners.forEach(listener -> listener.accept(members()));
    }

    private static Member member(NodeId id, int sessions) {
        return new Member(
                id, "name of " + id, "0.1.0", null, 8080, 1_763_800_000_000L, sessions, Member.State.READY, 0);
    }
}
