package dev.parley.metrics;

import dev.parley.cluster.GridCounts;
import dev.parley.cluster.Roster;
import dev.parley.gateway.Gateway;
import dev.parley.leader.LeaderCounts;
import dev.parley.log.ArchiveCounts;
import dev.parley.log.LogCounts;
import dev.parley.room.RoomCounts;
import dev.parley.wire.NodeBus;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where the numbers of a node in the cluster come from. Each is asked at every scrape, on a thread of its own, and must not wait for anybody.
 *
 * @param isReady whether the node serves
 * @param roster who is there
 * @param grid how the grid is
 * @param bus what goes from node to node
 * @param leaders how it leads
 * @param rooms how it numbers and routes
 * @param logs how it takes entries in
 * @param archive how its disk does
 * @param gateway how it serves clients
 */
public record Sources(
        BooleanSupplier isReady,
        Roster roster,
        Supplier<GridCounts> grid,
        Supplier<NodeBus.Counts> bus,
        Supplier<LeaderCounts> leaders,
        Supplier<RoomCounts> rooms,
        Supplier<LogCounts> logs,
        Supplier<ArchiveCounts> archive,
        Supplier<Gateway.Counts> gateway) {}
