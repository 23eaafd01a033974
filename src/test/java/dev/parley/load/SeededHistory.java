package dev.parley.load;

import dev.parley.wire.Command;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A random history without a fault: the same seed makes the same one. */
final class SeededHistory {

    static final List<String> NODES = List.of("n1", "n2", "n3");

    private final SplittableRandom random;
    private final Map<LogId, List<Entry>> logs = new LinkedHashMap<>();
    private final Map<String, Integer> read = new HashMap<>();
    private final List<History.Event> events = new ArrayList<>();
    private long clock = 1_763_800_000_000L;

    SeededHistory(long seed) {
        random = new SplittableRandom(seed);
        int rooms = random.nextInt(1, 4);
        for (int i = 0; i < rooms; i++) {
            logs.put(LogId.ofRoom("r" + i), new ArrayList<>());
        }
    }

    /** At least 20 entries in each room, at least two readers of each who read everything, three nodes. */
    List<History.Event> events() {
        int steps = random.nextInt(200, 400);
        for (int i = 0; i < steps; i++) {
            LogId log = new ArrayList<>(logs.keySet()).get(random.nextInt(logs.size()));
            if (random.nextInt(3) == 0) {
                post(log);
            } else {
                deliver("reader" + random.nextInt(3), log);
            }
        }
        logs.forEach((log, entries) -> {
            while (entries.size() < 20) {
                post(log);
            }
            for (int reader = 0; reader < 3; reader++) {
                deliverRest("reader" + reader, log);
            }
            NODES.forEach(node -> events.add(new History.Final(
                    node, log, entries.stream().map(SeededHistory::seen).toList())));
        });
        return events;
    }

    private void post(LogId log) {
        clock += random.nextInt(100);
        String client = "client" + random.nextInt(4);
        EntryId id = new EntryId(Ulid.next(clock, random).toString());
        events.add(new History.Posted(client, log, id));
        if (random.nextInt(10) == 0) {
            events.add(new History.Refused(client, id, dev.parley.wire.ErrorCode.TEXT_TOO_LONG));
            return;
        }
        List<Entry> entries = logs.get(log);
        Position head = entries.isEmpty()
                ? Position.START
                : entries.get(entries.size() - 1).position();
        Entry entry =
                Entry.after(head, new Command(log, id, Kind.MESSAGE, new UserId("u1"), null, Json.of("{}")), clock);
        entries.add(entry);
        for (int acks = random.nextInt(3); acks >= 0; acks--) {
            events.add(new History.Acked(client, log, id, entry.position()));
        }
    }

    private void deliverRest(String reader, LogId log) {
        boolean more = true;
        while (more) {
            more = deliver(reader, log);
        }
    }

    private boolean deliver(String reader, LogId log) {
        int done = read.getOrDefault(reader + log, 0);
        List<Entry> entries = logs.get(log);
        if (done == entries.size()) {
            return false;
        }
        events.add(new History.Delivered(reader, log, seen(entries.get(done))));
        read.put(reader + log, done + 1);
        return true;
    }

    static History.Seen seen(Entry entry) {
        return new History.Seen(entry.seq(), entry.id(), entry.digest());
    }

    static Digest other(Digest digest) {
        return new Digest(digest.high() ^ 1, digest.low());
    }
}
