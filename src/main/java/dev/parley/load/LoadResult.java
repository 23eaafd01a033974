package dev.parley.load;

import dev.parley.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param plan what was asked for
 * @param healing what the cluster was allowed to do to entries that it already showed
 * @param wrote how long it wrote
 * @param verdict what the checker found
 * @param latency from a post to its acknowledgement
 * @param stalls the longest time without an answer, of each writer
 * @param longestStall the longest time without an answer to anybody
 * @param recoveries what {@link LoadRun#mark} measured
 * @param receptions how long the readers got nothing though somebody had written in their room, after each of those moments, the first of them
 *     the begin of the writing; one figure for each session
 * @param answers the slowest acknowledgement of each room after each of them
 * @param errors how often each error came; the temporary ones are part of normal life
 * @param disconnects connections lost
 * @param notOffered messages that a rate asked for and no writer had room for
 * @param nodesRead nodes whose logs were read and compared in the end
 * @param problems what went wrong beside the violations, the first few, in words
 */
public record LoadResult(
        LoadPlan plan,
        HistoryChecker.Healing healing,
        Duration wrote,
        Verdict verdict,
        Spread latency,
        Spread stalls,
        Duration longestStall,
        List<Recovery> recoveries,
        List<Waits> receptions,
        List<Waits> answers,
        Map<ErrorCode, Long> errors,
        long disconnects,
        long notOffered,
        List<String> nodesRead,
        List<String> problems) {

    /** How durations are spread. */
    public record Spread(long count, Duration mean, Duration half, Duration p99, Duration p999, Duration max) {
        static Spread of(Histogram histogram) {
            return new Spread(
                    histogram.count(),
                    histogram.mean(),
                    histogram.quantile(0.5),
                    histogram.quantile(0.99),
                    histogram.quantile(0.999),
                    histogram.max());
        }
    }

    public LoadResult {
        recoveries = List.copyOf(recoveries);
        receptions = List.copyOf(receptions);
        answers = List.copyOf(answers);
        errors = Map.copyOf(errors);
        nodesRead = List.copyOf(nodesRead);
        problems = List.copyOf(problems);
    }

    /** Whether every promise was kept and nothing else went wrong. */
    public boolean isClean() {
        return verdict.isClean() && problems.isEmpty();
    }

    /** Something a second while it wrote. */
    public double perSecond(long count) {
        return count * 1e9 / Math.max(1, wrote.toNanos());
    }
}
