package dev.parley.load;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said and not yet answered for good, in order. */
@dev.parley.wire.PureCore
final class Outbox {

    /** One thing said: its room, which for a new room is the id itself, and the frame as it is sent every time. */
    record Item(Ulid id, String room, String frame) {}

    private final int limit;
    private final Map<Ulid, Item> items = new LinkedHashMap<>();

    Outbox(int limit) {
        this.limit = limit;
    }

    /** Keeps an item. @throws IllegalStateException when the outbox is full */
    void add(Item item) {
        if (items.size() >= limit) {
            throw new IllegalStateException("the outbox is full: " + limit + " items wait for an answer");
        }
        items.put(item.id(), item);
    }

    /** Takes out what was answered; null when it is not in the outbox, because an earlier answer took it out. */
    @Nullable
    Item remove(Ulid id) {
        return items.remove(id);
    }

    /** The item with this id; null when it was answered. */
    @Nullable
    Item get(Ulid id) {
        return items.get(id);
    }

    /** All items, the oldest first. */
    Collection<Item> items() {
        return items.values();
    }

    int size() {
        return items.size();
    }
}
