package dev.parley.wire;

import org.jspecify.annotations.Nullable;

/** What became of a command. */
public sealed interface Outcome {

    /**
     * The command is an entry, and enough disks have it.
     *
     * @param position number and digest of the entry
     * @param atMillis time of the entry, in milliseconds since 1970
     */
    record Accepted(Position position, long atMillis) implements Outcome {}

    /**
     * The node does not lead the shard of the log.
     *
     * @param leader who does, as far as it knows
     */
    record NotLeader(@Nullable NodeId leader) implements Outcome {}

    /**
     * The command is not an entry and was refused; or, with a temporary error, it is not known yet whether it will be.
     *
     * @param error why
     * @param detail the same in words for a person, without secrets
     */
    record Refused(ErrorCode error, String detail) implements Outcome {}
}
