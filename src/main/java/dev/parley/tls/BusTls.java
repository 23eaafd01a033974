package dev.parley.tls;

import dev.parley.wire.Clocks;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How nodes speak on the event bus: plainly, or with TLS in which both ends show a certificate of the cluster's own CA. Any thread.
 *
 * <p>Names in the certificates are not compared with addresses: Vert.x switches that off for the bus. So the CA must be private to the cluster; who
 * has a certificate of it is a node.
 */
public final class BusTls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.parley.tls");
    private static final int FINGERPRINT_BYTES = 16;
    private static final BusTls OFF = new BusTls(null, null);

    /** What was read from the files, at one time, and checked. */
    private record Material(
            Buffer chain, Buffer key, Buffer authorities, String issuer, Set<String> trusted, Instant end) {}

    private final @Nullable Material material;
    private final @Nullable CertificateWatch watch;

    private BusTls(@Nullable Material material, @Nullable CertificateWatch watch) {
        this.material = material;
        this.watch = watch;
    }

    /** A plain event bus. */
    public static BusTls off() {
        return OFF;
    }

    /**
     * TLS with these files, read now and not again. Blocks for a moment.
     *
     * @throws TlsTrouble when they cannot be used, also when the certificate is none of that CA
     */
    public static BusTls open(BusFiles files) throws TlsTrouble {
        byte[] chainPem = Pem.bytes(files.own().chain());
        byte[] keyPem = Pem.bytes(files.own().key());
        byte[] authorityPem = Pem.bytes(files.authorities());
        CertificateWatch.Loaded loaded = CertificateWatch.load(files.own());
        List<X509Certificate> authorities = Pem.certificates(files.authorities(), authorityPem);
        X509Certificate issuer = issuer(files, loaded.credentials(), authorities);
        Set<String> trusted = new TreeSet<>();
        authorities.forEach(authority -> trusted.add(fingerprint(authority)));
        Material material = new Material(
                Buffer.buffer(chainPem),
                Buffer.buffer(Pem.withoutParameters(new String(keyPem, StandardCharsets.ISO_8859_1))),
                Buffer.buffer(authorityPem),
                fingerprint(issuer),
                Set.copyOf(trusted),
                loaded.credentials().end());
        LOG.log(
                Level.INFO,
                () -> "event=certificate-in-use what=bus-cert "
                        + loaded.credentials().told());
        return new BusTls(
                material,
                CertificateWatch.begin(
                        "bus-cert",
                        files.own(),
                        loaded,
                        renewed -> LOG.log(
                                Level.INFO,
                                "event=certificate-waits what=bus-cert reason=\"the event bus takes it when this node is started again\"")));
    }

    private static X509Certificate issuer(BusFiles files, Credentials own, List<X509Certificate> authorities)
            throws TlsTrouble {
        Path file = files.authorities();
        Instant now = Instant.ofEpochMilli(Clocks.wallMillis());
        X509Certificate last = own.chain().get(own.chain().size() - 1);
        for (X509Certificate authority : authorities) {
            if (Pem.verifies(last, authority)) {
                Credentials.refuseTime(file, authority, now);
                if (authority.getBasicConstraints() < 0) {
                    throw new TlsTrouble(file, "holds a certificate that is not one of a CA");
                }
                return authority;
            }
        }
        throw new TlsTrouble(
                file,
                "is not the CA that has signed "
                        + files.own().chain().toAbsolutePath().normalize());
    }

    /** Whether the bus speaks TLS. */
    public boolean isOn() {
        return material != null;
    }

    /** When the certificate in use ends; empty without TLS. */
    public Optional<Instant> end() {
        return Optional.ofNullable(material).map(Material::end);
    }

    /** Which CA has signed this node's certificate: a fingerprint; empty without TLS. */
    public String issuer() {
        return material == null ? "" : material.issuer();
    }

    /** The CAs whose certificates this node takes: fingerprints; none without TLS. */
    public Set<String> trusted() {
        return material == null ? Set.of() : material.trusted();
    }

    /**
     * Sets up the options of an event bus.
     *
     * @return the same options
     */
    public EventBusOptions on(EventBusOptions options) {
        if (material == null) {
            return options;
        }
        return options.setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertValue(material.chain()).addKeyValue(material.key()))
                .setTrustOptions(new PemTrustOptions().addCertValue(material.authorities()))
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED)
                // Both ends are ours, and every Java that runs them knows it.
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    }

    /** Looks at the files no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return HexFormat.of().formatHex(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
