package dev.parley.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of all the formats in which nodes talk, and keep things in the grid, a build speaks: one number for all of them together, told to the
 * others before anything else is. docs/upgrades.md says when it is raised.
 *
 * @param oldest the oldest level that the build speaks
 * @param newest the newest
 */
@PureCore
public record NodeProtocol(int oldest, int newest) {

    /** What this build speaks. */
    public static final NodeProtocol OURS = new NodeProtocol(1, 2);

    /** The first level at which nodes know what a drained one is. */
    public static final int WITH_DRAINED = 2;

    /** What builds speak that do not tell. */
    private static final NodeProtocol FIRST = new NodeProtocol(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

    public NodeProtocol {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException("levels " + oldest + " to " + newest);
        }
    }

    /** Whether nodes of the two can be one cluster. */
    public boolean isSpokenBy(NodeProtocol other) {
        return oldest <= other.newest && other.oldest <= newest;
    }

    /** Whether the build speaks this level. */
    public boolean speaks(int level) {
        return oldest <= level && level <= newest;
    }

    /**
     * What a node told, as {@link #toString} writes it.
     *
     * @param text null: it tells nothing, as the first builds did
     * @throws IllegalArgumentException when it is nothing of the kind
     */
    public static NodeProtocol parse(@Nullable String text) {
        if (text == null) {
            return FIRST;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not levels of a protocol: " + text);
        }
        return new NodeProtocol(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    @Override
    public String toString() {
        return oldest + "-" + newest;
    }
}
