package dev.parley.tls;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the port for browsers speaks: plainly, or with TLS and a certificate that may be renewed meanwhile. Any thread.
 *
 * <p>One of these serves all who listen on the port, one after the other and side by side: {@link #on} for each.
 */
public final class Https implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.parley.tls");

    /** What browsers of the last ten years can do, with forward secrecy and authenticated encryption; no CBC, no RSA key exchange. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Https OFF = new Https(null, null);

    private final @Nullable CurrentKeys keys;
    private final @Nullable CertificateWatch watch;

    private Https(@Nullable CurrentKeys keys, @Nullable CertificateWatch watch) {
        this.keys = keys;
        this.watch = watch;
    }

    /** Plain HTTP. */
    public static Https off() {
        return OFF;
    }

    /**
     * TLS with these files, which are looked at until {@link #close}. Blocks for a moment.
     *
     * @throws TlsTrouble when they cannot be used
     */
    public static Https open(CertificateFiles files) throws TlsTrouble {
        CertificateWatch.Loaded loaded = CertificateWatch.load(files);
        CurrentKeys keys = new CurrentKeys(loaded.credentials());
        LOG.log(
                Level.INFO,
                () -> "event=certificate-in-use what=tls-cert "
                        + loaded.credentials().told());
        return new Https(keys, CertificateWatch.begin("tls-cert", files, loaded, keys::use));
    }

    /** Whether the port speaks TLS. */
    public boolean isOn() {
        return keys != null;
    }

    /** When the certificate in use ends; empty without TLS. */
    public Optional<Instant> end() {
        return Optional.ofNullable(keys).map(CurrentKeys::end);
    }

    /** The scheme of addresses on the port. */
    public String scheme() {
        return isOn() ? "https" : "http";
    }

    /**
     * Sets up the options of a server. HTTP/1.1 only, and said so in the handshake: everything here that lasts is a WebSocket, which Vert.x speaks
     * over HTTP/1.1 alone.
     *
     * @return the same options
     */
    public HttpServerOptions on(HttpServerOptions options) {
        if (keys == null) {
            return options;
        }
        SUITES.forEach(options::addEnabledCipherSuite);
        options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        return options;
    }

    /** Looks at the files no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
