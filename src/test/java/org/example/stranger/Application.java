package org.example.stranger;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import dev.parley.node.HzEmbedding;
import dev.parley.node.ParleyVerticle;
import dev.parley.node.StartupFailure;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Somebody else's clustered Vert.x application: a web server and an address on the event bus of its own, and a chat beside them. It uses of
 * Parley what docs/embedding.md says, and nothing else.
 *
 * <p>Argument: a JSON object with {@code name}, {@code port} (of its own web server), {@code clusterPort}, {@code otherClusterPort} and
 * {@code parley} (the settings of the node).
 */
public final class Application {

    private final JsonObject own;
    private final JsonArray told = new JsonArray();

    private Application(JsonObject own) {
        this.own = own;
    }

    /** Starts it; ends with a stack trace if that does not work. */
    public static void main(String[] args) {
        new Application(new JsonObject(args[0])).begin();
    }

    /** Blocks; on no thread of Vert.x. */
    private void begin() {
        JsonObject settings = own.getJsonObject("parley");
        Config hazelcast = hazelcast();
        HzEmbedding.prepare(hazelcast, settings);
        Vertx vertx = Vertx.builder()
                .with(new io.vertx.core.VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered()
                .await();
        HttpServer web = ownThings(vertx).await();
        vertx.eventBus().<JsonObject>localConsumer(ParleyVerticle.ENDED, message -> ended(vertx, web, message.body()));
        deploy(vertx, settings).await();
    }

    private Config hazelcast() {
        Config config = new Config("stranger-" + own.getInteger("clusterPort"));
        config.setClusterName(own.getString("cluster"));
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        ServerSocketEndpointConfig port = new ServerSocketEndpointConfig();
        port.setPort(own.getInteger("clusterPort")).setPortAutoIncrement(false);
        port.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
        network.setMemberEndpointConfig(port);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin()
                .getTcpIpConfig()
                .setEnabled(true)
                .addMember("127.0.0.1:" + own.getInteger("clusterPort"))
                .addMember("127.0.0.1:" + own.getInteger("otherClusterPort"));
        return config;
    }

    private Future<HttpServer> ownThings(Vertx vertx) {
        vertx.eventBus()
                .consumer("hello." + own.getString("name"), message -> message.reply("hello, " + message.body()));
        return vertx.createHttpServer()
                .requestHandler(request -> serve(vertx, request))
                .listen(own.getInteger("port"), "127.0.0.1");
    }

    private Future<String> deploy(Vertx vertx, JsonObject settings) {
        return vertx.deployVerticle(new ParleyVerticle(), new DeploymentOptions().setConfig(settings))
                .onSuccess(id -> own.put("deployment", id));
    }

    /** What docs/embedding.md advises. On a thread of our own: the one that brings the news ends with its Vert.x. */
    private void ended(Vertx vertx, HttpServer web, JsonObject what) {
        told.add(what);
        if (ParleyVerticle.JOIN_AFRESH.equals(what.getString("reason"))) {
            new Thread(() -> {
                        web.close().await();
                        vertx.close().await();
                        begin();
                    })
                    .start();
        }
    }

    private void serve(Vertx vertx, HttpServerRequest request) {
        answer(vertx, request.path())
                .onSuccess(text -> request.response().end(text))
                .onFailure(failure -> request.response().setStatusCode(500).end(words(failure)));
    }

    private Future<String> answer(Vertx vertx, String path) {
        return switch (path) {
            case "/told" -> Future.succeededFuture(told.encode());
            case "/deployments" ->
                Future.succeededFuture(Integer.toString(vertx.deploymentIDs().size()));
            case "/undeploy" -> vertx.undeploy(own.getString("deployment")).map("undeployed");
            case "/deploy" -> deploy(vertx, own.getJsonObject("parley")).map("deployed");
            case "/deploy-two" ->
                vertx.deployVerticle(
                                ParleyVerticle.class,
                                new DeploymentOptions().setInstances(2).setConfig(own.getJsonObject("parley")))
                        .map("deployed");
            default ->
                vertx.eventBus()
                        .<String>request("hello." + path.substring(1), own.getString("name"))
                        .map(reply -> reply.body());
        };
    }

    private static String words(Throwable failure) {
        return failure instanceof StartupFailure refused
                ? refused.reason() + " " + String.join(" ", refused.sentences())
                : failure.toString();
    }
}
