package dev.parley.load;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;
import java.util.List;
import java.util.function.Consumer;

/** What a {@link ChatClient} tells its owner, on the event loop of the client. */
interface ClientListener {

    /** How a room was entered. */
    enum Entered {
        /** Without a position: what was known before is forgotten. */
        AFRESH,
        /** From the position asked for. */
        RESUMED,
        /** The history went another way: what was known from this number on is to be forgotten, and what was before it stands. */
        CUT,
        /** The node did not know anything of what was read: all of it is to be forgotten. */
        RESET
    }

    /** A node took the client in. Comes again after every change of the connection. */
    default void welcome(String node, String url) {}

    /** The connection was lost or given up; the client looks for another one by itself. */
    default void disconnected(String url, String why) {}

    /** A node said that too many come at once; the client waits as long as it was told, and says hello again on the same connection. */
    default void crowded(String url) {}

    /** A room was entered; its next entry has the number {@code from}. */
    default void entered(String room, long from, Entered how) {}

    /** Entries of a room, as the node sent them; only what an older connection had brought before is left out. */
    default void entries(String room, List<ServerFrame.Seen> entries) {}

    /** A node told who is in a room, or who came and went; {@code told} does it to what was known before. */
    default void people(String room, Consumer<People> told) {}

    /** A post or a new room was acknowledged. */
    default void acked(Ulid id, String room, Position position) {}

    /** A post or a new room got an error. After a temporary one the client sends it again by itself. */
    default void refused(Ulid id, ErrorCode code, String message) {}

    /** Something that the protocol does not allow, or an error that answers nothing of ours: a bug of the node or of this client. */
    default void nonsense(String words) {}

    /** The node closed the connection with a code that forbids to connect again; the client has ended. */
    default void ended(int code) {}
}
