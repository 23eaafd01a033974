package dev.parley.wire;

import java.util.ArrayList;
import java.util.List;

/** Ids, commands and entries for tests. */
public final class Samples {

    /** A room's log. */
    public static final LogId ROOM = LogId.ofRoom("tea");

    /** Three nodes. */
    public static final NodeId A = new NodeId("a");

    public static final NodeId B = new NodeId("b");
    public static final NodeId C = new NodeId("c");

    private Samples() {}

    /** The id with this number. */
    public static EntryId id(int number) {
        return new EntryId("%026d".formatted(number));
    }

    /** A message of ann's with this number. */
    public static Command command(int number) {
        return command(number, "ann");
    }

    /** A message of somebody's. */
    public static Command command(int number, String author) {
        Json body = Json.of("{\"name\":\"N\",\"text\":\"message " + number + "\"}");
        return new Command(ROOM, id(number), Kind.MESSAGE, new UserId(author), null, body);
    }

    /** Messages with these numbers, one after the other, after a position. */
    public static List<Entry> after(Position position, int... numbers) {
        List<Entry> entries = new ArrayList<>();
        Position end = position;
        for (int number : numbers) {
            Entry entry = Entry.after(end, command(number), 1_000 + number);
            entries.add(entry);
            end = entry.position();
        }
        return entries;
    }

    /** Messages with these numbers from the beginning of a log. */
    public static List<Entry> log(int... numbers) {
        return after(Position.START, numbers);
    }

    /** Where entries end. */
    public static Position end(List<Entry> entries) {
        return entries.isEmpty()
                ? Position.START
                : entries.get(entries.size() - 1).position();
    }
}
