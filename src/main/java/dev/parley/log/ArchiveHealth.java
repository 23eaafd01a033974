package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether an open archive may still be used, learned from what its threads meet. Any thread, unless said otherwise.
 *
 * <h2>Why a failed disk is not tried again</h2>
 *
 * <p>After a write or a sync has failed, the kernel may take the pages in its cache for clean: the next sync then succeeds without having
 * written them. So the first failure of that sort is the last word. Nothing is written or confirmed any more until the file is closed and
 * opened again, which reads back what the file really holds, writes it where it belongs, and syncs that.
 *
 * <p>A full disk, a read-only or a locked file are refused before anything is written, and may pass. They are trouble when they last.
 */
final class ArchiveHealth {

    private final CompletableFuture<ArchiveException> trouble = new CompletableFuture<>();
    private final Duration patience;
    private final ArchiveCounter counter = new ArchiveCounter();

    /** What made writing unsafe. Written by the write thread, read by any. */
    private volatile @Nullable ArchiveException spoiled;

    /** Since when every write has failed. Written by the write thread, read by any. */
    private volatile @Nullable Failing failing;

    private record Failing(long sinceNanos) {}

    ArchiveHealth(Duration patience) {
        this.patience = patience;
    }

    /** Tells of trouble, once, with this executor; also if it was there before. */
    void onTrouble(Consumer<ArchiveException> listener, Executor executor) {
        var unused = trouble.thenAcceptAsync(listener, executor);
    }

    /** What is counted of this archive, by all its threads. */
    ArchiveCounter counter() {
        return counter;
    }

    /** Something was written and synced, in one transaction. Write thread. */
    void wrote() {
        counter.committed();
        failing = null;
    }

    /** Something could not be written. Write thread. */
    void writeFailed(ArchiveException why, long nowNanos) {
        if (SqlErrors.isBrokenDisk(why) && spoiled == null) {
            spoiled = why;
        }
        met(why);
        if (why.reason() == Reason.IO) {
            Failing before = failing;
            long sinceNanos = before == null ? nowNanos : before.sinceNanos();
            failing = new Failing(sinceNanos);
            if (nowNanos - sinceNanos > patience.toNanos()) {
                trouble.complete(why);
            }
        }
    }

    /** A thread met a failure, or a check found a fault. Only damage and a broken disk are trouble at once. */
    void met(ArchiveException why) {
        if (why.reason() == Reason.DAMAGED || SqlErrors.isBrokenDisk(why)) {
            trouble.complete(why);
        }
    }

    /** Whether it has told of trouble. */
    boolean isTroubled() {
        return trouble.isDone();
    }

    /** Whether the last attempt to write failed. */
    boolean isFailing() {
        return failing != null;
    }

    /** Refuses to write after the disk has failed. */
    void checkWritable() throws ArchiveException {
        ArchiveException cause = spoiled;
        if (cause != null) {
            throw new ArchiveException(
                    Reason.IO,
                    "the archive takes nothing more until it is opened again, because its disk has failed: "
                            + cause.getMessage(),
                    cause);
        }
    }
}
