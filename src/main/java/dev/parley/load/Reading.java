package dev.parley.load;

import dev.parley.wire.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a client has read its rooms, and what of that it has to take back. Owner: the event loop of the client. */
final class Reading {

    private final ClientListener listener;
    private final Map<String, Trail> trails = new LinkedHashMap<>();

    Reading(ClientListener listener) {
        this.listener = listener;
    }

    /** A room is read from after a position on; null: from its newest page on. */
    void begin(String room, @Nullable Position position) {
        trails.put(room, new Trail(position));
    }

    /** The rooms that are read, in the order in which they were begun. */
    Map<String, Trail> trails() {
        return Collections.unmodifiableMap(trails);
    }

    /** A node answered a join: it tells from where it goes on. */
    void joined(Connection connection, ServerFrame frame) {
        String name = frame.text("room");
        Trail trail = trails.get(name);
        if (trail == null) {
            return;
        }
        long from = frame.number("from");
        Position asked = connection.asked(name);
        connection.last(name, from - 1);
        if (asked != null && !frame.flag("reset")) {
            // Measured from what was asked for: if the node begins later, its first entry is a gap.
            connection.last(name, asked.seq());
            listener.entered(name, from, ClientListener.Entered.RESUMED);
            return;
        }
        long keep = frame.number("keep");
        if (asked != null && (keep > 0 || from == 1) && trail.cut(keep) != null) {
            listener.entered(name, from, ClientListener.Entered.CUT);
            return;
        }
        trail.restart(from);
        listener.entered(name, from, asked == null ? ClientListener.Entered.AFRESH : ClientListener.Entered.RESET);
    }

    /**
     * An entry that this connection has brought before is the node's fault and is handed up for the checker; one that only the
     * connection before had brought, between the hello and the welcome of this one, is not.
     */
    void entries(Connection connection, String name, List<ServerFrame.Seen> entries) {
        Trail trail = trails.get(name);
        if (trail == null || entries.isEmpty()) {
            return;
        }
        long last = connection.lastOr(name, trail.seq());
        if (last < trail.seq()) {
            cutWhatDiffers(name, trail, entries);
        }
        List<ServerFrame.Seen> handed = entries;
        if (last < trail.seq()) {
            long before = last;
            long known = trail.seq();
            handed = entries.stream()
                    .filter(entry -> entry.seq() <= before || entry.seq() > known)
                    .toList();
        }
        for (ServerFrame.Seen entry : entries) {
            last = Math.max(last, entry.seq());
            if (entry.seq() > trail.seq()) {
                trail.read(entry.position());
            }
        }
        connection.last(name, last);
        if (!handed.isEmpty()) {
            listener.entries(name, handed);
        }
    }

    /** The connection before had brought entries after the hello of this one, and its node may have been on the other side of a split. */
    private void cutWhatDiffers(String name, Trail trail, List<ServerFrame.Seen> entries) {
        for (ServerFrame.Seen entry : entries) {
            Position known = trail.at(entry.seq());
            if (known != null && !known.equals(entry.position()) && trail.cut(entry.seq() - 1) != null) {
                listener.entered(name, entry.seq(), ClientListener.Entered.CUT);
                return;
            }
        }
    }
}
