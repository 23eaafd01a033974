package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The violations found so far: all are counted, the first few of each kind are told. */
@PureCore
final class Findings {

    /** How many of each kind are told. */
    private static final int EXAMPLES = 5;

    private static final class Kind {
        private long count;
        private final List<String> examples = new ArrayList<>();
    }

    private final Map<Violation, Kind> kinds = new EnumMap<>(Violation.class);

    void add(Violation violation, Supplier<String> words) {
        Kind kind = kinds.computeIfAbsent(violation, key -> new Kind());
        kind.count++;
        if (kind.examples.size() < EXAMPLES) {
            kind.examples.add(words.get());
        }
    }

    Map<Violation, Verdict.Found> found() {
        Map<Violation, Verdict.Found> found = new EnumMap<>(Violation.class);
        kinds.forEach((violation, kind) -> found.put(violation, new Verdict.Found(kind.count, kind.examples)));
        return found;
    }
}
