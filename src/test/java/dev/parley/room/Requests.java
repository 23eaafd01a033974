package dev.parley.room;

import dev.parley.wire.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the tests of this package have in common. */
final class Requests {

    static final Asker ASKER = new Asker(Samples.B, 1);

    /** Two disks, no quorum, eight entries in the grid. */
    static final SequencerConfig TWO_DISKS =
            RoomConfig.of(2, 1, Duration.ofSeconds(10), 8, 100_000).sequencer();

    /** A majority of three. */
    static final SequencerConfig MAJORITY =
            RoomConfig.of(2, 2, Duration.ofSeconds(10), 8, 100_000).sequencer();

    static final Company ALL =
            new Company(Set.of(Samples.A, Samples.B, Samples.C), Set.of(Samples.A, Samples.B, Samples.C));

    private Requests() {}

    static Pending pending(int number) {
        return new Pending(Samples.command(number), new Asker(Samples.B, number));
    }

    /** The one effect of a kind; fails when there are several. */
    static <T extends SequencerEffect> Optional<T> effect(Class<T> kind, List<SequencerEffect> effects) {
        List<T> found =
                effects.stream().filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() > 1) {
            throw new AssertionError("several of " + kind + " in " + effects);
        }
        return found.stream().findFirst();
    }

    static <T extends SequencerEffect> T the(Class<T> kind, List<SequencerEffect> effects) {
        return effect(kind, effects).orElseThrow(() -> new AssertionError("no " + kind + " in " + effects));
    }
}
