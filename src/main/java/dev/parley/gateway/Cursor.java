package dev.parley.gateway;

import dev.parley.wire.PureCore;
import java.util.List;

/**
 * How far one connection was sent one room. Everything is sent by moving the cursor over the entries that come next, so that each number
 * is sent once, in order, and without a hole, wherever the entries are taken from.
 */
@PureCore
final class Cursor {

    /** What a cursor finds when it looks for more. */
    enum Step {
        /** Something was added to what goes out. */
        MOVED,
        /** It has everything, or waits for the log. */
        RESTS,
        /** The log must be read from {@link #sent()} on. */
        READ_LOG
    }

    private final Feed feed;
    private final Outflow outflow;
    private long sent;
    private boolean waits;
    private boolean retired;

    /** A cursor whose owner has everything up to a number. */
    Cursor(Feed feed, Outflow outflow, long sent) {
        this.feed = feed;
        this.outflow = outflow;
        this.sent = sent;
        feed.add(this);
    }

    Feed feed() {
        return feed;
    }

    /** The last number that was sent. */
    long sent() {
        return sent;
    }

    /** There may be more to send. */
    void due() {
        if (!waits) {
            outflow.due(this);
        }
    }

    /** Whether there is something that was not sent and is not being read. */
    boolean isBehind() {
        return !waits && !feed.isLevel(sent);
    }

    /** It is read no more: what a read of the log still brings is dropped. */
    void retire() {
        retired = true;
        feed.remove(this);
    }

    /** Moves over the next slice, if it is at hand. */
    Step step() {
        if (waits || feed.isLevel(sent)) {
            return Step.RESTS;
        }
        Slice slice = feed.after(sent);
        if (slice == null) {
            waits = true;
            return feed.ask(sent, this) ? Step.READ_LOG : Step.RESTS;
        }
        move(slice);
        return Step.MOVED;
    }

    /** What a read of the log brought; none if it failed, and then the next tick tries again. */
    void take(List<Slice> slices) {
        waits = false;
        if (retired) {
            return;
        }
        for (Slice slice : slices) {
            if (outflow.isFull()) {
                break;
            }
            move(slice);
        }
        if (!slices.isEmpty()) {
            outflow.due(this);
        }
    }

    private void move(Slice slice) {
        if (slice.from() != sent + 1) {
            throw new IllegalStateException(
                    feed.room() + ": sent up to " + sent + ", and now " + slice.from() + " to " + slice.upTo());
        }
        outflow.add(slice);
        sent = slice.upTo();
    }
}
