package dev.parley.chaos;

import java.util.List;
import java.util.Locale;

/** What the smaller side of a split does; the setting {@code --policy} of the nodes. */
enum Policy {
    AVAILABLE,
    MAJORITY;

    /** As options of a node of a cluster of this size. */
    List<String> options(int nodes) {
        return List.of("--policy", word(), "--cluster-size", Integer.toString(nodes));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
