package dev.parley.tls;

import java.nio.file.Path;

/**
 * Where a certificate and its key are.
 *
 * @param chain PEM: the certificate first, then those that lead to its CA
 * @param key PEM: its private key, without a password
 */
public record CertificateFiles(Path chain, Path key) {}
