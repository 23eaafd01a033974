package dev.parley.room;

import dev.parley.wire.Command;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real command router, for the simulation. */
public final class SimRouter {

    /** How long a command is tried. */
    public static final long DEADLINE_MILLIS = 10_000;

    /** Does what the router wants done. */
    public interface Owner {
        void send(NodeId to, long number, Command command);

        void complete(long number, Outcome outcome);
    }

    private final CommandRouter router =
            new CommandRouter(RoomConfig.of(1, 1, java.time.Duration.ofMillis(DEADLINE_MILLIS), 1, 1)
                    .router());
    private final Owner owner;

    public SimRouter(Owner owner) {
        this.owner = owner;
    }

    /** The number that the next command gets. */
    public long nextNumber() {
        return router.nextNumber();
    }

    public void submit(Command command, long nowMillis) {
        perform(router.submit(command, nowMillis));
    }

    public void answered(NodeId from, long number, Outcome outcome, long nowMillis) {
        perform(router.answered(from, number, outcome, nowMillis));
    }

    public void leaderChanged(int shard, @Nullable NodeId leader, long nowMillis) {
        perform(router.leaderChanged(shard, leader, nowMillis));
    }

    /** Whether too few nodes are there for writing. */
    public void readOnly(boolean isReadOnly) {
        if (isReadOnly) {
            perform(router.readOnly());
        } else {
            router.writable();
        }
    }

    public void tick(long nowMillis) {
        perform(router.tick(nowMillis));
    }

    private void perform(List<CommandRouter.Effect> effects) {
        for (CommandRouter.Effect effect : effects) {
            if (effect instanceof CommandRouter.Effect.Send send) {
                owner.send(send.to(), send.number(), send.command());
            } else if (effect instanceof CommandRouter.Effect.Complete complete) {
                owner.complete(complete.number(), complete.outcome());
            }
        }
    }
}
