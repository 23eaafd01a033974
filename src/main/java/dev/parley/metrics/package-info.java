/**
 * What a node counts, for Prometheus: {@code /metrics}. docs/monitoring.md has the table of all metrics.
 *
 * <h2>Purpose</h2>
 *
 * {@link dev.parley.metrics.Metrics} is the door. The features count for themselves and know nothing of this package: each has a record of
 * numbers behind its own door ({@code Gateway.Counts}, {@code LogCounts}, …). A scrape reads those records and gives them names, units and
 * words ({@code Page} and the {@code *Page} classes). Micrometer adds what it knows of the JVM and of the process, and holds the registry.
 *
 * <h2>Threads</h2>
 *
 * A scrape is rendered on a worker thread of Vert.x, two at a time at the most; it reads counters and never waits for anybody. Sizes of files
 * are looked at by a thread of its own ({@code parley-disk-look}), because a disk may hang. {@code Metrics} is for any thread.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>The set of time series does not depend on what people do: no label holds a room, a person, an address or a text.
 *   <li>Base units: seconds and bytes. Counters end in {@code _total} and begin anew when the node joins afresh, as Prometheus expects.
 *   <li>One {@code Metrics} lives as long as the process. Without a cluster it still tells that there is none, and of JVM and disk.
 * </ul>
 *
 * <h2>Failure</h2>
 *
 * Without the right token: 401. More than two scrapes at once: 503. A bug in here is a 500 for the scrape, and nobody else notices.
 */
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
