package dev.parley.admin;

import java.util.Locale;

/** What can go wrong between an administrator and a node; the numbers are for ever. docs/administration.md says what to do. */
public enum AdminError {
    NO_TOKEN(201, 401, "Send the administrator's token: Authorization: Bearer TOKEN."),
    WRONG_TOKEN(202, 401, "This is not the administrator's token."),
    TOO_MANY_ATTEMPTS(203, 429, "Too many wrong tokens from this address. Wait."),
    NO_TOKEN_YET(204, 503, "The cluster has agreed on no administrator's token yet."),
    BAD_REQUEST(210, 400, "The request cannot be understood."),
    TOO_LARGE(211, 413, "The body is longer than 4096 bytes."),
    UNKNOWN_CALL(212, 404, "There is no such call."),
    NODE_UNKNOWN(220, 404, "There is no such node in the cluster."),
    NODE_SILENT(221, 504, "The node did not answer within 5 s. It may have done it; ask again."),
    NOT_SERVING(230, 409, "The node does not serve now: see /ready."),
    ONLY_NODE(231, 409, "No other node is ready to take over."),
    TOO_FEW_NODES(232, 409, "Without this node there would be too few nodes for writing."),
    NOT_DEMO(233, 403, "The node does not run with --demo, so it cannot be killed from here."),
    OLDER_NODES(234, 409, "A node of an older release is in the cluster, which does not know what a drained node is."),
    INTERNAL(240, 500, "The node could not do it; its log says why.");

    private final int code;
    private final int status;
    private final String sentence;

    AdminError(int code, int status, String sentence) {
        this.code = code;
        this.status = status;
        this.sentence = sentence;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The status of the HTTP answer. */
    public int status() {
        return status;
    }

    /** What happened, for a person. */
    public String sentence() {
        return sentence;
    }

    /** The name on the wire: lower case with hyphens. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
