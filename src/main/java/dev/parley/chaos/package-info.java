/**
 * Faults on purpose: real nodes, killed, paused, cut off and robbed of their disks under load, and the report of what came of it.
 *
 * <h2>Purpose</h2>
 *
 * {@link dev.parley.chaos.ChaosCommand} is {@code ./parley chaos}. {@link dev.parley.chaos.TestCluster} is the cluster of processes that it
 * torments, and that the tests with real processes use too. The judge is that of the load tool.
 *
 * <h2>Threads</h2>
 *
 * One thread plays everything and blocks. The load has an event loop of its own. A shutdown hook may end a cluster at any time.
 *
 * <h2>Invariants</h2>
 *
 * Whatever is made on the machine is called {@code parley-PID-...} and is removed when the run ends, also by Ctrl-C; what a killed run left is
 * removed by the next one. The same seed makes the same choices in the same order; processes and networks do not repeat themselves.
 *
 * <h2>Failure</h2>
 *
 * What does not come true in its time is a {@link dev.parley.chaos.ChaosFailure} with the last lines of every node's log, and makes its scenario
 * red; the next one begins afresh.
 */
@NullMarked
package dev.parley.chaos;

import org.jspecify.annotations.NullMarked;
