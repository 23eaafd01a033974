package dev.parley.certs;

import dev.parley.wire.Outside;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * Makes keys and certificates: elliptic curve P-256, signed with ECDSA and SHA-256. The structure of a certificate is BouncyCastle's, the
 * cryptography and the chance Java's own. One thread.
 */
@Outside
final class CertificateMaker {

    private static final String CURVE = "secp256r1";
    private static final int SERIAL_BYTES = 16;
    private static final int KEY_ID_BYTES = 20;

    /** Clocks of machines differ; a certificate must not come from the future. */
    private static final Duration SKEW = Duration.ofHours(1);

    private final SecureRandom random = new SecureRandom();

    /** A CA that signs itself. */
    Signed authority(String name, Instant now, Duration life) throws CertsFailure {
        KeyPair pair = pair();
        X500Name subject = called(name);
        X509v3CertificateBuilder builder = builder(subject, subject, pair.getPublic(), now, now.plus(life));
        try {
            // It signs nodes, and no other CA.
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(id(pair.getPublic())));
            return new Signed(signed(builder, pair.getPrivate()), pair.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new CertsFailure("The CA could not be made: " + e.getMessage() + ".", e);
        }
    }

    /**
     * A certificate of a node, for both ends of a connection. It ends when the CA does, if that is sooner.
     *
     * @param names under which it is reached: DNS names and addresses
     */
    Signed node(Signed authority, String name, List<GeneralName> names, Instant now, Duration life)
            throws CertsFailure {
        KeyPair pair = pair();
        X509Certificate ca = authority.certificate();
        Instant last = ca.getNotAfter().toInstant();
        Instant end = now.plus(life).isBefore(last) ? now.plus(life) : last;
        X500Name issuer = X500Name.getInstance(ca.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, called(name), pair.getPublic(), now, end);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)))
                    .addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(id(pair.getPublic())))
                    .addExtension(Extension.authorityKeyIdentifier, false, keyIdentifier(ca));
            return new Signed(signed(builder, authority.key()), pair.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new CertsFailure("The certificate of " + name + " could not be made: " + e.getMessage() + ".", e);
        }
    }

    /** By hand, because the class for it refers to BouncyCastle's cryptography, which is not in the jar. */
    private static DERSequence keyIdentifier(X509Certificate ca) throws GeneralSecurityException {
        return new DERSequence(new DERTaggedObject(false, 0, new DEROctetString(id(ca.getPublicKey()))));
    }

    private KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + CURVE, e);
        }
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end) {
        byte[] serial = new byte[SERIAL_BYTES];
        random.nextBytes(serial);
        return new X509v3CertificateBuilder(
                issuer,
                new BigInteger(1, serial),
                Date.from(now.minus(SKEW)),
                Date.from(end),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static X500Name called(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    /** As RFC 7093 has it: the first 160 bits of the digest of the key's bits. */
    private static byte[] id(PublicKey key) throws GeneralSecurityException {
        byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getBytes();
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), KEY_ID_BYTES);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, IOException {
        byte[] der = builder.build(new Signer(key)).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** Signs with Java's own cryptography, so that BouncyCastle's need not be in the jar. */
    private static final class Signer implements ContentSigner {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final PrivateKey key;

        Signer(PrivateKey key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                Signature signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(key);
                signature.update(content.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key that this program made or has checked does not sign", e);
            }
        }
    }
}
