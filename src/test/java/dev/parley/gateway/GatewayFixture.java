package dev.parley.gateway;

import dev.parley.account.Guests;
import dev.parley.presence.Presence;
import dev.parley.room.Rooms;
import dev.parley.wire.Command;
import dev.parley.wire.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A gateway on a free port of this machine, with logs in memory, on two Vert.x like a real node. */
public final class GatewayFixture implements AutoCloseable, Rooms {

    private final Vertx core = Vertx.vertx();
    final Vertx edge = Vertx.vertx();
    final FakeLog log = new FakeLog(core);
    final FakeRoster roster = new FakeRoster();
    final Presence presence =
            Presence.deploy(core, roster).timeout(15, TimeUnit.SECONDS).await();
    final Gateway gateway;
    private final List<Chatter> chatters = new ArrayList<>();
    /** Of the thread of the test. */
    private boolean isClosed;
    /** What becomes of commands; the log's answer if nothing else is wanted. */
    volatile Function<Command, Future<Outcome>> sequencer = log::submit;

    GatewayFixture(GatewayConfig config) {
        Services services = new Services(
                this,
                log,
                roster,
                presence,
                Guests.secure(),
                Optional::empty,
                List.of(router ->
                        router.get("/page").handler(ctx -> ctx.response().end("x".repeat(10_000)))));
        gateway = Gateway.deploy(edge, config, services)
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    /** A gateway that is open, with the usual limits. */
    static GatewayFixture open() {
        return open(GatewayConfig.at("127.0.0.1", 0, 2));
    }

    public static GatewayFixture open(GatewayConfig config) {
        GatewayFixture fixture = new GatewayFixture(config);
        fixture.gateway.open();
        return fixture;
    }

    /** The gateway itself. */
    public Gateway gateway() {
        return gateway;
    }

    @Override
    public Future<Outcome> submit(Command command) {
        return sequencer.apply(command);
    }

    /** A new connection that has said nothing. */
    Chatter connect() {
        Chatter chatter = new Chatter(edge, gateway.port());
        chatters.add(chatter);
        return chatter;
    }

    /** A new connection that said hello and is in the general room. */
    Chatter chatter(String name) {
        Chatter chatter = connect();
        chatter.hello(name);
        chatter.join("general");
        return chatter;
    }

    /** Waits until something holds; fails with the words if it does not within 15 s. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in 15 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Closes it; once it is closed, nothing. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        chatters.forEach(Chatter::close);
        gateway.close().timeout(15, TimeUnit.SECONDS).await();
        edge.close().timeout(15, TimeUnit.SECONDS).await();
        core.close().timeout(15, TimeUnit.SECONDS).await();
    }
}
