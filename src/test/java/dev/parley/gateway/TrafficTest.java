package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what clients do is counted as what it was. */
@Timeout(60)
class TrafficTest {

    private static final String ID = "01HZX00000000000000000000";

    @Test
    void shouldCountAPostFromTheHandOverToTheSockets() {
        try (GatewayFixture fixture = GatewayFixture.open()) {
            Chatter ada = fixture.chatter("Ada");
            ada.post(ID + "1", "general", "hi");
            ada.await("acked");

            GatewayFixture.await(
                    "it is counted as delivered",
                    () -> traffic(fixture).delivery().count() == 1);
            Traffic traffic = traffic(fixture);
            assertThat(traffic.opened()).isEqualTo(1);
            assertThat(traffic.isOpen()).isTrue();
            assertThat(traffic.posts()).isEqualTo(1);
            assertThat(traffic.acknowledged()).isEqualTo(1);
            assertThat(traffic.acknowledgement().count()).isEqualTo(1);
            assertThat(traffic.failed().values()).containsOnly(0L);
            assertThat(traffic.refusals().values()).containsOnly(0L);
        }
    }

    @Test
    void shouldCountAPostThatFailedByItsCode() {
        try (GatewayFixture fixture = GatewayFixture.open()) {
            Chatter ada = fixture.chatter("Ada");
            fixture.sequencer =
                    command -> Future.succeededFuture(new Outcome.Refused(ErrorCode.NOT_ACKNOWLEDGED, "Too late."));
            ada.post(ID + "2", "general", "hi");
            ada.awaitError(132);

            Traffic traffic = traffic(fixture);
            assertThat(traffic.posts()).isEqualTo(1);
            assertThat(traffic.acknowledged()).isZero();
            assertThat(traffic.acknowledgement().count()).isZero();
            assertThat(traffic.failed()).containsEntry(ErrorCode.NOT_ACKNOWLEDGED, 1L);
            assertThat(traffic.refusals()).containsEntry(ErrorCode.NOT_ACKNOWLEDGED, 1L);
        }
    }

    @Test
    void shouldTellWhoClosed() {
        try (GatewayFixture fixture = GatewayFixture.open()) {
            Chatter ada = fixture.chatter("Ada");
            ada.close();
            GatewayFixture.await("Ada is gone", () -> fixture.gateway.sessions() == 0);

            assertThat(traffic(fixture).left()).isEqualTo(1);
            assertThat(fixture.gateway.counts().closes()).isEmpty();

            fixture.chatter("Bob");
            fixture.gateway.drain(Duration.ofMillis(1));
            GatewayFixture.await(
                    "Bob is closed", () -> !fixture.gateway.counts().closes().isEmpty());
            assertThat(traffic(fixture).left())
                    .as("closed by the node, not by Bob")
                    .isEqualTo(1);
            assertThat(traffic(fixture).isOpen()).isFalse();
        }
    }

    private static Traffic traffic(GatewayFixture fixture) {
        return fixture.gateway.counts().traffic();
    }
}
