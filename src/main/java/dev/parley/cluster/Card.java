package dev.parley.cluster;

import dev.parley.wire.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node is called for as long as it lives, written on it when it joins, as attributes of its Hazelcast member; and which membership
 * it has now.
 *
 * @param id this life of the node
 * @param membership its membership now; another one when the node was merged into another cluster
 * @param name what its administrator calls it
 * @param version of the software
 * @param url where browsers reach it; null: the host they came by, with {@code port}
 * @param port its HTTP port
 * @param sinceMillis when it started, in milliseconds since 1970
 */
record Card(
        NodeId id,
        UUID membership,
        String name,
        String version,
        @Nullable String url,
        int port,
        long sinceMillis) {}
