package dev.parley.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Reads PEM. Blocks where it reads files; any thread but an event loop. */
final class Pem {

    private static final int FILE_BYTES_MAX = 1024 * 1024;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    /** The bytes of a file that is not absurdly large. */
    static byte[] bytes(Path file) throws TlsTrouble {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new TlsTrouble(file, "is larger than 1 MiB, which no certificate or key is");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsTrouble(file, "is not there", e);
        } catch (AccessDeniedException e) {
            throw new TlsTrouble(file, "may not be read by this user", e);
        } catch (IOException e) {
            throw new TlsTrouble(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** All certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file, byte[] pem) throws TlsTrouble {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new TlsTrouble(file, "holds no certificate: there is no line -----BEGIN CERTIFICATE----- in it");
            }
            return found;
        } catch (CertificateException e) {
            throw new TlsTrouble(file, "holds something that is no certificate in PEM", e);
        }
    }

    /** The private key of a file: PKCS 8, or the older forms for RSA and elliptic curves. */
    static PrivateKey key(Path file, byte[] pem, byte[] chainPem) throws TlsTrouble {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new TlsTrouble(file, "holds a key with a password; Parley needs one without");
        }
        PrivateKey key = read(file, withoutParameters(text), chainPem);
        if (key == null) {
            throw new TlsTrouble(file, "holds a key of a kind that is not known: elliptic curve, RSA and Ed25519 are");
        }
        return key;
    }

    /** Vert.x reads more forms of keys than the JDK does, and takes a key with its certificate only. */
    @SuppressWarnings("checkstyle:illegalcatch")
    private static @Nullable PrivateKey read(Path file, String pem, byte[] chainPem) throws TlsTrouble {
        X509KeyManager manager;
        try {
            manager = (X509KeyManager) new PemKeyCertOptions()
                    .addKeyValue(Buffer.buffer(pem))
                    .addCertValue(Buffer.buffer(chainPem))
                    // The values are given, so there is no file that it would need a Vert.x to find.
                    .getKeyManagerFactory(null)
                    .getKeyManagers()[0];
        } catch (Exception e) {
            // Declared so, and it throws about anything at a file that is no key.
            String detail =
                    pem.contains("PRIVATE KEY-----") ? "holds a key that cannot be read" : "holds no private key";
            throw new TlsTrouble(file, detail + " in PEM", e);
        }
        for (String algorithm : ALGORITHMS) {
            String[] names = manager.getServerAliases(algorithm, null);
            if (names != null && names.length > 0) {
                return manager.getPrivateKey(names[0]);
            }
        }
        return null;
    }

    /** Some tools write the parameters of the curve before the key, and again inside of it; Vert.x stumbles over the first. */
    static String withoutParameters(String pem) {
        return pem.replaceAll("(?s)-----BEGIN EC PARAMETERS-----.*?-----END EC PARAMETERS-----", "");
    }

    /** Whether one certificate is signed by the key of the other, and names it. */
    static boolean verifies(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
