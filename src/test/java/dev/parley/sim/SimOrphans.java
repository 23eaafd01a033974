package dev.parley.sim;

import dev.parley.log.Orphan;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What {@code OrphanReturn} does on one node: says again what was cut off, through the real router, until it is an entry. */
final class SimOrphans {

    private static final int CHUNK = 4;
    private static final long PAUSE_MICROS = 1_000_000;

    private final SimCluster cluster;
    private final SimNode node;
    private long passed;

    SimOrphans(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
    }

    void begin() {
        node.after(cluster.random().between(20, 2_000), this::next);
    }

    private void next() {
        List<Orphan> orphans = node.disk().orphans(passed, CHUNK);
        if (!orphans.isEmpty()) {
            LogId log = orphans.get(0).log();
            give(orphans.stream().takeWhile(orphan -> orphan.log().equals(log)).toList());
        }
    }

    private void give(List<Orphan> chunk) {
        List<Long> settled = new ArrayList<>();
        int[] open = {chunk.size()};
        boolean[] isOver = {true};
        cluster.trace().note(node.id(), () -> "GIVES BACK " + chunk.get(0).log() + " " + chunk.size());
        for (Orphan orphan : chunk) {
            node.rooms().submit(command(orphan), outcome -> {
                if (outcome instanceof Outcome.Accepted) {
                    settled.add(orphan.row());
                } else {
                    boolean isForGood = outcome instanceof Outcome.Refused refused
                            && !refused.error().isTemporary();
                    cluster.judge().require(!isForGood, () -> orphan + " was refused: " + outcome);
                    isOver[0] &= isForGood;
                }
                open[0]--;
                if (open[0] == 0) {
                    settle(chunk, settled, isOver[0]);
                }
            });
        }
    }

    private void settle(List<Orphan> chunk, List<Long> settled, boolean isOver) {
        node.disk()
                .settle(
                        node,
                        settled,
                        () -> {
                            if (isOver) {
                                passed = chunk.get(chunk.size() - 1).row();
                                next();
                            } else {
                                later();
                            }
                        },
                        this::later);
    }

    private void later() {
        node.after(PAUSE_MICROS, this::next);
    }

    private static Command command(Orphan orphan) {
        Entry entry = orphan.entry();
        return new Command(orphan.log(), entry.id(), entry.kind(), entry.author(), entry.atMillis(), entry.body());
    }
}
