package dev.parley.cluster;

import dev.parley.wire.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * One node as the others see it.
 *
 * @param id this life of the node
 * @param name what its administrator calls it; stays the same over restarts
 * @param version of the software
 * @param url where browsers reach it; null: the host they came by, with {@code port}
 * @param port where its HTTP port is
 * @param sinceMillis when it started, in milliseconds since 1970
 * @param sessions how many clients it has
 * @param state whether it serves
 * @param beatAgeMillis how long ago its last beat was heard; 0 for the node itself
 */
public record Member(
        NodeId id,
        String name,
        String version,
        @Nullable String url,
        int port,
        long sinceMillis,
        int sessions,
        State state,
        long beatAgeMillis) {

    /** Whether a node serves. */
    public enum State {
        /** It is in the cluster but does not serve or lead yet. */
        JOINING,
        /** It serves and leads. */
        READY,
        /** It is up and keeps its archive, but an administrator told it to serve nobody and lead nothing, until told otherwise. */
        DRAINED,
        /** It is handing over and will be gone. */
        LEAVING
    }
}
