package dev.parley.log;

import dev.parley.wire.Clocks;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tails that do not wait for the dead: a command without an answer is sent again as soon as a node is gone, and after a while in any case.
 *
 * <p>An append whose backup died is answered only after Hazelcast's backup timeout and its next look at the clock, up to two seconds later. The same
 * command sent again finds itself done and is backed up to the nodes that are left, within milliseconds. That is safe because the tail decides
 * every command by term and position, so a second execution changes nothing, and a late one is refused.
 *
 * <p>Owned by one context: all methods are called on it.
 */
public final class HedgedTails implements Tails {

    private static final int MAX_TRIES = 4;
    private static final long HEDGE_MILLIS = 300;

    private static final class Call {
        final LogId log;
        final TailCommand command;
        final Promise<TailReply> promise = Promise.promise();
        int tries;
        int open;
        long sentAtMillis;

        Call(LogId log, TailCommand command) {
            this.log = log;
            this.command = command;
        }
    }

    private final Tails tails;
    private final Set<Call> calls = new LinkedHashSet<>();

    /** Tries commands on these tails. */
    public HedgedTails(Tails tails) {
        this.tails = tails;
    }

    @Override
    public Future<TailReply> apply(LogId log, TailCommand command) {
        Call call = new Call(log, command);
        calls.add(call);
        send(call);
        return call.promise.future();
    }

    /** A node is gone: what waits for it need not. */
    public void membersChanged() {
        List.copyOf(calls).forEach(this::send);
    }

    /** Time went by. */
    public void tick() {
        long now = Clocks.monotonicMillis();
        for (Call call : List.copyOf(calls)) {
            if (now - call.sentAtMillis >= HEDGE_MILLIS * call.tries) {
                send(call);
            }
        }
    }

    private void send(Call call) {
        if (call.tries < MAX_TRIES) {
            call.tries++;
            call.open++;
            call.sentAtMillis = Clocks.monotonicMillis();
            tails.apply(call.log, call.command).onComplete(done -> answered(call, done.result()));
        }
    }

    /** The first answer that tells decides; "unknown" only when nobody is left who could tell. */
    private void answered(Call call, TailReply reply) {
        call.open--;
        boolean tells = reply.status() != TailReply.Status.UNKNOWN;
        if ((tells || call.open == 0) && calls.remove(call)) {
            call.promise.complete(reply);
        }
    }
}
