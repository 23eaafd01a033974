package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something asked of the archive that waits for one of its threads. Whoever takes it out of the queue owes it its outcome. */
abstract sealed class ArchiveRequest {

    private final long sinceNanos;
    private final int entries;
    private final long bytes;

    private ArchiveRequest(long sinceNanos, int entries, long bytes) {
        this.sinceNanos = sinceNanos;
        this.entries = entries;
        this.bytes = bytes;
    }

    /** When it was asked, by {@link System#nanoTime()}. */
    final long sinceNanos() {
        return sinceNanos;
    }

    /** How many entries it brings; 1 for what brings none. */
    final int entries() {
        return entries;
    }

    /** How many bytes of JSON it brings. */
    final long bytes() {
        return bytes;
    }

    /** Gives it its outcome; without effect if it has one. */
    abstract void fail(ArchiveException why);

    /** Entries, or only a term, for one log. */
    static final class Append extends ArchiveRequest {
        private final LogId log;
        private final long term;
        private final Position previous;
        private final List<Entry> batch;
        private final CompletableFuture<LogEnd> result = new CompletableFuture<>();

        /** Entries must follow the position and each other without a hole. */
        Append(LogId log, long term, Position previous, List<Entry> entries, long sinceNanos) {
            super(sinceNanos, Math.max(1, entries.size()), sizeOf(entries));
            if (term < 0) {
                throw new IllegalArgumentException("term of " + log + " must not be negative: " + term);
            }
            this.log = log;
            this.term = term;
            this.previous = previous;
            this.batch = List.copyOf(entries);
            long expected = previous.seq() + 1;
            for (Entry entry : batch) {
                if (entry.seq() != expected++) {
                    throw new IllegalArgumentException(
                            "entries of " + log + " after " + previous + " have a hole before " + entry.seq());
                }
            }
        }

        LogId log() {
            return log;
        }

        long term() {
            return term;
        }

        Position previous() {
            return previous;
        }

        List<Entry> batch() {
            return batch;
        }

        CompletableFuture<LogEnd> result() {
            return result;
        }

        @Override
        void fail(ArchiveException why) {
            result.completeExceptionally(why);
        }

        private static long sizeOf(List<Entry> entries) {
            return entries.stream().mapToLong(entry -> entry.json().size()).sum();
        }
    }

    /** What a job does with the connection of the thread that runs it. */
    @FunctionalInterface
    interface Work<C, T> {
        T on(C connection) throws SQLException, ArchiveException;
    }

    /** Anything but an append: a read on a reader's thread, or a task on the writer's. */
    static final class Job<C, T> extends ArchiveRequest {
        private final Work<C, T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Job(Work<C, T> work, long sinceNanos) {
            super(sinceNanos, 1, 0);
            this.work = work;
        }

        /** Does the work and returns what gives the result to those who wait for it. */
        Runnable run(C connection) throws SQLException, ArchiveException {
            T value = work.on(connection);
            return () -> result.complete(value);
        }

        CompletableFuture<T> result() {
            return result;
        }

        @Override
        void fail(ArchiveException why) {
            result.completeExceptionally(why);
        }
    }

    /** Stands in the queue behind the last request: the threads end when they meet it. */
    static final class Stop extends ArchiveRequest {
        Stop() {
            super(0, 0, 0);
        }

        @Override
        void fail(ArchiveException why) {
            // Nobody waits for it.
        }
    }
}
