package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which rooms there are, and what opens the administrator's door, as told by the entries of the directory log. Immutable; any thread. */
public final class Directory {

    /** The room that every cluster has from the beginning. */
    public static final Room GENERAL = new Room("general", "General");

    /** The directory without any entry: it holds {@link #GENERAL}. */
    public static final Directory EMPTY = new Directory(Map.of(GENERAL.id(), GENERAL), Optional.empty());

    /**
     * One room.
     *
     * @param id its name in addresses and logs
     * @param name what people call it
     */
    public record Room(String id, String name) {}

    private final Map<String, Room> rooms;

    private final Optional<String> adminToken;

    private Directory(Map<String, Room> rooms, Optional<String> adminToken) {
        this.rooms = Collections.unmodifiableMap(rooms);
        this.adminToken = adminToken;
    }

    /** The directory after one more entry of its log. Kinds it does not know change nothing. */
    public Directory after(Entry entry) {
        return after(List.of(entry));
    }

    /** The directory after some more entries of its log, oldest first. It is copied once, however many they are. */
    public Directory after(List<Entry> entries) {
        Map<String, Room> more = new LinkedHashMap<>();
        Optional<String> token = adminToken;
        for (Entry entry : entries) {
            if (entry.kind().equals(Kind.ADMIN_TOKEN)) {
                token = Optional.of(new JsonObject(entry.body().toString()).getString("sha256"));
            } else if (entry.kind().equals(Kind.ROOM_CREATED)) {
                JsonObject body = new JsonObject(entry.body().toString());
                more.putIfAbsent(body.getString("room"), new Room(body.getString("room"), body.getString("name")));
            }
        }
        return new Directory(more.isEmpty() ? rooms : joined(rooms, more), token);
    }

    private static Map<String, Room> joined(Map<String, Room> rooms, Map<String, Room> more) {
        Map<String, Room> all = new LinkedHashMap<>(rooms);
        more.forEach(all::putIfAbsent);
        return all;
    }

    /** The room with this id. */
    public Optional<Room> room(String id) {
        return Optional.ofNullable(rooms.get(id));
    }

    /** SHA-256 of the administrator's token, in hex; empty: none was agreed upon yet. */
    public Optional<String> adminToken() {
        return adminToken;
    }

    /** Whether a room is called so, upper and lower case being the same. */
    public boolean hasName(String name) {
        String wanted = fold(name);
        return rooms.values().stream().anyMatch(room -> fold(room.name()).equals(wanted));
    }

    /** All rooms, the oldest first. */
    public Collection<Room> rooms() {
        return rooms.values();
    }

    private static String fold(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
