package dev.parley.wire;

/** The catalogue of what can go wrong between a client and a node; the numbers are for ever. docs/protocol.md says what a client does. */
public enum ErrorCode {
    NOT_JSON(100, Retry.NEVER),
    UNKNOWN_TYPE(101, Retry.NEVER),
    BAD_FIELD(102, Retry.NEVER),
    HELLO_FIRST(103, Retry.NEVER),
    HELLO_TWICE(104, Retry.NEVER),
    VERSION(105, Retry.NEVER),
    TEXT_TOO_LONG(110, Retry.NEVER),
    TEXT_EMPTY(111, Retry.NEVER),
    CONTROL_CHARACTERS(112, Retry.NEVER),
    ROOM_UNKNOWN(120, Retry.NEVER),
    NOT_IN_ROOM(121, Retry.NEVER),
    NAME_TAKEN(122, Retry.NEVER),
    TOO_MANY_ROOMS(123, Retry.NEVER),
    ID_TAKEN(124, Retry.NEVER),
    TOO_FAST(130, Retry.LATER),
    OVERLOADED(131, Retry.LATER),
    NOT_ACKNOWLEDGED(132, Retry.LATER),
    NOT_READY(133, Retry.LATER),
    READ_ONLY(134, Retry.LATER),
    CROWDED(135, Retry.LATER),
    INTERNAL(140, Retry.LATER);

    /** Whether sending the same again can help. */
    private enum Retry {
        NEVER,
        LATER
    }

    private final int code;
    private final Retry retry;

    ErrorCode(int code, Retry retry) {
        this.code = code;
        this.retry = retry;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether the same frame may succeed when it is sent again later. */
    public boolean isTemporary() {
        return retry == Retry.LATER;
    }

    /** Whether the frame itself was malformed, so that the client program has a fault. */
    public boolean isMalformed() {
        return code < 110;
    }

    /** The name on the wire: lower case with hyphens. */
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The error with this number. */
    public static ErrorCode of(int code) {
        for (ErrorCode error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        throw new IllegalArgumentException("no error has the number " + code);
    }
}
