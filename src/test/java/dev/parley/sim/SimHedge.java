package dev.parley.sim;

import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.wire.LogId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What {@code HedgedTails} does on one node: a command without an answer is sent again, and the first answer that tells decides. */
final class SimHedge {

    private static final int MAX_TRIES = 4;
    private static final long HEDGE_MILLIS = 300;

    private static final class Call {
        final LogId log;
        final TailCommand command;
        final Consumer<TailReply> done;
        int tries;
        int open;
        long sentAtMillis;

        Call(LogId log, TailCommand command, Consumer<TailReply> done) {
            this.log = log;
            this.command = command;
            this.done = done;
        }
    }

    private final SimCluster cluster;
    private final SimNode node;
    private final Set<Call> calls = new LinkedHashSet<>();

    SimHedge(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
    }

    void apply(LogId log, TailCommand command, Consumer<TailReply> done) {
        Call call = new Call(log, command, done);
        calls.add(call);
        send(call);
    }

    void membersChanged() {
        List.copyOf(calls).forEach(this::send);
    }

    void tick() {
        for (Call call : List.copyOf(calls)) {
            if (call.tries < MAX_TRIES && node.now() - call.sentAtMillis >= HEDGE_MILLIS * call.tries) {
                send(call);
            }
        }
    }

    private void send(Call call) {
        call.tries++;
        call.open++;
        call.sentAtMillis = node.now();
        cluster.calls().tail(node.id(), call.log, call.command, reply -> answered(call, reply));
    }

    private void answered(Call call, TailReply reply) {
        call.open--;
        boolean tells = reply.status() != TailReply.Status.UNKNOWN;
        if ((tells || call.open == 0) && calls.remove(call)) {
            call.done.accept(reply);
        }
    }
}
