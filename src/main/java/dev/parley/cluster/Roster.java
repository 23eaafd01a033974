package dev.parley.cluster;

import dev.parley.wire.NodeId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Who is in the cluster: the door of this package for everybody else. Any thread may call. */
public interface Roster {

    /** This node. */
    NodeId self();

    /** All nodes, this one included, in the order in which they joined. A snapshot. */
    List<Member> members();

    /** The nodes that are {@link Member.State#READY}, this one included if it is. A snapshot. */
    List<NodeId> ready();

    /** The nodes that are ready, drained or leaving: they have an archive, take entries and answer. A snapshot. */
    List<NodeId> serving();

    /** Whether enough nodes are there to go on writing. */
    enum Mode {
        /** Enough nodes are there, or the policy does not ask for a number. */
        READ_WRITE,
        /** Fewer than a majority of the configured nodes are there, under the policy {@code majority}: history can be read, nothing be said. */
        READ_ONLY
    }

    /** The mode that follows from the membership as this node knows it now. It changes only when {@link #listen listeners} are told. */
    Mode mode();

    /**
     * Hears of every join, leave, crash, return and change of state (not of mere session counts), with the new list, from now on.
     * Called on the cluster's event loop: hand over and return.
     */
    void listen(Consumer<List<Member>> listener);

    /** Changes this node's own state and tells everybody at once. */
    void declare(Member.State state);

    /** Tells the beat how many sessions this node has. */
    void countSessions(IntSupplier sessions);
}
