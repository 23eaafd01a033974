package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which nodes a client knows, and in which order it tries them.
 *
 * <p>The addresses it was started with stay for ever: they may be all that is left after the whole cluster moved.
 */
@PureCore
final class NodeBook {

    /** A node as the nodes themselves tell of it. */
    record Known(String url, String state) {
        boolean isReady() {
            return state.equals("ready");
        }
    }

    private final List<String> start;
    private List<Known> known = List.of();

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
        if (order.remove(last)) {
            order.add(last);
        }
        return List.copyOf(order);
    }

    /** The addresses of all nodes that are ready, as last told. */
    List<String> ready() {
        return known.stream().filter(Known::isReady).map(Known::url).toList();
    }

    private static void shuffle(List<String> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
