package dev.parley.load;

import dev.parley.load.History.Acked;
import dev.parley.load.History.Delivered;
import dev.parley.load.History.Event;
import dev.parley.load.History.Final;
import dev.parley.load.History.Posted;
import dev.parley.load.History.Seen;
import dev.parley.wire.EntryId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Puts one violation into a clean history. */
final class Spoil {

    private Spoil() {}

    static List<Event> dropAckedFromEveryLog(List<Event> events, SplittableRandom random) {
        EntryId victim = pick(events, Acked.class, random).id();
        return mapFinals(events, entries -> {
            entries.removeIf(seen -> seen.id().equals(victim));
            return entries;
        });
    }

    static List<Event> doubleInEveryLog(List<Event> events, SplittableRandom random) {
        Acked victim = pick(events, Acked.class, random);
        return mapFinals(events, entries -> {
            if (entries.stream().anyMatch(seen -> seen.id().equals(victim.id()))) {
                Seen last = entries.get(entries.size() - 1);
                entries.add(new Seen(last.seq() + 1, victim.id(), SeededHistory.other(last.digest())));
            }
            return entries;
        });
    }

    static List<Event> deliverAgain(List<Event> events, SplittableRandom random) {
        Delivered again = pick(events, Delivered.class, random);
        List<Event> spoiled = new ArrayList<>(events);
        spoiled.add(events.indexOf(again) + 1 + random.nextInt(events.size() - events.indexOf(again)), again);
        return spoiled;
    }

    static List<Event> swapForOneReader(List<Event> events, SplittableRandom random) {
        List<Integer> pair = new ArrayList<>();
        while (pair.size() < 2) {
            pair = nextOfSameReader(events, events.indexOf(pick(events, Delivered.class, random)));
        }
        Event first = events.get(pair.get(0));
        events.set(pair.get(0), events.get(pair.get(1)));
        events.set(pair.get(1), first);
        return events;
    }

    static List<Event> skipForOneReader(List<Event> events, SplittableRandom random) {
        while (true) {
            int victim = events.indexOf(pick(events, Delivered.class, random));
            boolean first = ((Delivered) events.get(victim)).entry().seq() == 1;
            if (!first && nextOfSameReader(events, victim).size() == 2) {
                events.remove(victim);
                return events;
            }
        }
    }

    static List<Event> forgetPost(List<Event> events, SplittableRandom random) {
        EntryId victim = pick(events, Acked.class, random).id();
        events.removeIf(event -> event instanceof Posted posted && posted.id().equals(victim));
        return events;
    }

    static List<Event> shortenOneLog(List<Event> events, SplittableRandom random) {
        Final victim = pick(events, Final.class, random);
        events.set(
                events.indexOf(victim),
                new Final(
                        victim.node(),
                        victim.log(),
                        victim.entries()
                                .subList(0, random.nextInt(victim.entries().size()))));
        return events;
    }

    static List<Event> changeOneAck(List<Event> events, SplittableRandom random) {
        Acked victim = pick(events, Acked.class, random);
        Position told = victim.position();
        Position other = random.nextInt(2) == 0
                ? new Position(told.seq() + 1, told.digest())
                : new Position(told.seq(), SeededHistory.other(told.digest()));
        events.set(events.indexOf(victim), new Acked(victim.client(), victim.log(), victim.id(), other));
        return events;
    }

    /** The places of a delivery and of the next one to the same reader of the same log. */
    private static List<Integer> nextOfSameReader(List<Event> events, int place) {
        Delivered first = (Delivered) events.get(place);
        List<Integer> pair = new ArrayList<>(List.of(place));
        for (int i = place + 1; i < events.size() && pair.size() < 2; i++) {
            if (events.get(i) instanceof Delivered next
                    && next.reader().equals(first.reader())
                    && next.log().equals(first.log())) {
                pair.add(i);
            }
        }
        return pair;
    }

    private static List<Event> mapFinals(List<Event> events, java.util.function.UnaryOperator<List<Seen>> change) {
        List<Event> spoiled = new ArrayList<>();
        for (Event event : events) {
            spoiled.add(
                    event instanceof Final last
                            ? new Final(last.node(), last.log(), change.apply(new ArrayList<>(last.entries())))
                            : event);
        }
        return spoiled;
    }

    private static <T extends Event> T pick(List<Event> events, Class<T> type, SplittableRandom random) {
        List<T> all = events.stream().filter(type::isInstance).map(type::cast).toList();
        return all.get(random.nextInt(all.size()));
    }
}
