package dev.parley.gateway;

import dev.parley.gateway.ClientFrame.Create;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.Join;
import dev.parley.gateway.ClientFrame.Leave;
import dev.parley.gateway.ClientFrame.Malformed;
import dev.parley.gateway.ClientFrame.Ping;
import dev.parley.gateway.ClientFrame.Post;
import dev.parley.gateway.ClientFrame.Typing;
import dev.parley.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a frame that cannot be served.
 *
 * @param error which error of the catalogue
 * @param message the same in words for a person, without secrets
 * @param ref of the frame it answers, if it has one
 * @param id of the thing the frame wanted to make, if any
 * @param room which room it is about, if one
 * @param retryAfterMillis not to be sent again before so many milliseconds; 0: nothing is said
 */
record Fault(
        ErrorCode error,
        String message,
        @Nullable String ref,
        @Nullable String id,
        @Nullable String room,
        long retryAfterMillis) {

    /** A fault that belongs to no frame in particular. */
    static Fault of(ErrorCode error, String message) {
        return new Fault(error, message, null, null, null, 0);
    }

    /** The same, about this room. */
    Fault in(String room) {
        return new Fault(error, message, ref, id, room, retryAfterMillis);
    }

    /** The same, as the answer to the frame with this ref. */
    Fault answering(@Nullable String ref) {
        return new Fault(error, message, ref, id, room, retryAfterMillis);
    }

    /** The same, as the answer to the wish with this id. */
    Fault about(@Nullable String id) {
        return new Fault(error, message, ref, id, room, retryAfterMillis);
    }

    /** The same, not to be tried again before so many milliseconds. */
    Fault retryAfter(long millis) {
        return new Fault(error, message, ref, id, room, millis);
    }

    /** A fault that carries the names of the frame it answers. */
    static Fault named(ErrorCode error, String message, ClientFrame frame) {
        Fault fault = of(error, message);
        if (frame instanceof Post post) {
            return fault.about(post.id().value()).in(post.room());
        } else if (frame instanceof Create create) {
            return fault.about(create.id().value());
        } else if (frame instanceof Join join) {
            return fault.answering(join.ref()).in(join.target().room());
        } else if (frame instanceof Leave leave) {
            return fault.answering(leave.ref()).in(leave.room());
        } else if (frame instanceof History wish) {
            return fault.answering(wish.ref()).in(wish.room());
        } else if (frame instanceof Typing typing) {
            return fault.in(typing.room());
        } else if (frame instanceof Ping ping) {
            return fault.answering(ping.ref());
        } else if (frame instanceof Malformed malformed) {
            Fault read = malformed.fault();
            return new Fault(error, message, read.ref(), read.id(), read.room(), 0);
        }
        return fault;
    }
}
