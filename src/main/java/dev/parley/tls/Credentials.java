package dev.parley.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the chain of its certificate, which fit each other and are valid now. Immutable.
 *
 * @param key without a password
 * @param chain the certificate of the key first; each is signed by the next
 */
record Credentials(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] PROBE = {'p', 'a', 'r', 'l', 'e', 'y'};

    Credentials {
        chain = List.copyOf(chain);
    }

    /**
     * Makes them of the contents of two files.
     *
     * @throws TlsTrouble when they cannot be used at this time
     */
    static Credentials of(CertificateFiles files, byte[] chainPem, byte[] keyPem, Instant now) throws TlsTrouble {
        List<X509Certificate> chain = Pem.certificates(files.chain(), chainPem);
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!Pem.verifies(chain.get(i), chain.get(i + 1))) {
                throw new TlsTrouble(
                        files.chain(), "is no chain: certificate " + (i + 1) + " is not signed by the one after it");
            }
        }
        for (X509Certificate certificate : chain) {
            refuseTime(files.chain(), certificate, now);
        }
        PrivateKey key = Pem.key(files.key(), keyPem, chainPem);
        if (!fits(key, chain.get(0))) {
            throw new TlsTrouble(
                    files.key(),
                    "does not fit the first certificate of "
                            + files.chain().toAbsolutePath().normalize());
        }
        return new Credentials(key, chain);
    }

    static void refuseTime(Path file, X509Certificate certificate, Instant now) throws TlsTrouble {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new TlsTrouble(file, "holds a certificate that has ended on " + end);
        }
        if (now.isBefore(begin)) {
            throw new TlsTrouble(file, "holds a certificate that is not valid before " + begin);
        }
    }

    /** When the first of the chain ends. */
    Instant end() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** A few words for the log: whose, from whom, until when. */
    String told() {
        X509Certificate own = chain.get(0);
        return "subject=\"" + own.getSubjectX500Principal().getName() + "\" issuer=\""
                + own.getIssuerX500Principal().getName() + "\" ends=" + end();
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws TlsTrouble {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            // Keys of two kinds.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no " + algorithm, e);
        }
    }
}
