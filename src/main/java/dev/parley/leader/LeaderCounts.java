package dev.parley.leader;

import dev.parley.wire.Latency;
import java.util.Map;

/**
 * How this node leads, since it joined.
 *
 * @param won elections of this node, by reason
 * @param leaderless how long the shards had no leader before this node won them, as far as it saw, by reason
 * @param led shards that it leads now
 * @param leaderlessNow shards of which it knows no leader now
 * @param lost shards that were taken from it, or that it had to give up
 * @param delays questions to the grid about locks and terms that failed and were asked again
 * @param highestTerm of all shards
 * @param lastFailoverMillis how long the slowest shard of the last crash had no leader that this node took over; 0: there was none
 * @param lastFailoverAtMillis when that was, in milliseconds since 1970; 0: there was none
 * @param loopDelay how late the clock of the event loop came
 */
public record LeaderCounts(
        Map<Leadership.Reason, Long> won,
        Map<Leadership.Reason, Latency.Snapshot> leaderless,
        int led,
        int leaderlessNow,
        long lost,
        long delays,
        long highestTerm,
        long lastFailoverMillis,
        long lastFailoverAtMillis,
        Latency.Snapshot loopDelay) {}
