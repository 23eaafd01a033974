/**
 * The sessions of clients: sockets in, frames checked, entries fanned out. docs/protocol.md is the contract.
 *
 * <h2>Purpose</h2>
 *
 * {@link dev.parley.gateway.Gateway} is the door. A frame goes through {@code ClientFrames} (form), {@code SessionCore} (rules, pure) and
 * {@code Session} (deeds). An entry comes from the {@code LogReader}, goes to the {@code Feed} of its room on each loop, and from there by
 * {@code Cursor} and {@code Outflow} (all pure) to the {@code Transport}: a plain WebSocket or SockJS. {@link dev.parley.gateway.Assets} serves the
 * page out of memory.
 *
 * <h2>Threads</h2>
 *
 * As many event loops as {@link dev.parley.gateway.GatewayConfig} says. Each has an HTTP server instance, a {@code Loop}, and the sessions whose
 * connections it serves, and owns all of their state. Nothing is shared between loops but counters and the state of the gateway
 * ({@code Hub}). What other packages tell arrives on their loops and is handed over. {@code Gateway} is for any thread.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>For each session and room each entry is sent once, in order, without a hole: by moving a cursor, wherever the entries come from.
 *   <li>Memory for a session is bounded whatever it does ({@link dev.parley.gateway.Limits}, {@link dev.parley.gateway.Buffers}).
 *   <li>A frame for many is built once on each loop, and what became due for a socket in one turn of its loop goes out together.
 *   <li>What was put in order for a session stays in order: answers and entries do not overtake each other.
 * </ul>
 *
 * <h2>Addresses</h2>
 *
 * None on the event bus. HTTP: {@code /chat/websocket}, {@code /chat} (SockJS), {@code /live}, {@code /ready}, the page, and what others mount.
 *
 * <h2>Failure</h2>
 *
 * <ul>
 *   <li>A session that misbehaves gets a numbered error or a close code, and disturbs nobody else.
 *   <li>A socket that takes nothing in for 30 s while data waits, or lets its answers pile up, is closed with 3001; slower ones fall back to
 *       reading the log from where they are.
 *   <li>A read of the log that fails is tried again at the next tick; a join of somebody who has read further than this node
 *       is error 133, one that fails is 140, and so is a page; a post without an outcome is 132.
 *   <li>Before {@code open} and after {@code drain} every hello is error 133 and {@code /ready} is 503; {@code /live} stays 200.
 * </ul>
 */
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
