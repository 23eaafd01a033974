package dev.parley.gateway;

import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to one connection: answers in a queue, the entries of rooms by cursors, and how much of it the socket has not taken in.
 *
 * <p>Memory is bounded whatever the client does: entries are not queued but taken when there is room, and a queue of answers that grows
 * beyond its limit is the end of the connection. What was put in order stays in order: an answer never overtakes, nor is overtaken by,
 * entries that were taken before.
 */
@PureCore
final class Outflow {

    private final Buffers buffers;
    private final Runnable onDue;
    /** What was decided to be sent, in order. */
    private final Deque<Frame> outbox = new ArrayDeque<>();

    private long outboxBytes;
    private final Map<String, Cursor> cursors = new HashMap<>();
    private final Set<Cursor> due = new LinkedHashSet<>();
    /** The cursors for which the log must be read; taken away by the owner. */
    private final List<Cursor> readLog = new ArrayList<>();

    private long inFlightBytes;
    private long progressMillis;
    private long delivered;

    /**
     * An outflow with nothing in it.
     *
     * @param onDue called when there is something to send, perhaps more than once before {@link #next}
     */
    Outflow(Buffers buffers, Runnable onDue) {
        this.buffers = buffers;
        this.onDue = onDue;
    }

    /** Puts an answer at the end of the queue. */
    void send(Frame frame) {
        outbox.add(frame);
        outboxBytes += frame.size();
        onDue.run();
    }

    /** Reads a room from after a number on; in place of where it was read before, if it was. */
    void open(Feed feed, long after) {
        close(feed.room());
        Cursor cursor = new Cursor(feed, this, after);
        cursors.put(feed.room(), cursor);
        cursor.due();
    }

    /** Reads a room no more. Gives its feed, if it was read. */
    @Nullable
    Feed close(String room) {
        Cursor cursor = cursors.remove(room);
        if (cursor == null) {
            return null;
        }
        cursor.retire();
        due.remove(cursor);
        return cursor.feed();
    }

    /** The rooms that are read. */
    Set<String> rooms() {
        return cursors.keySet();
    }

    /** A cursor has something to send. */
    void due(Cursor cursor) {
        due.add(cursor);
        onDue.run();
    }

    /** Looks once more at all rooms, in case that a read of the log failed. */
    void retry() {
        cursors.values().stream().filter(Cursor::isBehind).toList().forEach(Cursor::due);
    }

    /** Takes a slice into the queue. */
    void add(Slice slice) {
        outbox.add(slice.frame());
        outboxBytes += slice.frame().size();
        delivered += slice.count();
    }

    /** Whether no more entries are to be taken now. */
    boolean isFull() {
        return inFlightBytes + outboxBytes >= buffers.inFlight();
    }

    /** Whether more answers wait than a client that reads at all would let pile up. */
    boolean isOverflowing() {
        return outboxBytes > buffers.outbox();
    }

    /**
     * What is due and has room, as one message of about one slice, so that progress shows and no client needs a large buffer; null: nothing.
     * The owner writes it and reports with {@link #written}.
     */
    @Nullable
    Frame next(long nowMillis) {
        if (inFlightBytes >= buffers.inFlight()) {
            return null;
        }
        pull();
        if (outbox.isEmpty()) {
            return null;
        }
        List<Frame> parts = new ArrayList<>();
        long bytes = 0;
        for (Frame part = outbox.peek(); part != null; part = outbox.peek()) {
            if (bytes > 0 && bytes + part.size() > buffers.slice()) {
                break;
            }
            outbox.remove();
            bytes += part.size();
            parts.add(part);
        }
        outboxBytes -= bytes;
        Frame frame = parts.size() == 1 ? parts.get(0) : Frame.array(parts);
        if (inFlightBytes == 0) {
            progressMillis = nowMillis;
        }
        inFlightBytes += frame.size();
        return frame;
    }

    /** The socket has taken in so many bytes. */
    void written(int bytes, long nowMillis) {
        inFlightBytes -= bytes;
        progressMillis = nowMillis;
        if (inFlightBytes < buffers.inFlight() && (!outbox.isEmpty() || !due.isEmpty())) {
            onDue.run();
        }
    }

    /** Whether data waits and the socket took in nothing for so long. */
    boolean isStuck(long nowMillis, long patienceMillis) {
        return inFlightBytes > 0 && nowMillis - progressMillis >= patienceMillis;
    }

    /** Handed to the socket and not taken in by it. */
    long inFlightBytes() {
        return inFlightBytes;
    }

    /** Decided to be sent and not taken in by the socket, whether it was handed over already or not. */
    long waitingBytes() {
        return inFlightBytes + outboxBytes;
    }

    /** The cursors for which the log must be read from {@link Cursor#sent} on, since this was last asked. */
    List<Cursor> takeReads() {
        if (readLog.isEmpty()) {
            return List.of();
        }
        List<Cursor> taken = List.copyOf(readLog);
        readLog.clear();
        return taken;
    }

    /** How many entries were sent since this was last asked. */
    long takeDelivered() {
        long taken = delivered;
        delivered = 0;
        return taken;
    }

    /** Takes entries in, one slice of each room after the other, until there is no room or nothing more at hand. */
    private void pull() {
        while (!due.isEmpty() && !isFull()) {
            Iterator<Cursor> rooms = due.iterator();
            while (rooms.hasNext() && !isFull()) {
                Cursor cursor = rooms.next();
                Cursor.Step step = cursor.step();
                if (step != Cursor.Step.MOVED) {
                    rooms.remove();
                }
                if (step == Cursor.Step.READ_LOG) {
                    readLog.add(cursor);
                }
            }
        }
    }
}
