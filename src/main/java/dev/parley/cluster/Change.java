package dev.parley.cluster;

import dev.parley.wire.NodeId;

/** Something that happened in the cluster and that the others of this node want to hear of. */
sealed interface Change {

    /** A node that was not known before is in the cluster. */
    record Joined(Member member) implements Change {}

    /**
     * A node is in the cluster whose name was there before.
     *
     * @param before its life that ended; the same id when only the connection to it had been lost
     */
    record Returned(Member member, NodeId before) implements Change {}

    /**
     * A node has gone.
     *
     * @param member as it was last known
     */
    record Left(Member member, Farewell farewell) implements Change {}

    /** A node says that it has another state than before. */
    record Turned(Member member, Member.State before) implements Change {}

    /** How a node went. */
    enum Farewell {
        /** It said that it would. */
        GOODBYE,
        /** It did not. */
        CRASH
    }
}
