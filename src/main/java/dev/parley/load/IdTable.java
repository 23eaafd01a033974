package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.Arrays;

/**
 * Every id of a history, numbered 0, 1, 2 … in the order of its first appearance, with what is known about it.
 *
 * <p>Columns of numbers instead of objects: about 70 bytes for each id.
 */
@PureCore
final class IdTable {

    /** Not known. */
    static final int NONE = -1;

    private int size;
    private long[] high = new long[64];
    private long[] low = new long[64];
    /** Who posted it; {@link #NONE} when nobody did. */
    private int[] client = new int[64];
    /** The log it was posted to; {@link #NONE} before. */
    private int[] log = new int[64];
    /** The log and number where an entry with this id was first seen; {@link #NONE} before. */
    private int[] placeLog = new int[64];

    private int[] placeSeq = new int[64];
    /** What its first acknowledgement said; 0 before. */
    private int[] ackSeq = new int[64];

    private long[] ackHigh = new long[64];
    private long[] ackLow = new long[64];
    /** The number of the error that refused it for good; 0 when none did. */
    private short[] refusal = new short[64];

    /** Open addressing: index + 1 of an id, 0 where free; its length is a power of two, at most half of it in use. */
    private int[] slots = new int[256];

    /** How many ids. */
    int size() {
        return size;
    }

    /** The index of this id, which is new from now on if it was not known. */
    int index(Ulid id) {
        int slot = slot(id.high(), id.low());
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == high.length) {
            grow();
        }
        if (2 * (size + 1) > slots.length) {
            rehash();
            slot = slot(id.high(), id.low());
        }
        high[size] = id.high();
        low[size] = id.low();
        client[size] = NONE;
        log[size] = NONE;
        placeLog[size] = NONE;
        slots[slot] = ++size;
        return size - 1;
    }

    Ulid id(int index) {
        return new Ulid(high[index], low[index]);
    }

    void post(int index, int byClient, int toLog) {
        client[index] = byClient;
        log[index] = toLog;
    }

    int client(int index) {
        return client[index];
    }

    int log(int index) {
        return log[index];
    }

    void place(int index, int inLog, int seq) {
        placeLog[index] = inLog;
        placeSeq[index] = seq;
    }

    int placeLog(int index) {
        return placeLog[index];
    }

    int placeSeq(int index) {
        return placeSeq[index];
    }

    void ack(int index, Position position) {
        ackSeq[index] = Math.toIntExact(position.seq());
        ackHigh[index] = position.digest().high();
        ackLow[index] = position.digest().low();
    }

    boolean isAcked(int index) {
        return ackSeq[index] != 0;
    }

    int ackSeq(int index) {
        return ackSeq[index];
    }

    Digest ackDigest(int index) {
        return new Digest(ackHigh[index], ackLow[index]);
    }

    void refuse(int index, int code) {
        refusal[index] = (short) code;
    }

    int refusal(int index) {
        return refusal[index];
    }

    /** Where this id is, or the free place where it belongs. */
    private int slot(long h, long l) {
        long mixed = (h ^ l) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (slots.length - 1);
        while (slots[slot] != 0 && (high[slots[slot] - 1] != h || low[slots[slot] - 1] != l)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int i = 0; i < size; i++) {
            slots[slot(high[i], low[i])] = i + 1;
        }
    }

    private void grow() {
        int length = size * 2;
        high = Arrays.copyOf(high, length);
        low = Arrays.copyOf(low, length);
        client = Arrays.copyOf(client, length);
        log = Arrays.copyOf(log, length);
        placeLog = Arrays.copyOf(placeLog, length);
        placeSeq = Arrays.copyOf(placeSeq, length);
        ackSeq = Arrays.copyOf(ackSeq, length);
        ackHigh = Arrays.copyOf(ackHigh, length);
        ackLow = Arrays.copyOf(ackLow, length);
        refusal = Arrays.copyOf(refusal, length);
    }
}
