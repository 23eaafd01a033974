package dev.parley.presence;

import dev.parley.presence.PresenceMessage.Stay;
import dev.parley.wire.PureCore;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stays of one node: who is in which of its rooms, once each, with a hash of it all that does not depend on any order. */
@PureCore
final class Stays {

    private final Map<String, Map<UserId, String>> names = new HashMap<>();
    private long hash;

    /** Adds a stay, or gives it another name. Gives the name before; null: there was none. */
    @Nullable
    String put(Stay stay) {
        String before = names.computeIfAbsent(stay.room(), room -> new HashMap<>())
                .put(stay.person().id(), stay.person().name());
        if (before != null) {
            hash -= hashOf(stay.room(), stay.person().id(), before);
        }
        hash += hashOf(stay.room(), stay.person().id(), stay.person().name());
        return before;
    }

    /** Ends a stay. Gives whether there was one. */
    boolean remove(String room, UserId user) {
        Map<UserId, String> inRoom = names.get(room);
        String before = inRoom == null ? null : inRoom.remove(user);
        if (inRoom == null || before == null) {
            return false;
        }
        if (inRoom.isEmpty()) {
            names.remove(room);
        }
        hash -= hashOf(room, user, before);
        return true;
    }

    /** The name under which somebody stays in a room; null: they do not. */
    @Nullable
    String name(String room, UserId user) {
        Map<UserId, String> inRoom = names.get(room);
        return inRoom == null ? null : inRoom.get(user);
    }

    /** All of them. */
    List<Stay> all() {
        List<Stay> all = new ArrayList<>();
        names.forEach((room, inRoom) -> inRoom.forEach((id, name) -> all.add(new Stay(room, new Person(id, name)))));
        return all;
    }

    /** Equal for equal stays on every node and every Java. */
    long hash() {
        return hash;
    }

    private static long hashOf(String room, UserId user, String name) {
        long mixed = mix(room.hashCode()) * 31 + mix(user.value().hashCode());
        return mix(mixed * 31 + name.hashCode());
    }

    /** The finisher of MurmurHash3: every bit of the input changes half of the bits. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
