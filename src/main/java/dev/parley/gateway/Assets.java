package dev.parley.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page: our own at {@code /}, {@code /cluster}, {@code /js/}, {@code /css/}, and the libraries at {@code /lib/}.
 *
 * <p>All of them are read from the class path once, by {@link #load()}, and served from memory: no event loop waits for a disk. Our own files lie
 * there under {@code webroot/}. The libraries lie in the jars that Maven brought ({@code META-INF/resources/…/name/version/}); the version is taken from that
 * path and left out of the address, so it is written in the pom and nowhere else.
 *
 * <p>Every answer says {@code no-cache} with a tag: a browser asks each time and mostly hears 304. So a new version of a node is
 * seen at once, and never half of it.
 *
 * <p>While developing, the system property {@value #FOLDER_PROPERTY} names a folder; our own files are then read from it at
 * every request (not blocking).
 *
 * <p>Immutable; may be mounted on any number of routers and used from any thread.
 */
public final class Assets {

    /** The system property with the folder of our own files, for developing. */
    public static final String FOLDER_PROPERTY = "parley.webroot";

    private static final String OWN_MARKER = "webroot/index.html";
    private static final Map<String, String> DOCUMENTS = Map.of("/", "index.html", "/cluster", "cluster.html");
    private static final Pattern SAFE_PATH =
            Pattern.compile("(js|css)/([a-z0-9-]+/)*[a-z0-9.-]+\\.(js|css)|favicon\\.svg");
    private static final List<Library> LIBRARIES = List.of(
            Library.mvnpm("org.mvnpm", "lit"),
            Library.mvnpm("org.mvnpm", "lit-html"),
            Library.mvnpm("org.mvnpm", "lit-element"),
            Library.mvnpm("org.mvnpm.at.lit", "reactive-element"),
            Library.webjar("sockjs-client", "dist/sockjs.min.js"::equals));

    private final Map<String, Asset> files;
    private final @Nullable Path folder;

    private Assets(Map<String, Asset> files, @Nullable Path folder) {
        this.files = Map.copyOf(files);
        this.folder = folder;
    }

    /** Reads all files. Blocks for some milliseconds: call it before the server starts, or on a worker. */
    public static Assets load() {
        var folder = System.getProperty(FOLDER_PROPERTY);
        return load(folder == null ? null : Path.of(folder));
    }

    static Assets load(@Nullable Path folder) {
        var own = ClassPathFiles.below(OWN_MARKER, "webroot/", path -> true);
        var index = own.get("index.html");
        if (index == null) {
            throw new IllegalStateException(
                    "the class path has no " + OWN_MARKER + ": the jar was built without the page");
        }
        var policy = new PagePolicy(new String(index, StandardCharsets.UTF_8));
        var files = new HashMap<String, Asset>();
        own.forEach((path, bytes) -> files.put("/" + path, asset(path, bytes, policy)));
        DOCUMENTS.forEach((address, file) -> {
            var document = files.remove("/" + file);
            if (document == null) {
                throw new IllegalStateException("the class path has no webroot/" + file);
            }
            files.put(address, document);
        });
        LIBRARIES.forEach(library -> library.read().forEach((path, bytes) -> {
            if (files.put("/lib/" + library.name() + '/' + path, asset(path, bytes, policy)) != null) {
                throw new IllegalStateException("two versions of " + library.name() + " are on the class path");
            }
        }));
        return new Assets(files, folder);
    }

    private static Asset asset(String path, byte[] bytes, PagePolicy policy) {
        if (!path.endsWith(".html")) {
            return Asset.of(path, bytes, null);
        }
        var document = policy.complete(new String(bytes, StandardCharsets.UTF_8));
        return Asset.of(path, document.getBytes(StandardCharsets.UTF_8), policy.header());
    }

    /** Adds one route that answers GET and HEAD for the known files and passes everything else on. */
    public void mount(Router router) {
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
    }

    private void serve(RoutingContext context) {
        var address = context.normalizedPath();
        var own = DOCUMENTS.getOrDefault(address, address.substring(1));
        var known = files.get(address);
        if (folder != null
                && (DOCUMENTS.containsKey(address) || SAFE_PATH.matcher(own).matches())) {
            serveFromDisk(context, folder, own);
        } else if (known != null) {
            send(context, known);
        } else {
            context.next();
        }
    }

    private static void serveFromDisk(RoutingContext context, Path folder, String file) {
        var disk = context.vertx().fileSystem();
        disk.readFile(folder.resolve("index.html").toString())
                .compose(index -> disk.readFile(folder.resolve(file).toString())
                        .map(bytes ->
                                asset(file, bytes.getBytes(), new PagePolicy(index.toString(StandardCharsets.UTF_8)))))
                .onSuccess(asset -> send(context, asset))
                .onFailure(missing -> context.next());
    }

    private static void send(RoutingContext context, Asset asset) {
        var response = context.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, asset.tag())
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin");
        if (asset.policy() != null) {
            response.putHeader("Content-Security-Policy", asset.policy());
        }
        if (isKnownTag(context.request().getHeader(HttpHeaders.IF_NONE_MATCH), asset.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer body = asset.plain();
        var accepts = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (asset.gzip() != null && accepts != null && accepts.contains("gzip")) {
            body = asset.gzip();
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private static boolean isKnownTag(@Nullable String asked, String tag) {
        // A proxy may have made our weak tag strong or kept it: what counts is the quoted part.
        return asked != null && (asked.equals("*") || asked.contains(tag.substring("W/".length())));
    }

    /**
     * A library of the page and where its jar keeps it.
     *
     * @param name   its folder in the jar and under {@code /lib/}
     * @param marker a file that is surely in its jar
     * @param root   the folder that holds {@code name/version/}
     * @param wanted which of its files the page may load
     */
    private record Library(String name, String marker, String root, Predicate<String> wanted) {

        static Library mvnpm(String group, String name) {
            return new Library(
                    name,
                    "META-INF/maven/" + group + '/' + name + "/pom.properties",
                    "META-INF/resources/_static/",
                    file -> file.endsWith(".js") && !file.startsWith("development/") && !file.startsWith("node/"));
        }

        static Library webjar(String name, Predicate<String> wanted) {
            return new Library(
                    name,
                    "META-INF/maven/org.webjars.npm/" + name + "/pom.properties",
                    "META-INF/resources/webjars/",
                    wanted);
        }

        /** The files by their path without the version. In one big jar they lie beside our own files. */
        Map<String, byte[]> read() {
            var files = readBeside(marker);
            if (files.isEmpty()) {
                files = readBeside(OWN_MARKER);
            }
            if (files.isEmpty()) {
                throw new IllegalStateException(
                        "the class path has no " + root + name + ": is the library in the pom?");
            }
            return files;
        }

        private Map<String, byte[]> readBeside(String known) {
            var files = new HashMap<String, byte[]>();
            ClassPathFiles.below(known, root + name + '/', path -> wanted.test(withoutVersion(path)))
                    .forEach((path, bytes) -> {
                        if (files.put(withoutVersion(path), bytes) != null) {
                            throw new IllegalStateException("two versions of " + name + " in one jar");
                        }
                    });
            return files;
        }

        private static String withoutVersion(String path) {
            return path.substring(path.indexOf('/') + 1);
        }
    }
}
