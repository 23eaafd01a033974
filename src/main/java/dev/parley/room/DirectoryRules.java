package dev.parley.room;

import dev.parley.log.Directory;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Kind;
import dev.parley.wire.Outcome;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the directory: no two rooms of the same name, unless two sides of a split made one each. Then both stay, because there are
 * messages in both.
 *
 * @param directory the rooms there are
 */
record DirectoryRules(Directory directory) implements Rules {

    @Override
    public Outcome.@Nullable Refused check(Command command) {
        if (!command.kind().equals(Kind.ROOM_CREATED) || command.atMillis() != null) {
            return null;
        }
        String name = new JsonObject(command.body().toString()).getString("name");
        return directory.hasName(name)
                ? new Outcome.Refused(ErrorCode.NAME_TAKEN, "A room is called \"" + name + "\" already.")
                : null;
    }

    @Override
    public Rules after(Entry entry) {
        return new DirectoryRules(directory.after(entry));
    }
}
