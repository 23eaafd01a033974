package dev.parley.cluster;

import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who is in the cluster, and in which state: the list that is made from the membership and the beats.
 *
 * <h2>Two sources, one rule each</h2>
 *
 * The failure detector alone decides <em>who</em> is there: a node is in the list from the moment at which it is a member until it is none
 * any more, whether its beats come or not. Beats alone decide <em>how</em> it is: until the first one a node is {@code JOINING}. A beat may
 * overtake the news that its node is a member; it is kept until then.
 *
 * <h2>Said in another membership is not said</h2>
 *
 * When two sides of a split become one again, the nodes of the smaller side are members of the larger one for a moment, with the state, the
 * history and the leadership that they had there. So a beat counts only for the membership in which its node declared itself, which is
 * the one with which its life began: in every other one it is {@code JOINING} and has said nothing, until it has joined afresh. The same
 * holds for this node itself.
 *
 * <h2>Invariants</h2>
 *
 * Of one node beats are believed in the order of their numbers. {@code LEAVING} is final for one life of a node. Times are milliseconds of
 * a clock that never goes back.
 */
@PureCore
final class RosterCore {

    /** Beats of nodes that are not members yet. */
    private static final int MAX_EARLY = 64;

    private static final long EARLY_MILLIS = 10_000;

    /** Names of nodes that have gone, kept in order to greet them as returned. */
    private static final int MAX_DEPARTED = 256;

    private final NodeId self;
    private final UUID joinedAs;
    private final Map<NodeId, Row> rows = new LinkedHashMap<>();
    private final Map<NodeId, Heard> early = new HashMap<>();
    private final Map<String, NodeId> departed = new LinkedHashMap<>();
    private Member.State declared = Member.State.JOINING;
    private long beats;

    /** The last beat of a node, and when it came. */
    private record Heard(Beat beat, long atMillis) {}

    /**
     * A node in the list.
     *
     * @param member as it is now, with a beat age of 0
     * @param membership for which beats count
     * @param heardAtMillis when its last beat came, or when it appeared
     * @param beatNumber number of that beat; -1: none yet
     */
    record Row(Member member, UUID membership, long heardAtMillis, long beatNumber) {

        /** The member with its beat age at this time. */
        Member at(long nowMillis) {
            return withAge(member, Math.max(0, nowMillis - heardAtMillis));
        }
    }

    /**
     * What a step brought.
     *
     * @param changes to be told and logged, in order
     * @param believed beats whose riders are to be read
     * @param newcomers nodes heard for the first time, which are told about this one at once
     */
    record Step(List<Change> changes, List<Beat> believed, List<NodeId> newcomers) {}

    /**
     * @param joinedAs the membership of this node, with which its life began
     */
    RosterCore(NodeId self, UUID joinedAs) {
        this.self = self;
        this.joinedAs = joinedAs;
    }

    /** The membership is this now; the oldest first. */
    Step present(List<Card> cards, long nowMillis) {
        Steps steps = new Steps();
        Map<NodeId, UUID> memberships = new HashMap<>();
        cards.forEach(card -> memberships.put(card.id(), card.membership()));
        for (Row row : List.copyOf(rows.values())) {
            if (!row.membership().equals(memberships.get(row.member().id()))) {
                leave(row, steps);
            }
        }
        for (Card card : cards) {
            if (!rows.containsKey(card.id())) {
                appear(card, nowMillis, steps);
            }
        }
        early.values().removeIf(heard -> nowMillis - heard.atMillis() > EARLY_MILLIS);
        return steps.done();
    }

    private void leave(Row row, Steps steps) {
        Member member = row.member();
        rows.remove(member.id());
        departed.remove(member.name());
        departed.put(member.name(), member.id());
        if (departed.size() > MAX_DEPARTED) {
            departed.remove(departed.keySet().iterator().next());
        }
        boolean announced = member.state() == Member.State.LEAVING;
        steps.changes.add(new Change.Left(member, announced ? Change.Farewell.GOODBYE : Change.Farewell.CRASH));
    }

    private void appear(Card card, long nowMillis, Steps steps) {
        boolean own = card.id().equals(self) && card.membership().equals(joinedAs);
        Member member = new Member(
                card.id(),
                card.name(),
                card.version(),
                card.url(),
                card.port(),
                card.sinceMillis(),
                0,
                own ? declared : Member.State.JOINING,
                0);
        rows.put(card.id(), new Row(member, card.membership(), nowMillis, -1));
        NodeId before = departed.remove(card.name());
        steps.changes.add(before == null ? new Change.Joined(member) : new Change.Returned(member, before));
        Heard heard = early.remove(card.id());
        if (heard != null) {
            believe(heard.beat(), heard.atMillis(), steps);
        }
    }

    /** A beat came in. */
    Step beat(Beat beat, long nowMillis) {
        Steps steps = new Steps();
        if (beat.node().equals(self)) {
            throw new IllegalArgumentException("a beat of this node itself: " + beat.number());
        }
        if (rows.containsKey(beat.node())) {
            believe(beat, nowMillis, steps);
        } else {
            keep(beat, nowMillis);
        }
        return steps.done();
    }

    private void keep(Beat beat, long nowMillis) {
        Heard known = early.get(beat.node());
        boolean newer = known == null
                ? early.size() < MAX_EARLY
                : beat.number() > known.beat().number();
        if (newer) {
            early.put(beat.node(), new Heard(beat, nowMillis));
        }
    }

    private void believe(Beat beat, long atMillis, Steps steps) {
        Row row = rows.get(beat.node());
        if (row == null) {
            throw new IllegalStateException("no row for " + beat.node());
        }
        if (!beat.membership().equals(row.membership()) || beat.number() <= row.beatNumber()) {
            return;
        }
        Member before = row.member();
        Member.State state = before.state() == Member.State.LEAVING ? Member.State.LEAVING : beat.state();
        Member member = with(before, state, beat.sessions());
        long heardAt = Math.max(atMillis, row.heardAtMillis());
        rows.put(beat.node(), new Row(member, row.membership(), heardAt, beat.number()));
        if (row.beatNumber() < 0) {
            steps.newcomers.add(beat.node());
        }
        if (state != before.state()) {
            steps.changes.add(new Change.Turned(member, before.state()));
        }
        steps.believed.add(beat);
    }

    /** This node has this state now. After LEAVING nothing changes any more: a stop may overtake a start. */
    Step declare(Member.State state) {
        Steps steps = new Steps();
        Member.State before = declared;
        if (before != Member.State.LEAVING && before != state) {
            declared = state;
            Row row = rows.get(self);
            if (row != null && row.membership().equals(joinedAs)) {
                Member member = with(row.member(), state, row.member().sessions());
                rows.put(self, new Row(member, joinedAs, row.heardAtMillis(), row.beatNumber()));
                steps.changes.add(new Change.Turned(member, before));
            }
        }
        return steps.done();
    }

    /** The next beat of this node, which has so many sessions now. */
    Beat speak(int sessions, Rider rider) {
        Row row = rows.get(self);
        if (row != null) {
            Member member = with(row.member(), row.member().state(), sessions);
            rows.put(self, new Row(member, row.membership(), row.heardAtMillis(), row.beatNumber()));
        }
        beats++;
        return new Beat(self, joinedAs, beats, declared, sessions, rider);
    }

    /** The nodes that hear the beats of this one: all others. */
    List<NodeId> others() {
        return rows.keySet().stream().filter(id -> !id.equals(self)).toList();
    }

    /** The list, the oldest node first; a copy. */
    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    private static Member with(Member old, Member.State state, int sessions) {
        return new Member(
                old.id(), old.name(), old.version(), old.url(), old.port(), old.sinceMillis(), sessions, state, 0);
    }

    private static Member withAge(Member old, long ageMillis) {
        return new Member(
                old.id(),
                old.name(),
                old.version(),
                old.url(),
                old.port(),
                old.sinceMillis(),
                old.sessions(),
                old.state(),
                ageMillis);
    }

    /** A step while it is being made. */
    private static final class Steps {
        private final List<Change> changes = new ArrayList<>();
        private final List<Beat> believed = new ArrayList<>();
        private final List<NodeId> newcomers = new ArrayList<>();

        Step done() {
            return new Step(List.copyOf(changes), List.copyOf(believed), List.copyOf(newcomers));
        }
    }
}
