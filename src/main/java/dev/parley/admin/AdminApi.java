package dev.parley.admin;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.wire.Clocks;
import dev.parley.wire.EntryId;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/admin} on the event loops of browsers: who may, what is wanted, and the answer.
 *
 * <p>Who somebody is follows from a header that no browser sends by itself, never from a cookie, so a foreign page can do nothing in the
 * name of its visitor; that is why any origin may ask, and the page goes on with another node when its own is gone.
 */
final class AdminApi {

    private static final System.Logger LOG = System.getLogger("dev.parley.admin");
    private static final String ROOT = "/api/admin";
    private static final int MAX_BODY = 4096;
    private static final int MAX_MINUTES = 24 * 60;
    private static final int USUAL_MINUTES = 10;
    private static final int TOO_LARGE = 413;

    private final Roster roster;
    private final AdminVerticle nodes;
    private final Gatekeeper gatekeeper;

    AdminApi(Roster roster, AdminVerticle nodes, Gatekeeper gatekeeper) {
        this.roster = roster;
        this.nodes = nodes;
        this.gatekeeper = gatekeeper;
    }

    /** Adds the calls; once on each event loop. */
    void mount(Router router) {
        router.route(ROOT + "/*").handler(AdminApi::allowAnyOrigin).failureHandler(AdminApi::failed);
        router.options(ROOT + "/*")
                .handler(ctx -> ctx.response().setStatusCode(204).end());
        router.route(ROOT + "/*").handler(this::authorize);
        router.route(ROOT + "/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.get(ROOT).handler(ctx -> answer(ctx, Future.succeededFuture(self())));
        order(router, "drain", new Order.Drain());
        order(router, "resume", new Order.Resume());
        order(router, "kill", new Order.Kill());
        String levels = ROOT + "/log-levels";
        router.get(levels).handler(ctx -> answer(ctx, wide(ctx, query -> new Order.TellLevels())));
        router.put(levels)
                .handler(ctx ->
                        answer(ctx, wide(ctx, body -> new Order.SetLevel(text(body, "area"), text(body, "level")))));
        router.delete(levels).handler(ctx -> answer(ctx, wide(ctx, query -> new Order.ResetLevels())));
        String trace = ROOT + "/trace";
        router.get(trace).handler(ctx -> answer(ctx, wide(ctx, query -> new Order.TellTraces())));
        router.post(trace).handler(ctx -> answer(ctx, wide(ctx, body -> new Order.Follow(id(body), minutes(body)))));
        router.delete(trace).handler(ctx -> answer(ctx, wide(ctx, query -> new Order.Forget(id(query)))));
        router.route(ROOT + "/*").handler(ctx -> refuse(ctx, new Refusal(AdminError.UNKNOWN_CALL)));
    }

    private void order(Router router, String name, Order order) {
        router.post(ROOT + "/nodes/:node/" + name)
                .handler(ctx ->
                        answer(ctx, node(ctx.pathParam("node")).compose(member -> nodes.give(member.id(), order))));
    }

    // Who.

    private static void allowAnyOrigin(RoutingContext ctx) {
        ctx.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (ctx.request().method().equals(HttpMethod.OPTIONS)) {
            ctx.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, PUT, POST, DELETE")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
        }
        ctx.next();
    }

    private void authorize(RoutingContext ctx) {
        String address = ctx.request().remoteAddress().host();
        Optional<Gatekeeper.Barred> barred = gatekeeper.look(
                ctx.request().getHeader(HttpHeaders.AUTHORIZATION),
                address == null ? "" : address,
                Clocks.monotonicMillis());
        if (barred.isEmpty()) {
            ctx.next();
            return;
        }
        AdminError error = barred.get().error();
        if (error == AdminError.WRONG_TOKEN) {
            LOG.log(Level.WARNING, "event=admin-refused reason=wrong-token address={0}", address);
        }
        if (error == AdminError.TOO_MANY_ATTEMPTS) {
            ctx.response()
                    .putHeader(
                            HttpHeaders.RETRY_AFTER, Long.toString(barred.get().waitMillis() / 1000 + 1));
        }
        refuse(ctx, new Refusal(error));
    }

    // What.

    /** An order for the node that the request names, or, without one, for all: then what each answered, by its name. */
    private Future<JsonObject> wide(RoutingContext ctx, Function<JsonObject, Order> reader) {
        JsonObject given;
        Order order;
        try {
            given = given(ctx);
            order = reader.apply(given);
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
        if (given.getValue("node") instanceof String name) {
            return node(name).compose(member -> each(List.of(member), order));
        }
        return given.containsKey("node")
                ? Future.failedFuture(bad("node must be a text"))
                : each(roster.members(), order);
    }

    /** Fails only when all failed; a node that did not do it says so in its place. */
    private Future<JsonObject> each(List<Member> members, Order order) {
        List<Future<JsonObject>> answers = new ArrayList<>();
        members.forEach(member -> answers.add(nodes.give(member.id(), order)));
        return Future.join(answers).transform(done -> {
            if (answers.stream().allMatch(Future::failed)) {
                return Future.failedFuture(answers.get(0).cause());
            }
            JsonObject all = new JsonObject();
            for (int i = 0; i < members.size(); i++) {
                Future<JsonObject> answer = answers.get(i);
                all.put(
                        members.get(i).name(),
                        answer.succeeded()
                                ? answer.result()
                                : refusal(answer.cause()).json());
            }
            return Future.succeededFuture(new JsonObject().put("nodes", all));
        });
    }

    private Future<Member> node(@Nullable String name) {
        return roster.members().stream()
                .filter(member ->
                        member.name().equals(name) || member.id().value().equals(name))
                .findFirst()
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new Refusal(AdminError.NODE_UNKNOWN)));
    }

    private JsonObject self() {
        NodeId self = roster.self();
        String name = roster.members().stream()
                .filter(member -> member.id().equals(self))
                .map(Member::name)
                .findFirst()
                .orElse("");
        return new JsonObject()
                .put("administrator", true)
                .put("node", self.value())
                .put("name", name);
    }

    /** The fields of the body, or of the query where there is none. */
    private static JsonObject given(RoutingContext ctx) {
        HttpMethod method = ctx.request().method();
        JsonObject given;
        Set<String> allowed = Set.of("node", "area", "level", "id", "minutes");
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE)) {
            given = new JsonObject();
            ctx.queryParams().forEach(field -> given.put(field.getKey(), field.getValue()));
        } else {
            try {
                given = ctx.body().buffer() == null
                        ? new JsonObject()
                        : ctx.body().buffer().toJsonObject();
            } catch (DecodeException | ClassCastException e) {
                throw bad("the body is not a JSON object");
            }
        }
        given.fieldNames().stream()
                .filter(field -> !allowed.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw bad("there is no field of that name; there are node, area, level, id, minutes");
                });
        return given;
    }

    private static String text(JsonObject given, String field) {
        if (given.getValue(field) instanceof String text) {
            return text;
        }
        throw bad(field + " is missing, or no text");
    }

    private static EntryId id(JsonObject given) {
        String id = text(given, "id");
        if (!EntryId.isValid(id)) {
            throw bad("id must be the id of a message: 26 digits and upper-case letters");
        }
        return new EntryId(id);
    }

    private static int minutes(JsonObject given) {
        if (!given.containsKey("minutes")) {
            return USUAL_MINUTES;
        }
        if (given.getValue("minutes") instanceof Integer minutes && minutes >= 1 && minutes <= MAX_MINUTES) {
            return minutes;
        }
        throw bad("minutes must be a whole number between 1 and " + MAX_MINUTES);
    }

    private static Refusal bad(String what) {
        return new Refusal(AdminError.BAD_REQUEST, "The request cannot be understood: " + what + ".");
    }

    // The answer.

    private static void answer(RoutingContext ctx, Future<JsonObject> answer) {
        answer.onSuccess(json -> end(ctx, 200, json)).onFailure(failure -> refuse(ctx, refusal(failure)));
    }

    private static Refusal refusal(Throwable failure) {
        return failure instanceof Refusal refusal ? refusal : new Refusal(AdminError.INTERNAL);
    }

    private static void failed(RoutingContext ctx) {
        if (ctx.statusCode() == TOO_LARGE) {
            refuse(ctx, new Refusal(AdminError.TOO_LARGE));
        } else {
            LOG.log(Level.ERROR, "event=admin-call-failed path=" + ctx.request().path(), ctx.failure());
            refuse(ctx, new Refusal(AdminError.INTERNAL));
        }
    }

    private static void refuse(RoutingContext ctx, Refusal refusal) {
        if (refusal.error().status() == 401) {
            ctx.response().putHeader("www-authenticate", "Bearer realm=\"parley\"");
        }
        end(ctx, refusal.error().status(), refusal.json());
    }

    private static void end(RoutingContext ctx, int status, JsonObject body) {
        if (!ctx.response().ended() && !ctx.response().closed()) {
            ctx.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body.toBuffer());
        }
    }
}
