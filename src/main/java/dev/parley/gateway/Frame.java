package dev.parley.gateway;

import dev.parley.wire.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message to clients: the bytes of one JSON object, or of an array of them. Built once and written to any number of sockets.
 *
 * <p>Used on one event loop. The bytes are never changed after construction and are valid UTF-8, because all of them come from our own
 * encoder.
 */
final class Frame {

    private final byte[] bytes;
    private @Nullable String text;

    private Frame(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The frame with this text. */
    static Frame of(String json) {
        Frame frame = new Frame(json.getBytes(StandardCharsets.UTF_8));
        frame.text = json;
        return frame;
    }

    /** Several frames as one message, to be read in order. */
    static Frame array(List<Frame> frames) {
        int size = 1 + frames.size();
        for (Frame frame : frames) {
            size += frame.size();
        }
        Splice splice = new Splice(size);
        byte separator = '[';
        for (Frame frame : frames) {
            splice.put(separator).put(frame.bytes);
            separator = ',';
        }
        return new Frame(splice.put((byte) ']').bytes);
    }

    /** The entries of a room, from their own bytes. */
    static Frame entries(String room, List<Entry> entries) {
        return around("{\"t\":\"entries\",\"room\":\"" + room + "\",\"entries\":", entries, "}");
    }

    /** Entries, from their own bytes, as an array between two texts. */
    static Frame around(String before, List<Entry> entries, String after) {
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        int size = head.length + tail.length + Math.max(2, entries.size() + 1);
        for (Entry entry : entries) {
            size += entry.json().size();
        }
        Splice splice = new Splice(size).put(head);
        if (entries.isEmpty()) {
            splice.put((byte) '[');
        }
        byte separator = '[';
        for (Entry entry : entries) {
            splice.put(separator).put(entry.json().bytes());
            separator = ',';
        }
        return new Frame(splice.put((byte) ']').put(tail).bytes);
    }

    /** The bytes themselves; read only. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return bytes.length;
    }

    /** The same as text, decoded once. */
    String text() {
        String known = text;
        if (known == null) {
            known = new String(bytes, StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }

    /** An array that is filled from the front. */
    private static final class Splice {
        private final byte[] bytes;
        private int at;

        Splice(int size) {
            bytes = new byte[size];
        }

        Splice put(byte one) {
            bytes[at++] = one;
            return this;
        }

        Splice put(byte[] many) {
            System.arraycopy(many, 0, bytes, at, many.length);
            at += many.length;
            return this;
        }
    }
}
