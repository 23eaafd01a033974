package dev.parley.log;

import dev.parley.wire.Clocks;
import dev.parley.wire.Latency;
import dev.parley.wire.LogId;
import dev.parley.wire.Tallies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Tails that do not wait for the dead: a command without an answer is sent again as soon as a node is gone, and after a while in any case.
 *
 * <p>An append whose backup died, or whose copy moved to another node at that moment (which happens at every join and at every leave, planned or not), is
 * answered only after Hazelcast's backup timeout and its next look at the clock, up to two seconds later. The same command sent again finds
 * itself done and is backed up to the nodes that have the copies now, within milliseconds. That is safe because the tail decides every command by term
 * and position, so a second execution changes nothing, and a late one is refused.
 *
 * <p>The first wait is some times what commands usually take, so that a grid that is slow because it has much to do does not get more.
 *
 * <p>Owned by one context: all methods are called on it.
 */
public final class HedgedTails implements Tails {

    /**
     * What became of commands to the grid since the start.
     *
     * @param answers to all commands, by status
     * @param appends batches that were committed
     * @param entries in those batches
     * @param again tries beyond the first of a command
     * @param open commands without an answer
     * @param commit from the first try of a batch until it was committed
     */
    public record Counts(
            Map<TailReply.Status, Long> answers,
            long appends,
            long entries,
            long again,
            int open,
            Latency.Snapshot commit) {}

    /** So often a command is tried by the clock alone. */
    private static final int MAX_TRIES = 5;

    /** Between the first and the second try; in between, so many times the usual time. */
    private static final long LEAST_WAIT_MILLIS = 100;

    private static final long LONGEST_WAIT_MILLIS = 300;
    private static final int USUAL_TIMES = 4;
    /** Between any further tries, multiplied by how many there were. */
    private static final long STEP_MILLIS = 300;

    /** The share of each answer in what is usual. */
    private static final double WEIGHT = 1 / 16.0;

    private static final class Call {
        final LogId log;
        final TailCommand command;
        final Promise<TailReply> promise = Promise.promise();
        int tries;
        int open;
        final long beganMillis;
        long sentAtMillis;
        final long sinceNanos = Clocks.monotonicNanos();

        Call(LogId log, TailCommand command, long beganMillis) {
            this.log = log;
            this.command = command;
            this.beganMillis = beganMillis;
        }
    }

    private final Tails tails;
    private final LongSupplier clockMillis;
    private final Set<Call> calls = new LinkedHashSet<>();
    /** What a command takes, in milliseconds: an average that forgets. */
    private double usualMillis = (double) LONGEST_WAIT_MILLIS / USUAL_TIMES;

    // Any thread.
    private final Tallies<TailReply.Status> answers = new Tallies<>(TailReply.Status.class);
    private final LongAdder appends = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder again = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private final Latency commit = new Latency();

    /** Tries commands on these tails, by a clock that never goes back. */
    public HedgedTails(Tails tails, LongSupplier clockMillis) {
        this.tails = tails;
        this.clockMillis = clockMillis;
    }

    @Override
    public Future<TailReply> apply(LogId log, TailCommand command) {
        Call call = new Call(log, command, clockMillis.getAsLong());
        calls.add(call);
        open.incrementAndGet();
        send(call);
        return call.promise.future();
    }

    /** A node is gone: what waits for it need not. However often it was tried, because all tries may hang on that node. */
    public void membersChanged() {
        List.copyOf(calls).forEach(this::send);
    }

    /** Time went by. Call it every few tens of milliseconds. */
    public void tick() {
        long now = clockMillis.getAsLong();
        for (Call call : List.copyOf(calls)) {
            if (call.tries < MAX_TRIES && now - call.sentAtMillis >= patienceMillis(call)) {
                send(call);
            }
        }
    }

    private long patienceMillis(Call call) {
        long first = Math.min(LONGEST_WAIT_MILLIS, Math.max(LEAST_WAIT_MILLIS, (long) (USUAL_TIMES * usualMillis)));
        return call.tries == 1 ? first : STEP_MILLIS * (call.tries - 1);
    }

    private void send(Call call) {
        call.tries++;
        if (call.tries > 1) {
            again.increment();
        }
        call.open++;
        call.sentAtMillis = clockMillis.getAsLong();
        tails.apply(call.log, call.command).onComplete(done -> answered(call, done.result()));
    }

    /** The first answer that tells decides; "unknown" only when nobody is left who could tell. */
    private void answered(Call call, TailReply reply) {
        call.open--;
        boolean tells = reply.status() != TailReply.Status.UNKNOWN;
        if ((tells || call.open == 0) && calls.remove(call)) {
            usualMillis += WEIGHT * (clockMillis.getAsLong() - call.beganMillis - usualMillis);
            count(call, reply.status());
            call.promise.complete(reply);
        }
    }

    private void count(Call call, TailReply.Status status) {
        open.decrementAndGet();
        answers.count(status);
        if (status == TailReply.Status.DONE && call.command instanceof TailCommand.Append append) {
            appends.increment();
            entries.add(append.entries().size());
            commit.recordSince(call.sinceNanos);
        }
    }

    /** What became of commands since the start. Any thread. */
    public Counts counts() {
        return new Counts(answers.snapshot(), appends.sum(), entries.sum(), again.sum(), open.get(), commit.snapshot());
    }
}
