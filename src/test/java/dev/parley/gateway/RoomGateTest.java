package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.Directory;
import dev.parley.log.LogReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomGateTest {

    private static final int WISHES = 300;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger looks = new AtomicInteger();
    private final LogReader log = (LogReader) Proxy.newProxyInstance(
            LogReader.class.getClassLoader(), new Class<?>[] {LogReader.class}, (proxy, method, args) -> {
                looks.incrementAndGet();
                return Directory.EMPTY;
            });

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldLookOnceForEachRoomAndTurnHoweverManyWait() throws Exception {
        List<Boolean> known = ask(WISHES);

        assertThat(known).hasSize(WISHES).containsOnly(false);
        // Once at first, and then each 100 ms of one second.
        assertThat(looks.get()).isLessThan(WISHES * 15);
    }

    @Test
    void shouldLookNoMoreWhenNobodyWaits() throws Exception {
        ask(1);
        int before = looks.get();
        ask(1);

        assertThat(looks.get() - before).isLessThan(15);
    }

    private List<Boolean> ask(int wishes) throws Exception {
        Promise<List<Boolean>> all = Promise.promise();
        vertx.runOnContext(turn -> {
            RoomGate gate = new RoomGate(vertx, log, Patience.DEFAULT);
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < wishes; i++) {
                answers.add(gate.known("nowhere-" + i));
            }
            Future.all(answers).<List<Boolean>>map(done -> done.list()).onComplete(all);
        });
        return all.future().await(20, TimeUnit.SECONDS);
    }
}
