/**
 * Certificates in use: the port for browsers with TLS, and the event bus with TLS in both directions.
 *
 * <h2>Purpose</h2>
 *
 * Doors: {@link dev.parley.tls.Https} for the port, {@link dev.parley.tls.BusTls} for the bus. Both read PEM files, check them
 * ({@link dev.parley.tls.Credentials}) and set up the options of Vert.x. A certificate of the port that is renewed on the disk is taken without a
 * restart; one of the bus is not, because Vert.x reads it once.
 *
 * <h2>Threads</h2>
 *
 * Each door has one thread of its own ({@code CertificateWatch}), which looks at the files and owns what it has seen; {@code Renewal} decides, pure.
 * What a handshake needs is handed to it in one reference. The doors are for any thread.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A handshake gets a key and a chain that fit each other, also while the files are being replaced.
 *   <li>Nothing that cannot be used ever takes the place of what can.
 * </ul>
 *
 * <h2>Failure</h2>
 *
 * At the start whatever is wrong with the files is a {@link dev.parley.tls.TlsTrouble} with a sentence. Later it is a line in the log, once, and
 * the old certificate stays. A certificate that ends within 14 days is a line in the log each day.
 */
@NullMarked
package dev.parley.tls;

import org.jspecify.annotations.NullMarked;
