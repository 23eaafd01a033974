package dev.parley.leader;

import dev.parley.leader.Leadership.Election;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The newest elections, each once and in the same order on every node, however often and in whatever order they are told. */
@PureCore
final class ElectionBook {

    /** How many are kept. */
    static final int MAX = 200;

    private static final Comparator<Election> NEWEST_FIRST = Comparator.comparingLong(Election::atMillis)
            .reversed()
            .thenComparingInt(Election::shard)
            .thenComparing(Comparator.comparingLong(Election::term).reversed());

    private List<Election> elections = List.of();

    /** Adds an election; false when it is known, or older than all that are kept. */
    boolean add(Election election) {
        boolean known = elections.stream()
                .anyMatch(old -> old.shard() == election.shard()
                        && old.term() == election.term()
                        && old.to().equals(election.to()));
        if (known) {
            return false;
        }
        List<Election> all = new ArrayList<>(elections);
        all.add(election);
        all.sort(NEWEST_FIRST);
        elections = List.copyOf(all.subList(0, Math.min(MAX, all.size())));
        return elections.contains(election);
    }

    /** All that are kept, the newest first. */
    List<Election> all() {
        return elections;
    }

    /** Those that the node won at this time or later. */
    List<Election> wonBy(NodeId node, long sinceMillis) {
        return elections.stream()
                .filter(election -> election.to().equals(node) && election.atMillis() >= sinceMillis)
                .toList();
    }
}
