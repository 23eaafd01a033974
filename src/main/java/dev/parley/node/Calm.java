package dev.parley.node;

import dev.parley.cluster.Member;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether leaders may still be on their way to a node that has just become ready, as one node sees it. Immutable.
 *
 * <p>A node that is told to stop waits for the end of that: what it hands over then moves once, from code that has run already, to code that
 * has run already. Nodes that leave do not count, because what they led is taken before they go.
 *
 * @param ready who was ready when it was last looked at
 * @param newestAtMillis when the last of them had become so, by the clock of whoever asks
 */
@PureCore
record Calm(Set<NodeId> ready, long newestAtMillis) {

    /** From then on a newcomer is one of the others: leaders begin to move to it after two seconds, and are there a second later. */
    static final Duration AFTER_JOIN = Duration.ofSeconds(4);

    Calm {
        ready = Set.copyOf(ready);
    }

    /** Before anybody was seen. */
    static Calm unknown(long nowMillis) {
        return new Calm(Set.of(), nowMillis);
    }

    /** The list changed. */
    Calm seen(List<Member> members, long nowMillis) {
        Set<NodeId> now = members.stream()
                .filter(member -> member.state() == Member.State.READY)
                .map(Member::id)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Calm(now, ready.containsAll(now) ? newestAtMillis : nowMillis);
    }

    /**
     * How long a node that stops has to wait; zero if it leads nothing, or nobody is there who could take over.
     *
     * @param self who stops
     * @param limit the longest that it may wait
     */
    Duration remaining(NodeId self, Duration limit, long nowMillis) {
        boolean isHandingOver = ready.contains(self) && ready.size() > 1;
        Duration rest = AFTER_JOIN.minusMillis(nowMillis - newestAtMillis);
        if (!isHandingOver || rest.isNegative()) {
            return Duration.ZERO;
        }
        return rest.compareTo(limit) < 0 ? rest : limit;
    }
}
