package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.parley.wire.HzGrid;
import dev.parley.wire.NodeProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that share no level of the protocol between nodes are no cluster: the one that comes second goes, and says why. */
class HzProtocolTest {

    private static final String ATTRIBUTE = "parley.protocol";

    private final int port = TestNode.freePorts();
    private final String cluster = "hz-" + NodeIds.fresh();

    private ClusterConfig settings(String name) {
        return TestNode.config(cluster, port, name);
    }

    /** A member that tells this level, as a build that has it would. */
    private HazelcastInstance other(String level) {
        Config config = HzConfig.of(settings("elder"), NodeIds.fresh());
        Map<String, String> attributes =
                new HashMap<>(config.getMemberAttributeConfig().getAttributes());
        if (level.isEmpty()) {
            attributes.remove(ATTRIBUTE);
        } else {
            attributes.put(ATTRIBUTE, level);
        }
        config.getMemberAttributeConfig().setAttributes(attributes);
        return Hazelcast.newHazelcastInstance(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3-4", "what a later build may write"})
    void shouldNotStayWithBuildsOfAnotherLevel(String level) {
        HazelcastInstance elder = other(level);
        try {
            HzCluster.Join join = HzCluster.join(settings("younger"), NodeIds.fresh());

            assertThat(join).isInstanceOf(HzCluster.JoinFailed.class);
            assertThat(((HzCluster.JoinFailed) join).sentence())
                    .contains(
                            "node elder: it runs Parley 1.0",
                            "level " + level,
                            "this Parley speaks " + NodeProtocol.OURS)
                    .contains("Update in steps");
            Await.until(
                    "the younger to be gone",
                    Duration.ofSeconds(30),
                    () -> elder.getCluster().getMembers().size() == 1,
                    () -> elder.getCluster().getMembers());
        } finally {
            elder.getLifecycleService().terminate();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1", "1-2", "2-3"})
    void shouldStayWithBuildsThatShareALevelOrTellNone(String level) {
        HazelcastInstance elder = other(level);
        try {
            HzCluster.Join join = HzCluster.join(settings("younger"), NodeIds.fresh());

            assertThat(join).isInstanceOf(HzCluster.Joined.class);
            ((HzCluster.Joined) join).cluster().terminate();
        } finally {
            elder.getLifecycleService().terminate();
        }
    }

    @ParameterizedTest
    @CsvSource({"'',false", "1-1,false", "1-2,true", "2-3,true", "what a later build may write,false"})
    void shouldKnowWhetherAllSpeakALevel(String level, boolean isSpoken) {
        HazelcastInstance elder = other(level);
        try {
            assertThat(new HzMembership(new HzGrid(elder)).isSpokenByAll(NodeProtocol.WITH_DRAINED))
                    .isEqualTo(isSpoken);
        } finally {
            elder.getLifecycleService().terminate();
        }
    }

    @Test
    void shouldTellItsOwnLevel() {
        assertThat(HzConfig.of(settings("n"), NodeIds.fresh())
                        .getMemberAttributeConfig()
                        .getAttributes())
                .containsEntry(ATTRIBUTE, NodeProtocol.OURS.toString());
    }
}
