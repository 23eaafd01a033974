package dev.parley.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a document of ours may do in a browser, and the one import map that all documents share.
 *
 * <p>The import map is written in {@code index.html} only. It is an inline script, so the policy names its hash, which is
 * computed here from the text that goes out. Other documents carry the line {@link #PLACE} where the map is to be.
 *
 * <p>The policy allows scripts and styles of our own files only, and strings become markup only through Lit's own Trusted
 * Types policy. {@code connect-src} is open: a page must follow its cluster to any node, and nodes come with any host
 * name and port, later than the document. Nothing secret is in a document, and who could run a script to
 * send something elsewhere has been stopped by {@code script-src} before.
 */
final class PagePolicy {

    static final String PLACE = "<!-- import map of index.html -->";

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final String importMap;
    private final String header;

    /** Reads the map out of {@code index.html}. */
    PagePolicy(String index) {
        var found = IMPORT_MAP.matcher(index);
        if (!found.find()) {
            throw new IllegalStateException("index.html has no <script type=\"importmap\">");
        }
        importMap = found.group();
        header = headerFor(found.group(1));
    }

    /** The value of {@code Content-Security-Policy} for every document. */
    String header() {
        return header;
    }

    /** Puts the import map into a document that asks for it. */
    String complete(String document) {
        return document.replace(PLACE, importMap);
    }

    private static String headerFor(String map) {
        var hash = Base64.getEncoder().encodeToString(Asset.sha256(map.getBytes(StandardCharsets.UTF_8)));
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' 'sha256-" + hash + "'",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "manifest-src 'self'",
                "connect-src 'self' ws: wss: http: https:",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html");
    }
}
