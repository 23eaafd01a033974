/**
 * The sessions of clients: sockets in, frames checked, entries fanned out. docs/protocol.md is the contract.
 *
 * <p>{@code Gateway} is the door. Each of its event loops has an HTTP server instance, a {@code Loop} and the sessions whose connections the
 * loop serves; nothing is shared between loops but counters and the state of the gateway. A frame goes through {@code ClientFrames} (form),
 * {@code SessionCore} (rules, pure) and {@code Session} (deeds). An entry comes from the {@code LogReader}, goes to the {@code Feed} of its
 * room on each loop, and from there by {@code Cursor} and {@code Outflow} (all pure) to the {@code Transport}.
 *
 * <p>Promises: each entry once, in order, without a hole, for each session and room; memory for a session is bounded whatever it
 * does; a session that misbehaves gets a numbered error or a close code and disturbs nobody else. When the log or the sequencer
 * fails, clients get error 140 or 132 and may send again.
 */
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
