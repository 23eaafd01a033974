package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The name of one log: {@code directory}, or {@code room/} and the room's name.
 *
 * @param value at most 60 ASCII characters
 */
public record LogId(String value) implements Comparable<LogId> {

    // Before the constants: they are checked against these when the class is loaded.
    private static final String ROOM = "room/";
    private static final Pattern ROOM_FORM = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final Pattern FORM = Pattern.compile("directory|room/[A-Za-z0-9-]{1,40}");

    /** The number of shards onto which logs are hashed; the same for ever, because it decides who leads what. */
    public static final int SHARDS = 64;

    /** The cluster's own records: which rooms there are. */
    public static final LogId DIRECTORY = new LogId("directory");

    public LogId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a log: " + value);
        }
    }

    /** Whether the text can be the name of a room. */
    public static boolean isRoomName(String text) {
        return ROOM_FORM.matcher(text).matches();
    }

    /** The log of the room with this name. */
    public static LogId ofRoom(String room) {
        return new LogId(ROOM + room);
    }

    /** Whether this is the log of a room. */
    public boolean isRoom() {
        return value.startsWith(ROOM);
    }

    /** The name of the room whose log this is. */
    public String room() {
        if (!isRoom()) {
            throw new IllegalStateException(value + " is not the log of a room");
        }
        return value.substring(ROOM.length());
    }

    /** The shard this log belongs to, 0 to {@link #SHARDS} − 1; CRC-32 of the name, the same on every node. */
    public int shard() {
        CRC32 crc = new CRC32();
        crc.update(value.getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() % SHARDS);
    }

    @Override
    public int compareTo(LogId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
