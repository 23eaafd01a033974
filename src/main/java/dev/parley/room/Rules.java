package dev.parley.room;

import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.Outcome;
import org.jspecify.annotations.Nullable;

/** What may be said in a log, given all that was said before. Immutable: an entry gives new rules. */
public interface Rules {

    /** The rules of a log in which everything may be said. */
    Rules NONE = new Rules() {
        @Override
        public Outcome.@Nullable Refused check(Command command) {
            return null;
        }

        @Override
        public Rules after(Entry entry) {
            return this;
        }
    };

    /** Why the command may not become an entry now; null: it may. */
    Outcome.@Nullable Refused check(Command command);

    /** The rules after one more entry. */
    Rules after(Entry entry);
}
