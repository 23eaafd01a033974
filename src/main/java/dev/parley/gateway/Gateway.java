package dev.parley.gateway;

import dev.parley.cluster.Member;
import dev.parley.log.LogReader;
import dev.parley.presence.Person;
import dev.parley.presence.Presence;
import dev.parley.wire.Clocks;
import dev.parley.wire.CloseCode;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.UserId;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves clients: the door of this package. Any thread may call. */
public final class Gateway {

    /**
     * What happened since the start.
     *
     * @param sessions connections that are open now
     * @param frames messages from clients
     * @param refusals errors sent to clients
     * @param deliveries entries sent, each counted once for each session
     * @param bytes sent to clients in messages
     * @param crowded hellos that were told to come again because too many came at once
     * @param mostHellos the most hellos that were served at the same time
     * @param closes connections that were closed by us, by reason
     * @param traffic how they are served
     */
    public record Counts(
            int sessions,
            long frames,
            long refusals,
            long deliveries,
            long bytes,
            long crowded,
            int mostHellos,
            Map<CloseCode, Long> closes,
            Traffic traffic) {}

    private static final System.Logger LOG = System.getLogger("dev.parley.gateway");
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    /** Gives every gateway that takes any free port a number by which its event loops find each other; see {@link #listenPort}. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final Hub hub;
    private final String deployment;
    private final int port;

    private Gateway(Vertx vertx, Hub hub, String deployment, int port) {
        this.vertx = vertx;
        this.hub = hub;
        this.deployment = deployment;
        this.port = port;
    }

    /**
     * Listens. {@code /live} answers 200 from now on; {@code /ready} 503, and every hello error 133, until {@link #open}. Fails if the
     * port cannot be had.
     */
    public static Future<Gateway> deploy(Vertx vertx, GatewayConfig config, Services services) {
        Hub hub = new Hub(config.limits().hellosAtOnce());
        AtomicInteger port = new AtomicInteger();
        int listenPort = listenPort(config);
        return vertx.deployVerticle(
                        () -> new GatewayVerticle(config, services, hub, listenPort, port::set),
                        new DeploymentOptions().setInstances(config.eventLoops()))
                .map(deployment -> {
                    Gateway gateway = new Gateway(vertx, hub, deployment, port.get());
                    gateway.listenTo(services);
                    LOG.log(Level.INFO, "event=gateway-listens host={0} port={1,number,#}", config.host(), port.get());
                    return gateway;
                });
    }

    /** Takes sessions from now on. */
    public void open() {
        hub.state(Hub.State.OPEN);
        LOG.log(Level.INFO, "event=gateway-open port={0,number,#}", port);
    }

    /**
     * Takes no more sessions, asks all clients to move, and serves them until they have gone. Completes when there are none; those who are
     * still there after the deadline are closed with 3000. {@link #open} ends it again.
     */
    public Future<Void> drain(Duration deadline) {
        hub.state(Hub.State.DRAINING);
        LOG.log(Level.INFO, "event=gateway-drains sessions={0,number,#}", hub.sessions());
        hub.onLoops(Loop::move);
        return untilEmpty(deadline).compose(v -> {
            if (hub.state() != Hub.State.DRAINING) {
                // Opened again meanwhile: who is here now is welcome.
                return Future.succeededFuture();
            }
            hub.onLoops(loop -> loop.closeAll(CloseCode.STOPPING));
            return untilEmpty(FAREWELL);
        });
    }

    /** Closes what is left with 3000 and listens no more. */
    public Future<Void> close() {
        hub.state(Hub.State.DRAINING);
        hub.onLoops(loop -> loop.closeAll(CloseCode.STOPPING));
        return untilEmpty(FAREWELL).compose(v -> {
            Promise<Void> closed = Promise.promise();
            vertx.undeploy(deployment).onComplete(closed);
            return closed.future();
        });
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** How many connections there are, with and without a hello. */
    public int sessions() {
        return hub.sessions();
    }

    /** What happened since the start. */
    public Counts counts() {
        return hub.counts();
    }

    /** Vert.x gives all who listen on the same negative port one and the same free port. */
    private static int listenPort(GatewayConfig config) {
        return config.port() > 0 ? config.port() : -FREE_PORTS.incrementAndGet();
    }

    private void listenTo(Services services) {
        services.roster().countSessions(hub::sessions);
        services.roster().listen((List<Member> members) -> hub.onLoops(loop -> loop.nodes(members)));
        services.log().listen(new LogReader.Listener() {
            @Override
            public void delivered(LogId log, List<Entry> entries) {
                hub.onLoops(loop -> loop.delivered(log, entries));
            }
        });
        services.presence().listen(new Presence.Listener() {
            @Override
            public void changed(String room, List<Person> in, List<UserId> out, int count) {
                hub.onLoops(loop -> loop.presence(room, in, out, count));
            }

            @Override
            public void typed(String room, Person person) {
                hub.onLoops(loop -> loop.typed(room, person));
            }
        });
    }

    private Future<Void> untilEmpty(Duration deadline) {
        Promise<Void> promise = Promise.promise();
        lookAgain(Clocks.monotonicMillis() + deadline.toMillis(), promise);
        return promise.future();
    }

    private void lookAgain(long endMillis, Promise<Void> promise) {
        if (hub.sessions() == 0 || Clocks.monotonicMillis() >= endMillis) {
            promise.complete();
        } else {
            vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> lookAgain(endMillis, promise));
        }
    }
}
