package dev.parley.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the checker found in a history.
 *
 * @param posted ids posted
 * @param acked ids acknowledged
 * @param refused ids refused for good
 * @param deliveries entries delivered, counted for each reader
 * @param resets times a reader was told to forget a room
 * @param found every kind that was found at least once; empty for a clean history
 */
public record Verdict(
        long posted, long acked, long refused, long deliveries, long resets, Map<Violation, Found> found) {

    /**
     * One kind of violation.
     *
     * @param count how many
     * @param examples the first few, in words
     */
    public record Found(long count, List<String> examples) {
        public Found {
            examples = List.copyOf(examples);
        }
    }

    public Verdict {
        found = Map.copyOf(found);
    }

    /** Whether nothing was found. */
    public boolean isClean() {
        return found.isEmpty();
    }

    /** How many of this kind. */
    public long count(Violation violation) {
        Found some = found.get(violation);
        return some == null ? 0 : some.count();
    }

    /** Several lines for a person: the counts, then the examples. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("posted ").append(posted).append(", acked ").append(acked).append(", refused ");
        text.append(refused)
                .append(", deliveries ")
                .append(deliveries)
                .append(", resets ")
                .append(resets);
        for (Violation violation : Violation.values()) {
            text.append("\n").append(name(violation)).append(": ").append(count(violation));
            Found some = found.get(violation);
            if (some != null) {
                some.examples().forEach(example -> text.append("\n  ").append(example));
            }
        }
        return text.toString();
    }

    /** The name of a kind in tables and JSON. */
    public static String name(Violation violation) {
        return violation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
