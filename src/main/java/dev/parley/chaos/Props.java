package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a scenario asks for beside nodes, load and network.
 *
 * @param disks small ones, one for each node
 * @param lyingDisks whose fsync can fail, one for each node
 * @param clocks one for each node
 */
record Props(Optional<Disks> disks, Optional<LyingDisks> lyingDisks, Optional<NodeClocks> clocks)
        implements AutoCloseable {

    /** Mounts the disks that are asked for; the clocks have to be there before the nodes are. */
    static Props of(Set<Scenario.Trait> traits, Place place, List<Path> folders, Optional<NodeClocks> clocks) {
        return new Props(
                traits.contains(Scenario.Trait.DISKS) ? Optional.of(place.disks(folders)) : Optional.empty(),
                traits.contains(Scenario.Trait.LYING_DISKS) ? Optional.of(LyingDisks.mount(folders)) : Optional.empty(),
                clocks);
    }

    /** Every disk is well and every clock right again. */
    void mendAll(List<String> nodes) {
        disks.ifPresent(Disks::mendAll);
        lyingDisks.ifPresent(LyingDisks::mendAll);
        clocks.ifPresent(all -> nodes.forEach(node -> all.set(node, Duration.ZERO)));
    }

    /** Removes the disks. The nodes must have ended. */
    @Override
    public void close() {
        disks.ifPresent(Disks::close);
        lyingDisks.ifPresent(LyingDisks::close);
    }
}
