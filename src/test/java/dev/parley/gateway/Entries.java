package dev.parley.gateway;

import dev.parley.wire.Command;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.List;

/** Makes entries and ids for tests. */
final class Entries {

    static final UserId ADA = new UserId("ada");
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Entries() {}

    /** The ULID with this number. */
    static EntryId id(long number) {
        StringBuilder text = new StringBuilder();
        for (int shift = 60; shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (number >>> shift) & 31));
        }
        return new EntryId("01JD8Z3Q4R5S6" + text);
    }

    /** The entries of a log from 1 to a number, with a text of about so many characters each. */
    static List<Entry> upTo(LogId log, int last, int characters) {
        List<Entry> entries = new ArrayList<>();
        Position at = Position.START;
        for (int i = 1; i <= last; i++) {
            Entry entry = next(log, at, "n" + i + "x".repeat(characters));
            entries.add(entry);
            at = entry.position();
        }
        return entries;
    }

    /** The entry after a position. */
    static Entry next(LogId log, Position at, String text) {
        Json body = Bodies.message("Ada", text);
        return Entry.after(at, new Command(log, id(at.seq() + 1), Kind.MESSAGE, ADA, null, body), 1_763_800_000_000L);
    }

    /** A position that is in no log. */
    static Position elsewhere(long seq) {
        return new Position(seq, new Digest(77, seq));
    }
}
