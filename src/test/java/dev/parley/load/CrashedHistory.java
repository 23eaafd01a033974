package dev.parley.load;

import dev.parley.load.History.Acked;
import dev.parley.load.History.Delivered;
import dev.parley.load.History.Event;
import dev.parley.load.History.Final;
import dev.parley.load.History.Posted;
import dev.parley.load.History.ReaderReset;
import dev.parley.load.History.Seen;
import dev.parley.wire.Digest;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random history in which all nodes die at once: some entries are acknowledged, those after them were only shown and come back in another
 * order, and more follow. The same seed makes the same one.
 */
final class CrashedHistory {

    private static final LogId LOG = LogId.ofRoom("general");
    private static final List<String> READERS = List.of("bob", "eve");

    private final Random random;
    private final int safe;
    private final int shown;
    private final int later;

    CrashedHistory(long seed) {
        random = new Random(seed);
        safe = 3 + random.nextInt(20);
        shown = 2 + random.nextInt(5);
        later = 1 + random.nextInt(10);
    }

    private static EntryId id(int number) {
        return new EntryId(new Ulid(number, number).toString());
    }

    /** Nothing that was acknowledged has moved. */
    List<Event> events() {
        List<Integer> order = before();
        List<Integer> moved = new ArrayList<>(order.subList(safe, safe + shown));
        Collections.rotate(moved, 1);
        List<Integer> after = new ArrayList<>(order.subList(0, safe));
        after.addAll(moved);
        return events(after, safe);
    }

    /** One that was acknowledged has changed its place with one that was only shown. */
    List<Event> eventsWithOneMoved() {
        List<Integer> after = before();
        Collections.swap(after, safe - 1, safe);
        return events(after, safe - 1);
    }

    private List<Integer> before() {
        List<Integer> order = new ArrayList<>();
        for (int i = 1; i <= safe + shown; i++) {
            order.add(i);
        }
        return order;
    }

    /** The crash comes after {@code safe + shown} entries; then the log has this order, which differs from {@code common} on. */
    private List<Event> events(List<Integer> after, int common) {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= safe + shown + later; i++) {
            events.add(new Posted("ada", LOG, id(i)));
        }
        for (int i = 1; i <= safe + shown; i++) {
            Seen seen = new Seen(i, id(i), new Digest(7, i));
            READERS.forEach(reader -> events.add(new Delivered(reader, LOG, seen)));
            if (i <= safe) {
                events.add(new Acked("ada", LOG, id(i), new Position(i, seen.digest())));
            }
        }
        List<Integer> order = new ArrayList<>(after);
        for (int i = 1; i <= later; i++) {
            order.add(safe + shown + i);
        }
        List<Seen> log = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            log.add(new Seen(i + 1, id(order.get(i)), new Digest(i < common ? 7 : 8, i + 1)));
        }
        for (String reader : READERS) {
            events.add(new ReaderReset(reader, LOG, common + 1));
            log.subList(common, log.size()).forEach(seen -> events.add(new Delivered(reader, LOG, seen)));
        }
        log.stream()
                .filter(seen -> Integer.parseInt(number(seen)) > safe)
                .forEach(seen -> events.add(new Acked("ada", LOG, seen.id(), new Position(seen.seq(), seen.digest()))));
        SeededHistory.NODES.forEach(node -> events.add(new Final(node, LOG, log)));
        return events;
    }

    private static String number(Seen seen) {
        return Long.toString(Ulid.of(seen.id()).low());
    }
}
