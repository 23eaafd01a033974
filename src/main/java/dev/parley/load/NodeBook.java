package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Which nodes a client knows, and in which order it tries them.
 *
 * <p>The addresses it was started with stay for ever: they may be all that is left after the whole cluster moved.
 */
@PureCore
final class NodeBook {

    /** A node as the nodes themselves tell of it. */
    record Known(String node, String url, String state, int sessions) {
        boolean isReady() {
            return state.equals("ready");
        }
    }

    private static final int MOST_PAST = 64;

    private final List<String> start;
    private List<Known> known = List.of();
    /** Every address that was ever told of: a split hides nodes that are well. The oldest are forgotten. */
    private final LinkedHashSet<String> past = new LinkedHashSet<>();

    /** Knows these addresses; the first is the one to begin with. */
    NodeBook(List<String> start) {
        if (start.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one address");
        }
        this.start = List.copyOf(start);
    }

    /** The nodes told their list anew. */
    void learn(List<Known> nodes) {
        known = List.copyOf(nodes);
        nodes.forEach(node -> past.add(node.url()));
        while (past.size() > MOST_PAST) {
            past.remove(past.iterator().next());
        }
    }

    /** For the first time: in the order given. */
    List<String> firstRound() {
        return start;
    }

    /** The ready ones by chance, then the other ones; {@code last} is the address just lost, tried after all others. */
    List<String> round(String last, RandomGenerator random) {
        List<String> ready = new ArrayList<>();
        List<String> rest = new ArrayList<>(start);
        for (Known node : known) {
            (node.isReady() ? ready : rest).add(node.url());
        }
        shuffle(ready, random);
        shuffle(rest, random);
        LinkedHashSet<String> order = new LinkedHashSet<>(ready);
        order.addAll(rest);
        order.addAll(past);
        if (order.remove(last)) {
            order.add(last);
        }
        return List.copyOf(order);
    }

    /** The addresses of all nodes that are ready, as last told. */
    List<String> ready() {
        return known.stream().filter(Known::isReady).map(Known::url).toList();
    }

    /** All addresses but this one, and first those of nodes that its list does not show: they may be on the other side of a split. */
    List<String> beyond(String here, RandomGenerator random) {
        Set<String> shown = known.stream().map(Known::url).collect(Collectors.toSet());
        List<String> hidden = new ArrayList<>();
        List<String> others = new ArrayList<>();
        LinkedHashSet<String> all = new LinkedHashSet<>(start);
        all.addAll(past);
        all.remove(here);
        all.forEach(url -> (shown.contains(url) ? others : hidden).add(url));
        shuffle(hidden, random);
        shuffle(others, random);
        hidden.addAll(others);
        return hidden;
    }

    /** How many clients a node had, as last told. */
    int sessions(String node) {
        return known.stream()
                .filter(one -> one.node().equals(node))
                .mapToInt(Known::sessions)
                .findAny()
                .orElse(0);
    }

    private static void shuffle(List<String> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
