package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One fact in a log, never changed: a number, an id, and what was said by whom and when.
 *
 * <p>{@link #json()} is the one encoding of an entry. It is made once, by the leader; the same bytes are kept in the grid and in the
 * archives and written to every socket. Its layout is fixed, so that reading it back is a scan:
 * {@code {"seq":1,"id":"…","kind":"…","author":"…","at":1,"digest":"…","body":{…}}}.
 *
 * @param seq its number in the log, from 1, without holes
 * @param id the client's name for it
 * @param kind what sort of fact
 * @param author who
 * @param atMillis when, in milliseconds since 1970, by the clock of the leader
 * @param digest the chained digest of the log up to and including this entry
 * @param json the encoding
 */
public record Entry(long seq, EntryId id, Kind kind, UserId author, long atMillis, Digest digest, Json json) {

    /** The entry that follows a position, when the command is granted at a time. */
    public static Entry after(Position previous, Command command, long atMillis) {
        long seq = previous.seq() + 1;
        Digest digest = previous.digest()
                .next(
                        command.id(),
                        command.kind(),
                        command.author(),
                        atMillis,
                        command.body().bytes());
        byte[] start = head(seq, command.id(), command.kind(), command.author(), atMillis, digest);
        byte[] body = command.body().bytes();
        byte[] json = new byte[start.length + body.length + 1];
        System.arraycopy(start, 0, json, 0, start.length);
        System.arraycopy(body, 0, json, start.length, body.length);
        json[json.length - 1] = '}';
        return new Entry(seq, command.id(), command.kind(), command.author(), atMillis, digest, Json.of(json));
    }

    /**
     * Reads the encoding back.
     *
     * @throws IllegalArgumentException when the bytes do not have the layout of an entry
     */
    public static Entry parse(Json json) {
        Scan scan = new Scan(json.bytes());
        long seq = Long.parseLong(scan.between("{\"seq\":", ','));
        EntryId id = new EntryId(scan.between("\"id\":\"", '"'));
        Kind kind = new Kind(scan.between(",\"kind\":\"", '"'));
        UserId author = new UserId(scan.between(",\"author\":\"", '"'));
        long atMillis = Long.parseLong(scan.between(",\"at\":", ','));
        Digest digest = Digest.parse(scan.between("\"digest\":\"", '"'));
        byte[] head = head(seq, id, kind, author, atMillis, digest);
        byte[] all = json.bytes();
        // Not a byte may differ, because the digest is of the values and the bytes are what everybody gets.
        boolean isWritten = all.length > head.length
                && Arrays.equals(all, 0, head.length, head, 0, head.length)
                && all[all.length - 1] == '}';
        if (!isWritten) {
            throw new IllegalArgumentException("not written as an entry: entry " + seq + " with id " + id);
        }
        return new Entry(seq, id, kind, author, atMillis, digest, json);
    }

    /** All that stands before the body. */
    private static byte[] head(long seq, EntryId id, Kind kind, UserId author, long atMillis, Digest digest) {
        String head = "{\"seq\":" + seq + ",\"id\":\"" + id + "\",\"kind\":\"" + kind + "\",\"author\":\"" + author
                + "\",\"at\":" + atMillis + ",\"digest\":\"" + digest + "\"" + BODY;
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the digest is the one that this entry must have after the given one; false means damage or another history. */
    public boolean follows(Digest previous) {
        return previous.next(id, kind, author, atMillis, body().bytes()).equals(digest);
    }

    /** The fact itself: one JSON object. */
    public Json body() {
        byte[] all = json.bytes();
        int from = bodyStart(all);
        byte[] body = new byte[all.length - 1 - from];
        System.arraycopy(all, from, body, 0, body.length);
        return Json.of(body);
    }

    /** Where a reader is who has read this entry. */
    public Position position() {
        return new Position(seq, digest);
    }

    private static final String BODY = ",\"body\":";

    /** The fields before the body hold no quote and no colon beyond the layout's own, so the first match is the body. */
    private static int bodyStart(byte[] json) {
        byte[] mark = BODY.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < json.length - mark.length; i++) {
            int j = 0;
            while (j < mark.length && json[i + j] == mark[j]) {
                j++;
            }
            if (j == mark.length) {
                return i + j;
            }
        }
        throw new IllegalArgumentException("an entry without body: " + new String(json, StandardCharsets.UTF_8));
    }

    /** A strict reader of the fixed layout. */
    private static final class Scan {
        private final byte[] bytes;
        private int at;

        Scan(byte[] bytes) {
            this.bytes = bytes;
        }

        void expect(String literal) {
            for (int i = 0; i < literal.length(); i++) {
                if (at >= bytes.length || bytes[at] != literal.charAt(i)) {
                    throw new IllegalArgumentException("not an entry: expected " + literal + " at byte " + at);
                }
                at++;
            }
        }

        String between(String literal, char end) {
            expect(literal);
            int from = at;
            while (at < bytes.length && bytes[at] != end) {
                at++;
            }
            if (at == bytes.length) {
                throw new IllegalArgumentException("not an entry: no end after " + literal);
            }
            return new String(bytes, from, at++ - from, StandardCharsets.US_ASCII);
        }
    }
}
