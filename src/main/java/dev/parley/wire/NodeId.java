package dev.parley.wire;

import java.util.regex.Pattern;

/**
 * One life of one node: made anew at each start, so that a node that comes back is never taken for the one that died.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9-]}
 */
public record NodeId(String value) implements Comparable<NodeId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public NodeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a node id: " + value);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
