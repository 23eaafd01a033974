package dev.parley.admin;

import io.vertx.core.json.JsonObject;

/**
 * Why something was not done. Travels as the failure of a future, without a stack trace: it is an answer.
 */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final AdminError error;

    Refusal(AdminError error) {
        this(error, error.sentence());
    }

    /**
     * @param sentence what is wrong, for a person, without secrets
     */
    Refusal(AdminError error, String sentence) {
        super(sentence, null, false, false);
        this.error = error;
    }

    AdminError error() {
        return error;
    }

    /** The body of the HTTP answer. */
    JsonObject json() {
        return new JsonObject()
                .put("error", error.wireName())
                .put("code", error.code())
                .put("message", getMessage());
    }

    /** Reads {@link #json()}; anything else is {@link AdminError#INTERNAL}. */
    static Refusal of(JsonObject json) {
        for (AdminError error : AdminError.values()) {
            if (error.wireName().equals(json.getValue("error"))) {
                return new Refusal(error, String.valueOf(json.getValue("message")));
            }
        }
        return new Refusal(AdminError.INTERNAL);
    }
}
