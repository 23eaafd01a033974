package dev.parley.room;

import dev.parley.log.HedgedTails;
import dev.parley.wire.Latency;

/**
 * How a node leads and routes, since it joined.
 *
 * @param submitted commands of this node's clients
 * @param sent messages that carried a command to its leader, counted once for each command; the excess over {@code submitted} was sent again
 * @param underWay commands of this node's clients without an outcome now
 * @param leading logs that this node leads and keeps in memory now
 * @param recovering those of them whose end this node is still finding out
 * @param orphans entries that were taken out of this node's logs and are entries again
 * @param grid commands to the grid
 * @param loopDelay how late the clock of the event loop came
 */
public record RoomCounts(
        long submitted,
        long sent,
        int underWay,
        int leading,
        int recovering,
        long orphans,
        HedgedTails.Counts grid,
        Latency.Snapshot loopDelay) {}
