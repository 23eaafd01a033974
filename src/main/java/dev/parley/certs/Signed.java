package dev.parley.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A certificate and its private key.
 *
 * @param certificate signed
 * @param key of its public key
 */
record Signed(X509Certificate certificate, PrivateKey key) {}
