package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import dev.parley.cluster.ClusterConfig.Discovery;
import dev.parley.cluster.ClusterConfig.Identity;
import dev.parley.cluster.ClusterConfig.Policy;
import dev.parley.wire.NodeId;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HzConfigTest {

    private static final NodeId SELF = new NodeId("self-1");

    private static ClusterConfig settings(Discovery discovery, String bindHost, Policy policy) {
        return new ClusterConfig(
                "test",
                "alpha",
                discovery,
                bindHost,
                6100,
                Duration.ofSeconds(2),
                Duration.ofSeconds(9),
                Duration.ofSeconds(17),
                policy,
                new Identity("1.2", 8081, null, 5),
                Map.of(7301, "dev.parley.leader.HzTermFactory"));
    }

    private static Config config(Discovery discovery, String bindHost) {
        return HzConfig.of(settings(discovery, bindHost, new Policy.Available()), SELF);
    }

    @Test
    void shouldKeepWhatTheFileSays() {
        Config config = config(new Discovery.Local(), null);

        assertThat(config.getProperty("hazelcast.operation.fail.on.indeterminate.state"))
                .isEqualTo("true");
        assertThat(config.getProperty("hazelcast.operation.backup.timeout.millis"))
                .isEqualTo("1000");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.mastership.claim.timeout.seconds"))
                .isNull();
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
        assertThat(HzConfig.join(config).isAutoDetectionEnabled()).isFalse();
        assertThat(config.getSerializationConfig()
                        .getJavaSerializationFilterConfig()
                        .isDefaultsDisabled())
                .isTrue();
        assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        assertThat(config.getMapConfig("__vertx.nodeInfo").getBackupCount()).isEqualTo(2);
        assertThat(config.getMapConfig("__vertx.nodeInfo").getSplitBrainProtectionName())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"parley.tails", "parley.terms", "parley.locks"})
    void shouldKeepThreeCopiesOfOurMapsAndDropTheSmallerSide(String name) {
        MapConfig map = config(new Discovery.Local(), null).findMapConfig(name);

        assertThat(map.getBackupCount()).isEqualTo(2);
        assertThat(map.getInMemoryFormat()).isEqualTo(InMemoryFormat.OBJECT);
        assertThat(map.getMergePolicyConfig().getPolicy()).isEqualTo("DiscardMergePolicy");
        assertThat(map.getSplitBrainProtectionName()).isEqualTo("majority");
    }

    @Test
    void shouldPutTheSettingsOverTheFile() {
        Config config = config(new Discovery.Local(), null);

        assertThat(config.getClusterName()).isEqualTo("test");
        assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("2");
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("9");
        assertThat(config.getProperty("hazelcast.max.join.seconds")).isEqualTo("17");
        assertThat(config.getProperty("hazelcast.operation.call.timeout.millis"))
                .isEqualTo("27000");
        assertThat(config.getMemberAttributeConfig().getAttributes())
                .containsEntry("__vertx.nodeId", "self-1")
                .containsEntry("parley.name", "alpha")
                .containsEntry("parley.port", "8081")
                .doesNotContainKey("parley.url");
        assertThat(config.getSerializationConfig().getDataSerializableFactoryClasses())
                .containsEntry(7301, "dev.parley.leader.HzTermFactory");
    }

    @Test
    void shouldLookOnThisMachineOnlyUnderLocal() {
        Config config = config(new Discovery.Local(), null);
        JoinConfig join = HzConfig.join(config);

        assertThat(HzConfig.members(config).getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(HzConfig.members(config).isPortAutoIncrement()).isTrue();
        assertThat(HzConfig.members(config).getPortCount()).isEqualTo(10);
        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().getMembers())
                .hasSize(10)
                .startsWith("127.0.0.1:6100")
                .endsWith("127.0.0.1:6109");
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
    }

    @Test
    void shouldGiveSeedsWithoutAPortTheClustersOwn() {
        Config config =
                config(new Discovery.Seeds(List.of("one", "two:7000", "[fe80::1]", "[fe80::2]:7001")), "10.0.0.*");
        JoinConfig join = HzConfig.join(config);

        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().getMembers())
                .containsExactly("one:6100", "two:7000", "[fe80::1]:6100", "[fe80::2]:7001");
    }

    @Test
    void shouldAskTheDnsForAllAddressesOfAName() {
        Config config = config(new Discovery.Dns("tasks.parley"), null);
        JoinConfig join = HzConfig.join(config);

        assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("tasks.parley");
        assertThat(join.getKubernetesConfig().getProperty("service-port")).isEqualTo("6100");
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(HzConfig.members(config).isPortAutoIncrement()).isFalse();
        assertThat(HzConfig.members(config).getInterfaces().isEnabled()).isFalse();
        assertThat(config.getProperty("hazelcast.wait.seconds.before.join")).isEqualTo("15");
    }

    @Test
    void shouldUseOnlyMulticastWhenAsked() {
        JoinConfig join = HzConfig.join(config(new Discovery.Multicast(), "10.0.0.*"));

        assertThat(join.getMulticastConfig().isEnabled()).isTrue();
        assertThat(join.getMulticastConfig().getMulticastGroup()).isEqualTo("224.2.2.3");
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2,2", "3,2", "4,3", "5,3"})
    void shouldProtectTheMajorityOfTheConfiguredSize(int size, int quorum) {
        Config config = HzConfig.of(settings(new Discovery.Local(), null, new Policy.Majority(size)), SELF);

        assertThat(config.getSplitBrainProtectionConfig("majority").isEnabled()).isTrue();
        assertThat(config.getSplitBrainProtectionConfig("majority").getMinimumClusterSize())
                .isEqualTo(quorum);
    }

    @Test
    void shouldNotProtectOneNodeOrAvailable() {
        Config one = HzConfig.of(settings(new Discovery.Local(), null, new Policy.Majority(1)), SELF);
        Config available = config(new Discovery.Local(), null);

        assertThat(one.getSplitBrainProtectionConfig("majority").isEnabled()).isFalse();
        assertThat(available.getSplitBrainProtectionConfig("majority").isEnabled())
                .isFalse();
    }

    @Test
    void shouldServeVertxWithoutOurLauncher() {
        Config plain = ConfigUtil.loadConfig();

        assertThat(plain.getClusterName()).isEqualTo("parley");
        assertThat(HzConfig.members(plain).getPort()).isEqualTo(5701);
        assertThat(HzConfig.join(plain).getTcpIpConfig().getMembers()).hasSize(10);
        assertThat(plain.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        assertThat(plain.getSplitBrainProtectionConfig("majority").isEnabled()).isFalse();
    }

    @Test
    void shouldRefuseImpossibleSettings() {
        assertThatThrownBy(() -> TestNode.config("a b", 6100, "x")).hasMessageContaining("clusterName");
        assertThatThrownBy(() -> TestNode.config("ok", 65_530, "x")).hasMessageContaining("65539");
        assertThatThrownBy(() -> new Discovery.Seeds(List.of())).hasMessageContaining("seeds");
        assertThatThrownBy(() -> new Policy.Majority(0)).hasMessageContaining("1 to 100");
    }
}
