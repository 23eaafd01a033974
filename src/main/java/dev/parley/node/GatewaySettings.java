package dev.parley.node;

import dev.parley.gateway.Buffers;
import dev.parley.gateway.GatewayConfig;
import dev.parley.gateway.Limits;
import dev.parley.gateway.Patience;
import dev.parley.gateway.Secrecy;
import dev.parley.tls.Https;
import java.time.Duration;

/** Says to the gateway what the settings say. */
final class GatewaySettings {

    private static final int FRAMES_PER_SECOND = 50;
    private static final int FRAME_BURST = 100;
    private static final int POSTS_IN_FLIGHT = 100;
    private static final int READS_IN_FLIGHT = 4;
    private static final int BAD_FRAMES = 20;
    private static final int PAGE = 200;
    private static final int NEWEST = 50;
    private static final int ROOMS = 200;

    private GatewaySettings() {}

    /** One event loop for each processor, as is usual for sockets that mostly wait. */
    static GatewayConfig of(Settings settings, Https https) {
        Settings.Limits limits = settings.limits();
        Buffers usual = Buffers.DEFAULT;
        return new GatewayConfig(
                settings.web().host(),
                settings.web().port(),
                Runtime.getRuntime().availableProcessors(),
                new Limits(
                        limits.maxTextChars(),
                        limits.maxFrameBytes(),
                        PAGE,
                        NEWEST,
                        ROOMS,
                        limits.maxSessions(),
                        Limits.DEFAULT.hellosAtOnce(),
                        limits.postsPerSecond(),
                        limits.postBurst(),
                        FRAMES_PER_SECOND,
                        FRAME_BURST,
                        POSTS_IN_FLIGHT,
                        READS_IN_FLIGHT,
                        BAD_FRAMES),
                Patience.DEFAULT,
                new Buffers(limits.maxInFlightBytes(), usual.outbox(), usual.ring(), usual.slice()),
                new Secrecy(https, Duration.ofDays(settings.encryption().hstsDays())));
    }
}
