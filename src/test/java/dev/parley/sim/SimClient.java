package dev.parley.sim;

import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One person with a browser: says things, keeps them until they are acknowledged, and reads everything in order.
 *
 * <p>When its node is gone, hangs or does not serve, it moves to another one, sends its outbox again with the same ids, and reads on from its
 * positions.
 */
final class SimClient {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final long STUCK_MILLIS = 6_000;
    private static final long LOOK_MICROS = 500_000;
    private static final int OUTBOX = 30;

    private final SimCluster cluster;
    private final String name;
    private final int number;
    private final Map<EntryId, Command> outbox = new LinkedHashMap<>();
    private final Map<LogId, List<Position>> positions = new HashMap<>();
    private final Set<LogId> held = new TreeSet<>();
    private @Nullable SimNode node;
    private long connection;
    private long arrivesMicros;
    private long stuckSinceMillis = -1;
    private int posts;
    private boolean isWriting = true;

    SimClient(SimCluster cluster, int number) {
        this.cluster = cluster;
        this.number = number;
        this.name = "c" + number;
    }

    String name() {
        return name;
    }

    /** What is not acknowledged yet. */
    Set<EntryId> outbox() {
        return outbox.keySet();
    }

    Position position(LogId log) {
        List<Position> all = read(log);
        return all.isEmpty() ? Position.START : all.get(all.size() - 1);
    }

    private List<Position> read(LogId log) {
        return positions.computeIfAbsent(log, id -> new ArrayList<>());
    }

    void start() {
        look();
        writeLater();
    }

    /** No new messages any more; the outbox is still emptied. */
    void stopWriting() {
        isWriting = false;
    }

    private void writeLater() {
        long mean = cluster.profile().postMillis();
        cluster.clock().after(cluster.random().between(0, 2_000 * mean), () -> {
            if (isWriting) {
                if (outbox.size() < OUTBOX) {
                    post(cluster.random().one(cluster.logs()));
                }
                writeLater();
            }
        });
    }

    // Writing.

    /** Says something new in a log; its id. */
    EntryId post(LogId log) {
        posts++;
        EntryId id = id(posts);
        boolean isDirectory = log.equals(LogId.DIRECTORY);
        String text = isDirectory
                ? "{\"room\":\"r" + name + posts + "\",\"name\":\"Room " + posts % 50 + "\"}"
                : "{\"name\":\"" + name + "\",\"text\":\"" + posts + " "
                        + "x".repeat(cluster.random().below(200)) + "\"}";
        Kind kind = isDirectory ? Kind.ROOM_CREATED : Kind.MESSAGE;
        Command command = new Command(log, id, kind, new UserId(name), null, Json.of(text));
        outbox.put(id, command);
        cluster.judge().posted(name, command);
        cluster.trace().note(name, () -> "POSTS " + log + " " + SimJudge.brief(id));
        send(command);
        if (cluster.random().chance(0.03)) {
            sendAside(command);
        }
        return id;
    }

    private EntryId id(int count) {
        char[] text = "0".repeat(EntryId.LENGTH).toCharArray();
        long value = number * 1_000_000L + count;
        for (int i = text.length - 1; value > 0; i--) {
            text[i] = DIGITS[(int) (value & 31)];
            value >>>= 5;
        }
        return new EntryId(new String(text));
    }

    private void send(Command command) {
        SimNode to = node;
        long epoch = connection;
        if (to != null) {
            arrivesMicros = Math.max(
                    arrivesMicros + 1,
                    cluster.clock().nowMicros() + cluster.random().tailed(200, 3_000));
            cluster.clock()
                    .after(
                            arrivesMicros - cluster.clock().nowMicros(),
                            () -> to.run(
                                    () -> to.rooms().submit(command, outcome -> answered(epoch, command, outcome))));
        }
    }

    /** The same again by way of some node, as long as it is in the outbox. */
    void sendAgainAside(EntryId id) {
        Command command = outbox.get(id);
        if (command != null) {
            sendAside(command);
        }
    }

    /** The same again by way of another node, at once: as after a change of nodes that crossed the answer. */
    void sendAside(Command command) {
        List<SimNode> ready = cluster.serving();
        if (!ready.isEmpty()) {
            SimNode other = cluster.random().one(ready);
            cluster.clock()
                    .after(
                            cluster.random().tailed(200, 3_000),
                            () -> other.run(() ->
                                    other.rooms().submit(command, outcome -> answered(connection, command, outcome))));
        }
    }

    private void answered(long epoch, Command command, Outcome outcome) {
        cluster.clock().after(cluster.random().tailed(200, 3_000), () -> {
            if (epoch != connection) {
                return;
            }
            cluster.judge().outcome(name, command, outcome);
            boolean isLater = outcome instanceof Outcome.Refused refused
                    && refused.error().isTemporary();
            if (!isLater) {
                outbox.remove(command.id());
            } else if (outbox.containsKey(command.id())) {
                cluster.clock().after(cluster.random().between(200_000, 800_000), () -> {
                    if (epoch == connection && outbox.containsKey(command.id())) {
                        send(command);
                    }
                });
            }
        });
    }

    // Connecting.

    private void look() {
        SimNode at = node;
        long now = cluster.clock().nowMillis();
        boolean isGone = at == null || at.isDead();
        boolean isStuck = at != null && !at.isRunning();
        stuckSinceMillis = !isStuck ? -1 : stuckSinceMillis < 0 ? now : stuckSinceMillis;
        if (isGone
                || (isStuck && now - stuckSinceMillis > STUCK_MILLIS)
                || cluster.random().chance(0.005)) {
            leave();
            connect();
        }
        cluster.clock().after(cluster.random().between(LOOK_MICROS / 5, LOOK_MICROS), this::look);
    }

    private void leave() {
        connection++;
        if (node != null) {
            node.sessions().remove(this);
        }
        node = null;
        stuckSinceMillis = -1;
    }

    private void connect() {
        List<SimNode> ready = cluster.serving();
        if (ready.isEmpty()) {
            return;
        }
        connect(cluster.random().one(ready));
    }

    private void connect(SimNode next) {
        connection++;
        node = next;
        arrivesMicros = 0;
        cluster.trace().note(name, () -> "CONNECTS TO " + next.id());
        next.sessions().add(this);
        held.clear();
        cluster.logs().forEach(log -> {
            held.add(log);
            pump(log);
        });
        List.copyOf(outbox.values()).forEach(this::send);
    }

    /** Goes to this node. */
    void moveTo(SimNode next) {
        leave();
        connect(next);
    }

    @Nullable
    SimNode node() {
        return node;
    }

    // Reading.

    /** Takes what the node has of a log beyond the position. */
    void pump(LogId log) {
        SimNode at = node;
        if (at == null) {
            return;
        }
        if (held.contains(log)) {
            Position mine = position(log);
            Relation relation = at.logs().relation(log, mine);
            if (relation == Relation.AHEAD) {
                return;
            }
            held.remove(log);
            if (relation == Relation.DIVERGED) {
                forget(log, at);
            }
        }
        List<Entry> all = at.logs().readable(log);
        for (int i = (int) position(log).seq(); i < all.size(); i++) {
            Entry entry = all.get(i);
            cluster.judge().read(name, log, entry);
            read(log).add(entry.position());
        }
    }

    /** Forgets what it has read beyond everything that the cluster has, now that nothing comes any more. */
    void forgetBeyond(LogId log, Position end) {
        SimNode at = node;
        if (at != null && position(log).isAfter(end)) {
            forget(log, at);
            held.remove(log);
            pump(log);
        }
    }

    /** Goes back to where its history and that of a node part, which is right only where an orphan was. */
    private void forget(LogId log, SimNode at) {
        List<Position> mine = read(log);
        List<Position> theirs =
                at.logs().readable(log).stream().map(Entry::position).toList();
        int common = SimJudge.common(mine, theirs);
        if (common == mine.size()) {
            return;
        }
        Position first = mine.get(common);
        boolean isRight = cluster.judge().mayGiveUp(log, mine.subList(common, mine.size()));
        cluster.judge()
                .require(
                        isRight,
                        () -> name + " has read " + first + " of " + log + ", which is not in the history of "
                                + at.id());
        cluster.judge().reset(name, log, common + 1L);
        mine.subList(common, mine.size()).clear();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(" at ");
        text.append(node == null ? "no node" : node.id()).append(" outbox=").append(outbox.size());
        cluster.logs().forEach(log -> text.append(' ').append(log).append('=').append(position(log)));
        return text.toString();
    }
}
