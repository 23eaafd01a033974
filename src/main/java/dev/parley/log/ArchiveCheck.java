package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Checks everything in an archive in the background, slowly, again and again: a disk rots where nobody reads, too.
 *
 * <p>Owned by the archive's watch thread. It reads in small steps through the queue of all readers, one step at a time.
 */
final class ArchiveCheck {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int STEPS_PER_SECOND = 4;
    private static final int LOGS_PER_STEP = 50;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Function<ArchiveRequest.Work<ArchiveReader, ArchiveSweep>, CompletableFuture<ArchiveSweep>> reads;
    private final ScheduledExecutorService watch;
    private final ArchiveCare care;
    private final ArchiveHealth health;
    private ArchiveSweep sweep = ArchiveSweep.begin();
    private int faults;
    private long begunNanos;

    /** A check that reads through that door. */
    ArchiveCheck(
            Function<ArchiveRequest.Work<ArchiveReader, ArchiveSweep>, CompletableFuture<ArchiveSweep>> reads,
            ScheduledExecutorService watch,
            ArchiveCare care,
            ArchiveHealth health) {
        this.reads = reads;
        this.watch = watch;
        this.care = care;
        this.health = health;
    }

    /** Begins the first check after its time. Any thread, once, before the watch has anything else of this. */
    void start() {
        schedule(care.checkAfter());
    }

    private void schedule(Duration delay) {
        if (!watch.isShutdown()) {
            var unused = watch.schedule(this::next, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void next() {
        if (sweep.entries() == 0 && sweep.logs() == 0) {
            begunNanos = System.nanoTime();
        }
        ArchiveSweep from = sweep;
        var unused = reads.apply(reader -> step(reader, from)).whenCompleteAsync(this::stepped, watch);
    }

    private ArchiveSweep step(ArchiveReader reader, ArchiveSweep from) throws SQLException, ArchiveException {
        int limit = Math.max(1, Math.min(Archive.MAX_ENTRIES, care.checkedPerSecond() / STEPS_PER_SECOND));
        ArchiveSweep next = from;
        do {
            next = reader.sweep(next, limit);
        } while (!next.isDone()
                && next.fault().isEmpty()
                && next.entries() - from.entries() < limit
                && next.logs() - from.logs() < LOGS_PER_STEP);
        return next;
    }

    private void stepped(ArchiveSweep next, Throwable failure) {
        if (failure != null) {
            boolean isClosed = failure instanceof ArchiveException e && e.reason() == Reason.CLOSED;
            if (!isClosed) {
                LOG.log(Level.DEBUG, "event=archive-check-waits", failure);
                schedule(AFTER_FAILURE);
            }
            return;
        }
        health.counter().checked(next.entries() - sweep.entries());
        sweep = next;
        next.fault().ifPresent(this::found);
        if (next.isDone()) {
            LOG.log(
                    faults == 0 ? Level.INFO : Level.ERROR,
                    "event=archive-checked logs={0,number,#} entries={1,number,#} faults={2,number,#} millis={3,number,#}",
                    next.logs(),
                    next.entries(),
                    faults,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
            sweep = ArchiveSweep.begin();
            faults = 0;
            schedule(care.checkAgain());
        } else {
            schedule(Duration.ofMillis(TimeUnit.SECONDS.toMillis(1) / STEPS_PER_SECOND));
        }
    }

    private void found(String fault) {
        faults++;
        health.counter().fault();
        LOG.log(Level.ERROR, "event=archive-fault fault={0}", fault);
        health.met(new ArchiveException(
                Reason.DAMAGED,
                "the archive is damaged: " + fault
                        + ". Restore it from a backup, or remove it and let the other nodes fill a new one"));
    }
}
