package dev.parley.cluster;

import dev.parley.wire.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What a node is called for as long as it lives; written on it when it joins, as attributes of its Hazelcast member.
 *
 * @param id this life of the node
 * @param name what its administrator calls it
 * @param version of the software
 * @param url where browsers reach it; null: the host they came by, with {@code port}
 * @param port its HTTP port
 * @param sinceMillis when it started, in milliseconds since 1970
 */
record Card(
        NodeId id, String name, String version, @Nullable String url, int port, long sinceMillis) {}
