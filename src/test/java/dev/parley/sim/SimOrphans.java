package dev.parley.sim;

import dev.parley.room.OrphanSteps;
import dev.parley.room.OrphanSteps.Effect;
import java.util.List;

/** What {@code OrphanReturn} does on one node: carries out the real {@link OrphanSteps}, through the real router. */
final class SimOrphans {

    private static final int CHUNK = 4;
    private static final long PAUSE_MICROS = 1_000_000;

    private final SimCluster cluster;
    private final SimNode node;
    private final OrphanSteps steps = new OrphanSteps(CHUNK);

    SimOrphans(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
    }

    void begin() {
        perform(steps.next());
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Read read) {
            node.after(cluster.random().between(20, 2_000), () -> read(read));
        } else if (effect instanceof Effect.Say say) {
            cluster.trace().note(node.id(), () -> "GIVES BACK " + say.orphan());
            node.rooms()
                    .submit(
                            say.command(),
                            outcome -> perform(steps.answered(say.orphan().row(), outcome)));
        } else if (effect instanceof Effect.Settle settle) {
            node.disk()
                    .settle(node, settle.rows(), () -> perform(steps.settled()), () -> perform(steps.settleFailed()));
        } else if (effect instanceof Effect.Pause) {
            node.after(PAUSE_MICROS, () -> perform(steps.next()));
        } else if (effect instanceof Effect.Refused refused) {
            cluster.judge().require(false, () -> refused.orphan() + " was refused: " + refused.outcome());
        }
    }

    private void read(Effect.Read read) {
        if (cluster.random().chance(cluster.profile().diskTrouble())) {
            perform(steps.readFailed());
        } else {
            perform(steps.read(node.disk().orphans(read.afterRow(), read.limit())));
        }
    }
}
