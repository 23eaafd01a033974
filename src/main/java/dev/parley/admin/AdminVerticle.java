package dev.parley.admin;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.wire.Addresses;
import dev.parley.wire.Callers;
import dev.parley.wire.Clocks;
import dev.parley.wire.Consumers;
import dev.parley.wire.NodeId;
import dev.parley.wire.Trace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries out orders on this node and hands on those for others; on one event loop of the cluster.
 *
 * <p>How other nodes are is asked only while somebody looks, each second at the most: nobody pays for a page that is not open.
 */
final class AdminVerticle extends VerticleBase {

    private static final System.Logger LOG = System.getLogger("dev.parley.admin");
    private static final long ANSWER_MILLIS = 5_000;
    private static final long FRESH_MILLIS = 900;
    private static final long FORGOTTEN_MILLIS = 10_000;

    private final Roster roster;
    private final Steering steering;

    // Owned by this verticle's event loop.
    private long askedMillis = Long.MIN_VALUE / 2;

    /** What nodes told last. Written by this event loop, read by any thread. */
    private final Map<NodeId, Told> told = new ConcurrentHashMap<>();

    private record Told(Vitals vitals, long atMillis) {}

    AdminVerticle(Roster roster, Steering steering) {
        this.roster = roster;
        this.steering = steering;
    }

    @Override
    public Future<?> start() {
        return Consumers.open(vertx, Addresses.admin(roster.self()), this::received);
    }

    /** From any thread: what the node answered, on the caller's context; fails with a {@link Refusal} only. */
    Future<JsonObject> give(NodeId node, Order order) {
        Promise<JsonObject> promise = Callers.promise(vertx);
        context.runOnContext(turn -> ask(node, order).onComplete(promise));
        return promise.future();
    }

    /** From any thread: how the node was when it told last, if that is not long ago. Asks all anew if it is time. */
    Optional<Vitals> vitals(NodeId node) {
        context.runOnContext(turn -> lookAround());
        Told last = told.get(node);
        return last == null || Clocks.monotonicMillis() - last.atMillis() > FORGOTTEN_MILLIS
                ? Optional.empty()
                : Optional.of(last.vitals());
    }

    private void lookAround() {
        long now = Clocks.monotonicMillis();
        if (now - askedMillis < FRESH_MILLIS) {
            return;
        }
        askedMillis = now;
        List<NodeId> there = roster.members().stream().map(Member::id).toList();
        told.keySet().retainAll(there);
        there.forEach(node -> ask(node, new Order.Tell())
                .onSuccess(answer -> told.put(node, new Told(Vitals.of(answer), Clocks.monotonicMillis())))
                .onFailure(silent -> LOG.log(Level.DEBUG, "event=node-silent node={0} cause={1}", node, silent)));
    }

    /** On this verticle's event loop, whichever thread calls. */
    void run(Runnable task) {
        context.runOnContext(turn -> task.run());
    }

    private Future<JsonObject> ask(NodeId node, Order order) {
        if (node.equals(roster.self())) {
            return carryOut(order);
        }
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(ANSWER_MILLIS);
        return vertx.eventBus()
                .<Buffer>request(Addresses.admin(node), order.json().toBuffer(), options)
                .transform(reply -> {
                    if (reply.failed()) {
                        return Future.failedFuture(new Refusal(AdminError.NODE_SILENT));
                    }
                    JsonObject answer = reply.result().body().toJsonObject();
                    return answer.containsKey("error")
                            ? Future.failedFuture(Refusal.of(answer))
                            : Future.succeededFuture(answer);
                });
    }

    private void received(Message<Buffer> message) {
        Future<JsonObject> answer;
        try {
            answer = carryOut(Order.of(message.body().toJsonObject()));
        } catch (IllegalArgumentException | ClassCastException | DecodeException e) {
            answer = Future.failedFuture(
                    new Refusal(AdminError.BAD_REQUEST, "The node is of another release and does not know this."));
        }
        answer.onComplete(done -> message.reply(
                (done.succeeded() ? done.result() : refusal(done.cause()).json()).toBuffer()));
    }

    private static Refusal refusal(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        LOG.log(Level.ERROR, "event=order-failed", failure);
        return new Refusal(AdminError.INTERNAL);
    }

    private Future<JsonObject> carryOut(Order order) {
        if (!(order instanceof Order.Tell || order instanceof Order.TellLevels || order instanceof Order.TellTraces)) {
            LOG.log(Level.INFO, "event=order {0}", describe(order));
        }
        if (order instanceof Order.Drain) {
            return done(steering.drain());
        } else if (order instanceof Order.Resume) {
            return done(steering.resume());
        } else if (order instanceof Order.Kill) {
            return done(steering.kill());
        } else if (order instanceof Order.Tell) {
            return steering.vitals().map(Vitals::json);
        } else if (order instanceof Order.SetLevel set) {
            return steering.level(set.area(), set.level())
                    ? Future.succeededFuture(levels())
                    : Future.failedFuture(new Refusal(
                            AdminError.BAD_REQUEST,
                            "There is no such area or level. Areas: "
                                    + String.join(", ", steering.levels().keySet())
                                    + ". Levels: error, warn, info, debug, trace, default."));
        } else if (order instanceof Order.ResetLevels) {
            steering.resetLevels();
            return Future.succeededFuture(levels());
        } else if (order instanceof Order.Follow follow) {
            Duration time = Duration.ofMinutes(follow.minutes());
            vertx.setTimer(time.toMillis() + 1, timer -> Trace.prune());
            return Trace.follow(follow.id(), time)
                    ? Future.succeededFuture(traces())
                    : Future.failedFuture(new Refusal(
                            AdminError.BAD_REQUEST, Trace.MAX_FOLLOWED + " messages are followed already."));
        } else if (order instanceof Order.Forget forget) {
            Trace.forget(forget.id());
            return Future.succeededFuture(traces());
        }
        return Future.succeededFuture(order instanceof Order.TellTraces ? traces() : levels());
    }

    private static String describe(Order order) {
        StringBuilder text = new StringBuilder();
        order.json()
                .forEach(field -> text.append(text.isEmpty() ? "" : " ")
                        .append(field.getKey().equals("order") ? "what" : field.getKey())
                        .append('=')
                        .append(field.getValue()));
        return text.toString();
    }

    private static Future<JsonObject> done(Optional<AdminError> obstacle) {
        return obstacle.<Future<JsonObject>>map(error -> Future.failedFuture(new Refusal(error)))
                .orElseGet(() -> Future.succeededFuture(new JsonObject().put("done", true)));
    }

    private JsonObject levels() {
        JsonObject levels = new JsonObject();
        steering.levels().forEach(levels::put);
        return new JsonObject().put("levels", levels);
    }

    private static JsonObject traces() {
        JsonArray ids = new JsonArray();
        Trace.followed().forEach(id -> ids.add(id.value()));
        return new JsonObject().put("ids", ids);
    }
}
