package dev.parley.cluster;

import dev.parley.wire.Clocks;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outside;
import dev.parley.wire.Ulids;
import java.security.SecureRandom;

/** Makes the ids of nodes: a ULID each, so that ids sort by the time at which the nodes started. Any thread. */
@Outside
public final class NodeIds {

    private static final SecureRandom CHANCE = new SecureRandom();

    private NodeIds() {}

    /** An id that no other node ever has. */
    public static NodeId fresh() {
        return new NodeId(Ulids.text(Clocks.wallMillis(), CHANCE));
    }
}
