/**
 * The front door: settings, command line, start-up errors, the data folder, logs, and the start and stop of a node.
 *
 * <p>Everything here runs on the thread that starts the node, before the event loops exist, and on the shutdown hook's
 * thread when it stops. What may go wrong at the start is a {@link dev.parley.node.StartupFailure}: an exit code and
 * sentences for the person at the terminal.
 */
@NullMarked
package dev.parley.node;

import org.jspecify.annotations.NullMarked;
