package dev.parley.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.MemberAttributeConfig;
import dev.parley.wire.HzGrid;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The members of the Hazelcast cluster that are Parley nodes: those whose attributes say so. */
final class HzMembership implements Membership {

    /** Where vertx-hazelcast looks for the node id of an instance that it did not make itself. */
    private static final String NODE_ID = "__vertx.nodeId";

    private static final String NAME = "parley.name";
    private static final String VERSION = "parley.version";
    private static final String URL = "parley.url";
    private static final String PORT = "parley.port";
    private static final String SINCE = "parley.since";
    private static final String BUS = "parley.bus";
    private static final String PROTOCOL = "parley.protocol";

    // Kept, because getCluster() of a stopped instance throws, and this object does not.
    private final Cluster cluster;
    private final UUID joinedAs;

    HzMembership(HzGrid grid) {
        cluster = grid.hazelcast().getCluster();
        joinedAs = grid.joinedAs();
    }

    /** Writes on the member that is about to join what will stand on its card. */
    static void write(NodeId self, ClusterConfig settings, MemberAttributeConfig attributes) {
        attributes.setAttribute(NODE_ID, self.value());
        describe(settings, attributes);
    }

    /** The same without the id, which vertx-hazelcast makes up where it makes the member. */
    static void describe(ClusterConfig settings, MemberAttributeConfig attributes) {
        ClusterConfig.Identity identity = settings.identity();
        attributes.setAttribute(NAME, settings.nodeName());
        attributes.setAttribute(VERSION, identity.version());
        attributes.setAttribute(PORT, Integer.toString(identity.httpPort()));
        attributes.setAttribute(SINCE, Long.toString(identity.sinceMillis()));
        attributes.setAttribute(BUS, identity.bus().text());
        attributes.setAttribute(PROTOCOL, NodeProtocol.OURS.toString());
        if (identity.publicUrl() != null) {
            attributes.setAttribute(URL, identity.publicUrl());
        }
    }

    /**
     * Why this member cannot speak with one that was here before it, in words; empty if it can with all of them. Of two that come together the
     * younger has to give way.
     */
    static Optional<String> unspeakable(Cluster cluster, BusSeal own) {
        for (Member member : cluster.getMembers()) {
            if (member.localMember()) {
                break;
            }
            Map<String, String> attributes = member.getAttributes();
            Optional<String> why = attributes.containsKey(NAME) ? against(own, attributes) : Optional.empty();
            if (why.isPresent()) {
                return Optional.of("cannot speak with node " + attributes.get(NAME) + ": " + why.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> against(BusSeal own, Map<String, String> other) {
        String told = other.get(PROTOCOL);
        if (isSpoken(told)) {
            return own.against(BusSeal.read(other.get(BUS)));
        }
        return Optional.of("it runs Parley " + other.get(VERSION) + ", which speaks level " + told
                + " of the protocol between nodes; this Parley speaks " + NodeProtocol.OURS
                + ". Update in steps that share a level, or stop all nodes and start all with one release");
    }

    private static boolean isSpoken(@Nullable String told) {
        try {
            return NodeProtocol.parse(told).isSpokenBy(NodeProtocol.OURS);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public UUID joinedAs() {
        return joinedAs;
    }

    @Override
    public List<Card> now() {
        List<Card> cards = new ArrayList<>();
        for (Member member : cluster.getMembers()) {
            Card card = read(member.getUuid(), member.getAttributes());
            if (card != null) {
                cards.add(card);
            }
        }
        return cards;
    }

    /** Null for a member that is no Parley node. */
    private static @Nullable Card read(UUID membership, Map<String, String> attributes) {
        String id = attributes.get(NODE_ID);
        String name = attributes.get(NAME);
        String version = attributes.get(VERSION);
        String port = attributes.get(PORT);
        String since = attributes.get(SINCE);
        if (id == null || name == null || version == null || port == null || since == null) {
            return null;
        }
        return new Card(
                new NodeId(id),
                membership,
                name,
                version,
                attributes.get(URL),
                Integer.parseInt(port),
                Long.parseLong(since));
    }

    @Override
    public boolean isSpokenByAll(int level) {
        return cluster.getMembers().stream()
                .map(Member::getAttributes)
                .filter(attributes -> attributes.containsKey(NAME))
                .allMatch(attributes -> speaks(attributes.get(PROTOCOL), level));
    }

    private static boolean speaks(@Nullable String told, int level) {
        try {
            return NodeProtocol.parse(told).speaks(level);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void onChange(Runnable listener) {
        cluster.addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.run();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.run();
            }
        });
    }
}
