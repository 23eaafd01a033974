package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The judge: is told what clients did and saw and what the nodes hold in the end, and says which promises were broken.
 *
 * <p>The same judge serves the simulation, the tests with real processes and the load tool. It takes in events one by one and keeps
 * about 70 bytes for each id, 28 for each number of a log, 4 more for each number and node, and a few words for each reader; so
 * millions of events fit. One thread.
 *
 * <p>Events of one client must come in its own order. A message must be {@code posted} before the verdict, not before it is seen.
 */
@PureCore
public final class HistoryChecker {

    /** What the cluster may do to entries that it already showed. */
    public enum Healing {
        /** Nothing: there was no split, or the policy was {@code majority} and some node was up all the time. What has a place keeps it. */
        KEEPS_PLACES,
        /**
         * What was acknowledged keeps its place from then on; what was only shown may get another one or be gone, and readers are told to
         * reset: the policy is {@code majority}, and all nodes were down at the same time.
         */
        KEEPS_ACKNOWLEDGED,
        /** After a split the entries of the smaller side may get new places, and readers are told to reset. */
        MOVES_ENTRIES,
        /** The same several times, one before the other was over, or with an id known on both sides: what moved may change its order, too. */
        MIXES_ENTRIES;

        /** The one of this name as options and reports write it, such as {@code keeps-places}. */
        static Healing of(String name) {
            return Arrays.stream(values())
                    .filter(one -> one.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "healing must be keeps-places, keeps-acknowledged, moves-entries or mixes-entries, not "
                                    + name));
        }

        /** Whether an acknowledgement names the place for good. */
        boolean keepsAcknowledged() {
            return this == KEEPS_PLACES || this == KEEPS_ACKNOWLEDGED;
        }

        /** For options, reports and JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Skipped numbers that are remembered for each reader, to tell a late entry from a repeated one. */
    private static final int REMEMBERED_GAPS = 1000;

    final Healing healing;
    final Findings findings = new Findings();
    final IdTable ids = new IdTable();
    private final Map<String, Integer> clientNumbers = new LinkedHashMap<>();
    private final List<String> clients = new ArrayList<>();
    final Map<LogId, Log> logs = new LinkedHashMap<>();
    final List<Log> logsByNumber = new ArrayList<>();
    private long posted;
    private long acked;
    private long refused;
    private long deliveries;
    private long resets;

    /** A checker that has seen nothing. */
    public HistoryChecker(Healing healing) {
        this.healing = healing;
    }

    static final class Log {
        final LogId id;
        final int number;
        final LogTree tree = new LogTree();
        /** Kept where acknowledged entries keep their places and others do not. */
        final Claims claims = new Claims();

        final Map<String, Reader> readers = new LinkedHashMap<>();
        final Map<String, FinalLog> finals = new LinkedHashMap<>();

        Log(LogId id, int number) {
            this.id = id;
            this.number = number;
        }
    }

    /** A client sent this message for the first time. */
    public void posted(String client, LogId logId, Ulid id) {
        int index = ids.index(id);
        if (ids.client(index) != IdTable.NONE) {
            throw new IllegalStateException(client + " posted " + id + ", which " + clients.get(ids.client(index))
                    + " had posted: an id must be made once");
        }
        posted++;
        int number = clientNumbers.computeIfAbsent(client, name -> {
            clients.add(name);
            return clients.size() - 1;
        });
        ids.post(index, number, log(logId).number);
    }

    /** A client got an acknowledgement, the first or a repeated one. */
    public void acked(String client, LogId logId, Ulid id, Position position) {
        if (position.seq() == 0) {
            findings.add(Violation.FALSE_ACK, () -> client + " got an acknowledgement of " + id + " with number 0");
            return;
        }
        int index = ids.index(id);
        if (ids.client(index) == IdTable.NONE || ids.log(index) != log(logId).number) {
            findings.add(
                    Violation.FALSE_ACK,
                    () -> client + " got an acknowledgement of " + id + " in " + logId
                            + ", where nobody had posted it");
        }
        if (!ids.isAcked(index)) {
            acked++;
            ids.ack(index, position);
            if (healing == Healing.KEEPS_ACKNOWLEDGED) {
                claim(log(logId), index, position);
            }
        } else if (healing.keepsAcknowledged() && !ackOf(index).equals(position)) {
            Position first = ackOf(index);
            findings.add(
                    Violation.FALSE_ACK,
                    () -> id + " was acknowledged at " + first + " and to " + client + " at " + position);
        }
    }

    private void claim(Log log, int index, Position position) {
        int seq = Math.toIntExact(position.seq());
        int holder = log.claims.holder(seq);
        if (holder != IdTable.NONE) {
            findings.add(
                    Violation.FALSE_ACK,
                    () -> ids.id(index) + " was acknowledged at " + position + " of " + log.id + ", where "
                            + ids.id(holder) + " had been acknowledged at " + ackOf(holder));
        }
        log.claims.claim(seq, index);
    }

    /** A client got an error for a message. A temporary one says nothing about the log. */
    public void refused(String client, Ulid id, ErrorCode code) {
        if (!code.isTemporary()) {
            refused++;
            ids.refuse(ids.index(id), code.code());
        }
    }

    /** What a reader saw of a log; always the same object for the same names. */
    public Reader reader(String name, LogId logId) {
        Log log = log(logId);
        return log.readers.computeIfAbsent(name, key -> new Reader(key, log));
    }

    /** What a node holds of a log in the end; always the same object for the same names. */
    public FinalLog finalLog(String node, LogId logId) {
        Log log = log(logId);
        return log.finals.computeIfAbsent(node, key -> new FinalLog(key, log));
    }

    /** Somebody was told that other people are in a room than are. */
    public void toldOtherPeople(String words) {
        findings.add(Violation.PRESENCE, () -> words);
    }

    /** The highest number that any reader got of a log; 0 if none. */
    public long highest(LogId logId) {
        return log(logId).tree.highest();
    }

    /** Judges everything up to now. To be called once, after the last event. */
    public Verdict verdict() {
        new ClosingJudge(this).judge();
        return new Verdict(posted, acked, refused, deliveries, resets, findings.found());
    }

    /** One reader of one log. */
    public final class Reader {
        final String name;
        private final Log log;
        /** Number of the next entry; 0 while any will do. */
        int next;
        /** Number of the first entry it got, or was to get. */
        private int first;
        /** Variant of the entry before {@code next}; -1 when it was not seen. */
        int variant = IdTable.NONE;

        private final Set<Integer> skipped = new TreeSet<>();

        private Reader(String name, Log log) {
            this.name = name;
            this.log = log;
        }

        /** It joined without a position: its next entry has this number. */
        public void starts(long from) {
            next = Math.toIntExact(from);
            first = next;
            variant = IdTable.NONE;
            skipped.clear();
        }

        /** The server told it to forget the log: its next entry has this number. */
        public void reset(long from) {
            resets++;
            starts(from);
        }

        /** The server told it to forget what came after this entry, which it keeps with all before it. */
        public void cut(Position kept) {
            resets++;
            next = Math.toIntExact(kept.seq() + 1);
            first = Math.min(first, next);
            variant = kept.seq() == 0 ? IdTable.NONE : log.tree.find(next - 1, kept.digest());
            skipped.clear();
        }

        /** It got an entry. */
        public void delivered(long number, Ulid id, Digest digest) {
            deliveries++;
            int seq = Math.toIntExact(number);
            int index = ids.index(id);
            int seen = see(log, seq, index, digest, name);
            if (next != 0 && seq < next) {
                cameBack(seq, id);
                return;
            }
            if (next == 0) {
                first = seq;
            } else if (seq > next) {
                skipped(seq);
            } else if (variant != IdTable.NONE && !log.tree.link(seq, seen, variant)) {
                findings.add(
                        Violation.REORDERED,
                        () -> name + " got " + id + " at " + seq + " of " + log.id
                                + " after an entry that others did not see before it");
            }
            next = seq + 1;
            variant = seen;
        }

        private void skipped(int seq) {
            int from = next;
            findings.add(
                    Violation.GAP, () -> name + " got " + seq + " of " + log.id + " where " + from + " was to come");
            for (int missing = from; missing < seq && skipped.size() < REMEMBERED_GAPS; missing++) {
                skipped.add(missing);
            }
        }

        private void cameBack(int seq, Ulid id) {
            int last = next - 1;
            if (seq < first || skipped.remove(seq)) {
                findings.add(
                        Violation.REORDERED, () -> name + " got " + seq + " of " + log.id + " late, after " + last);
            } else {
                findings.add(
                        Violation.DUPLICATED,
                        () -> name + " got " + id + " at " + seq + " of " + log.id + " again, after " + last);
            }
        }
    }

    /** The log of one node at the end, to be given from number 1 on. */
    public final class FinalLog {
        final String node;
        private final Log log;
        /** The variant at each number; index 0 is not used. */
        int[] path = new int[64];

        int length;

        private FinalLog(String node, Log log) {
            this.node = node;
            this.log = log;
        }

        /** The next entry. */
        public void entry(long number, Ulid id, Digest digest) {
            int seq = Math.toIntExact(number);
            if (seq != length + 1) {
                int expected = length + 1;
                findings.add(
                        Violation.GAP,
                        () -> "the log of " + node + " has " + seq + " of " + log.id + " where " + expected
                                + " was to come");
            }
            if (seq <= length) {
                return;
            }
            if (seq >= path.length) {
                path = Arrays.copyOf(path, Math.max(seq + 1, path.length * 2));
            }
            Arrays.fill(path, length + 1, seq, IdTable.NONE);
            path[seq] = see(log, seq, ids.index(id), digest, "the log of " + node);
            length = seq;
        }

        /** The number of the last entry; 0 while there is none. */
        public long length() {
            return length;
        }

        /** The index of the id at a number; {@link IdTable#NONE} when there is none. */
        int id(int seq) {
            return seq > length || path[seq] == IdTable.NONE ? IdTable.NONE : log.tree.id(seq, path[seq]);
        }
    }

    /** Somebody saw an entry. Returns its variant. */
    private int see(Log log, int seq, int index, Digest digest, String who) {
        int variant = log.tree.variant(seq, index, digest);
        if (healing == Healing.KEEPS_ACKNOWLEDGED) {
            againstAcknowledged(log, index, new Position(seq, digest), who);
        }
        if (healing != Healing.KEEPS_PLACES) {
            return variant;
        }
        if (variant != LogTree.FIRST) {
            findings.add(
                    Violation.REORDERED,
                    () -> who + " has " + ids.id(index) + " " + digest + " at " + seq + " of " + log.id
                            + ", where others saw " + ids.id(log.tree.id(seq, LogTree.FIRST)) + " "
                            + log.tree.digest(seq, LogTree.FIRST));
        }
        if (ids.placeLog(index) == IdTable.NONE) {
            ids.place(index, log.number, seq);
        } else if (ids.placeSeq(index) != seq || ids.placeLog(index) != log.number) {
            findings.add(
                    Violation.DUPLICATED,
                    () -> who + " has " + ids.id(index) + " at " + seq + " of " + log.id + ", and it was seen at "
                            + ids.placeSeq(index) + " of " + logsByNumber.get(ids.placeLog(index)).id);
        }
        return variant;
    }

    /** From its acknowledgement on an entry is where it was acknowledged, for everybody, and nothing else is there. */
    private void againstAcknowledged(Log log, int index, Position at, String who) {
        int holder = log.claims.holder(Math.toIntExact(at.seq()));
        boolean isElsewhere = ids.isAcked(index)
                && (ids.log(index) != log.number || !ackOf(index).equals(at));
        if (isElsewhere) {
            findings.add(
                    Violation.REORDERED,
                    () -> who + " has " + ids.id(index) + " at " + at + " of " + log.id
                            + ", after it was acknowledged at " + ackOf(index));
        } else if (holder != IdTable.NONE && holder != index) {
            findings.add(
                    Violation.REORDERED,
                    () -> who + " has " + ids.id(index) + " at " + at + " of " + log.id + ", where " + ids.id(holder)
                            + " had been acknowledged");
        }
    }

    Position ackOf(int index) {
        return new Position(ids.ackSeq(index), ids.ackDigest(index));
    }

    private Log log(LogId id) {
        Log known = logs.get(id);
        if (known == null) {
            known = new Log(id, logs.size());
            logs.put(id, known);
            logsByNumber.add(known);
        }
        return known;
    }
}
