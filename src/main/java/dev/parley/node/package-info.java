/**
 * The front door: settings, the command line, the data folder, and a node that starts and stops in order.
 *
 * <p>Door: {@link dev.parley.node.ParleyNode} for a program, {@link dev.parley.node.ParleyVerticle} for the Vert.x launcher. No state but what
 * the parts own; starting and stopping run on the caller's thread and on worker threads, never on an event loop.
 *
 * <p>Order of a start: data folder, HTTP port (so that a health check has an answer), archive, cluster, parts, what was missed while away, clients. A
 * stop is the same backwards, after everything that this node leads was handed over.
 *
 * <p>Failure: what a person can mend is a {@link dev.parley.node.StartupFailure} with a sentence and an exit code; then nothing stays open.
 */
@NullMarked
package dev.parley.node;

import org.jspecify.annotations.NullMarked;
