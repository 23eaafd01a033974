package dev.parley.browser;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Consumer;

/** {@code /api/admin} of a fake node, as docs/administration.md tells it; any node acts for all. */
record FakeAdministration(FakeChat chat, FakeNode asked) {

    static final String TOKEN = "the-token-of-the-fake-chat";

    void mount(Router router) {
        router.route("/api/admin/*").handler(this::look);
        router.route("/api/admin/*").handler(BodyHandler.create(false));
        router.get("/api/admin").handler(ctx -> done(ctx, new JsonObject().put("administrator", true)));
        router.post("/api/admin/nodes/:node/drain").handler(ctx -> node(ctx, node -> node.state = "drained"));
        router.post("/api/admin/nodes/:node/resume").handler(ctx -> node(ctx, node -> node.state = "ready"));
        router.post("/api/admin/nodes/:node/kill").handler(ctx -> node(ctx, FakeNode::crash));
        router.get("/api/admin/log-levels").handler(this::levels);
        router.put("/api/admin/log-levels").handler(ctx -> {
            var wish = ctx.body().asJsonObject();
            chat.levels.put(wish.getString("area"), wish.getString("level"));
            levels(ctx);
        });
        router.delete("/api/admin/log-levels").handler(ctx -> {
            chat.levels.replaceAll((area, level) -> "info");
            levels(ctx);
        });
    }

    private void look(RoutingContext ctx) {
        ctx.response().putHeader("Access-Control-Allow-Origin", "*").putHeader("Cache-Control", "no-store");
        if (ctx.request().method().name().equals("OPTIONS")) {
            ctx.response()
                    .putHeader("Access-Control-Allow-Headers", "authorization, content-type")
                    .putHeader("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE")
                    .setStatusCode(204)
                    .end();
        } else if (("Bearer " + TOKEN).equals(ctx.request().getHeader("Authorization"))) {
            ctx.next();
        } else {
            ctx.response().setStatusCode(401);
            done(
                    ctx,
                    new JsonObject()
                            .put("error", "wrong-token")
                            .put("code", 202)
                            .put("message", "This is not the administrator's token."));
        }
    }

    private void node(RoutingContext ctx, Consumer<FakeNode> deed) {
        done(ctx, new JsonObject().put("done", true));
        chat.liveNodes().stream()
                .filter(node -> node.name.equals(ctx.pathParam("node")))
                .findFirst()
                .ifPresent(deed);
    }

    private void levels(RoutingContext ctx) {
        var nodes = new JsonObject();
        var levels = new JsonObject();
        chat.levels.forEach(levels::put);
        chat.liveNodes().forEach(node -> nodes.put(node.name, new JsonObject().put("levels", levels)));
        done(ctx, new JsonObject().put("nodes", nodes));
    }

    private static void done(RoutingContext ctx, JsonObject answer) {
        ctx.json(answer);
    }
}
