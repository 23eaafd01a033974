package dev.parley.node;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The levels of the areas of the log, changed while the process runs. Any thread.
 *
 * <p>An area without a level of its own has that of the setting {@code log-level}. The area {@code trace} is not about importance: at trace it
 * follows every message, see {@link dev.parley.wire.Trace}.
 */
final class LogLevels {

    /** The word for: as configured. */
    static final String DEFAULT = "default";

    private static final String ROOT = "dev.parley.";

    /** Held here, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Map<String, Logger> AREAS =
            areas(List.of("cluster", "leader", "log", "room", "gateway", "presence", "node", "admin", "wire", "trace"));

    private LogLevels() {}

    private static Map<String, Logger> areas(List<String> names) {
        Map<String, Logger> areas = new LinkedHashMap<>();
        names.forEach(name -> areas.put(name, Logger.getLogger(ROOT + name)));
        return areas;
    }

    /** The level of each area as it is now. */
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        AREAS.forEach((name, logger) -> all.put(name, nameOf(logger)));
        return all;
    }

    /** Changes the level of an area; false: there is no such area or level. */
    static boolean set(String area, String level) {
        Logger logger = AREAS.get(area);
        Optional<Settings.LogLevel> known = Arrays.stream(Settings.LogLevel.values())
                .filter(one -> word(one).equals(level))
                .findFirst();
        if (logger == null || (known.isEmpty() && !level.equals(DEFAULT))) {
            return false;
        }
        logger.setLevel(known.map(Logs::ourLevel).orElse(null));
        return true;
    }

    /** Gives all areas the level of the setting. */
    static void reset() {
        AREAS.values().forEach(logger -> logger.setLevel(null));
    }

    private static String nameOf(Logger logger) {
        @Nullable Logger next = logger;
        while (next != null && next.getLevel() == null) {
            next = next.getParent();
        }
        Level level = next == null ? Level.INFO : next.getLevel();
        return Arrays.stream(Settings.LogLevel.values())
                .filter(one -> Logs.ourLevel(one).equals(level))
                .map(LogLevels::word)
                .findFirst()
                .orElseGet(() -> level.getName().toLowerCase(Locale.ROOT));
    }

    private static String word(Settings.LogLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
