package dev.parley.chaos;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks the HTTP addresses of a node. A node that does not answer in a second has no answer. */
final class Http {

    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final HttpClient PLAIN =
            Trust.client().connectTimeout(WITHIN).build();

    private Http() {}

    /** Empty when {@code /ready} says so, otherwise what it says instead. */
    static String ready(String url) {
        return ok(url + "/ready");
    }

    /** Empty when {@code /live} says so, otherwise what it says instead. */
    static String live(String url) {
        return ok(url + "/live");
    }

    private static String ok(String url) {
        return get(url).map(answer -> answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body())
                .orElse("no answer");
    }

    /** What {@code /api/cluster} says. */
    static Optional<JsonObject> cluster(String url) {
        return get(url + "/api/cluster")
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> new JsonObject(answer.body()));
    }

    /** The end of every log on the disk of a node, as {@code /api/logs} says: number and digest for each log. */
    static Optional<Map<String, String>> logs(String url) {
        return get(url + "/api/logs")
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> {
                    Map<String, String> ends = new TreeMap<>();
                    new JsonObject(answer.body())
                            .getJsonArray("logs").stream()
                                    .map(JsonObject.class::cast)
                                    .forEach(log -> ends.put(
                                            log.getString("log"), log.getLong("seq") + "/" + log.getString("digest")));
                    return ends;
                });
    }

    private static Optional<HttpResponse<String>> get(String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(WITHIN).build();
        try {
            // Over TLS each question has a connection of its own, and so sees the certificate that the node shows now.
            HttpClient client = url.startsWith("https")
                    ? Trust.client().connectTimeout(WITHIN).build()
                    : PLAIN;
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while asking " + url, e);
        }
    }
}
