package dev.parley.gateway;

import dev.parley.account.Guest;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.wire.CloseCode;
import dev.parley.wire.Command;
import dev.parley.wire.EntryId;
import dev.parley.wire.Position;
import org.jspecify.annotations.Nullable;

/** What {@link SessionCore} wants done; {@link Session} does it, in order. */
sealed interface Effect {

    /** Find out who this is, and report with {@link SessionCore#admitted}. */
    record Admit(String name, @Nullable String token) implements Effect {}

    /** Greet. */
    record Welcome(Guest guest) implements Effect {}

    /** Answer with an error. */
    record Refuse(Fault fault) implements Effect {}

    /**
     * Find out where to begin in a room, and report with {@link SessionCore#joinAnswered}.
     *
     * @param waitedMillis for how long the client has been told already that this node has not got as far as it has read
     */
    record Locate(long ticket, RoomAt target, long waitedMillis) implements Effect {}

    /** Answer a join, and deliver the room's entries from there on. */
    record Enter(@Nullable String ref, String room, JoinAnswer.Found found) implements Effect {}

    /** Be in the room no more, towards other people and for deliveries. */
    record Exit(String room) implements Effect {}

    /** Answer a leave. */
    record Left(@Nullable String ref, String room) implements Effect {}

    /** Read a page, send it, and report with {@link SessionCore#readAnswered}. */
    record Read(History wish) implements Effect {}

    /** Have the command sequenced once its room is known, and report with {@link SessionCore#submitAnswered}. {@code room} null: it makes a room. */
    record Submit(Command command, @Nullable String room) implements Effect {}

    /** Answer a post or a new room. */
    record Acked(EntryId id, String room, Position position, long atMillis) implements Effect {}

    /** Tell the others in the room. */
    record Type(String room) implements Effect {}

    /** Answer a ping. */
    record Pong(@Nullable String ref) implements Effect {}

    /** Ask the connection for a sign of life, and report with {@link SessionCore#probed} if that was possible. */
    record Probe() implements Effect {}

    /** End the connection. */
    record Close(CloseCode code) implements Effect {}
}
