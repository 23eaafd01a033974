/**
 * The load generator, and the judge of what it saw.
 *
 * <h2>Purpose</h2>
 *
 * {@link dev.parley.load.LoadCommand} fills rooms with sessions that write and read, while nodes may be killed, and in the end compares every
 * log of every node. {@link dev.parley.load.HistoryChecker} is the judge, a pure core, and serves the tests with real processes as well. This
 * package speaks only docs/protocol.md: what it finds, any client would have found.
 *
 * <h2>Threads</h2>
 *
 * One event loop owns a whole {@link dev.parley.load.LoadRun}: clients, timers and the checker. The public methods of a run are for any thread.
 * {@code LoadCommand} blocks the thread that calls it. The checker belongs to one thread.
 *
 * <h2>Invariants</h2>
 *
 * A post is kept until it is answered for good, and sent again with the same id and in order after every reconnect. The checker hears of a
 * post before anybody can see it, and of everything a client saw in that client's own order. The same seed makes the same choices; the network
 * does not repeat itself.
 *
 * <h2>Addresses</h2>
 *
 * None on the event bus. It dials the nodes that it was given and those that {@code welcome} and {@code nodes} name.
 *
 * <h2>Failure</h2>
 *
 * A broken promise is a {@link dev.parley.load.Violation} with examples. What kept the check from being complete (a node that does not answer in
 * the end, a reader who never got everything) is a problem in the result, and a result with problems is not clean. Every wait has a limit.
 */
@NullMarked
package dev.parley.load;

import org.jspecify.annotations.NullMarked;
