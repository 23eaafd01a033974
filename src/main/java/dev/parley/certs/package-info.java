/**
 * Makes certificates: a private CA, and from it one certificate for each node.
 *
 * <p>Door: {@link dev.parley.certs.CertsCommand}. Runs on the caller's thread and blocks. No state but the files in one folder:
 * {@code ca.pem}, {@code ca.key}, and {@code NODE.pem}, {@code NODE.key} for each node.
 *
 * <p>Invariants: a key is never readable by others than its owner, not even for a moment; a CA is never replaced; a certificate is replaced only
 * when that was asked for, and whole.
 *
 * <p>Failure: a {@code CertsFailure} with a sentence, and exit code 1. What was written before it stays and is good.
 */
@NullMarked
package dev.parley.certs;

import org.jspecify.annotations.NullMarked;
