package dev.parley.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which CAs this process believes when it asks nodes over https: those that were added, and no others. One for the process, which speaks to no
 * nodes but its own. Any thread.
 */
final class Trust {

    private static final AtomicReference<List<Path>> AUTHORITIES = new AtomicReference<>(List.of());

    private Trust() {}

    /** Believes the CA in this PEM file from now on. */
    static void add(Path authority) {
        AUTHORITIES.updateAndGet(known -> {
            List<Path> more = new ArrayList<>(known);
            more.add(authority);
            return List.copyOf(more);
        });
    }

    /** A builder of clients that believe them. */
    static HttpClient.Builder client() {
        List<Path> authorities = Objects.requireNonNull(AUTHORITIES.get());
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        return authorities.isEmpty() ? builder : builder.sslContext(context(authorities));
    }

    private static SSLContext context(List<Path> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Path authority : authorities) {
                // Those of tests that are over have gone with their folders.
                if (Files.exists(authority)) {
                    try (InputStream in = Files.newInputStream(authority)) {
                        store.setCertificateEntry(
                                authority.toString(),
                                CertificateFactory.getInstance("X.509").generateCertificate(in));
                    }
                }
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ChaosFailure("the CA of the nodes cannot be used: " + authorities, e);
        }
    }
}
