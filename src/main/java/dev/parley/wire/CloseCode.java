package dev.parley.wire;

/** Why a node closes a connection; the range says whether to connect again: below 3500 yes, from 3500 on no. */
public enum CloseCode {
    NORMAL(1000, "bye"),
    STOPPING(3000, "stopping"),
    TOO_SLOW(3001, "too slow"),
    IDLE(3002, "idle"),
    FULL(3003, "full"),
    NO_HELLO(3004, "no hello"),
    BAD_FRAMES(3501, "too many bad frames"),
    VERSION(3502, "version not spoken");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The number in the close frame. */
    public short code() {
        return (short) code;
    }

    /** The words in the close frame. */
    public String reason() {
        return reason;
    }
}
