package dev.parley.leader;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.ByteReader;
import dev.parley.wire.ByteWriter;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node says about leadership with each beat. Always the whole of it, so that nothing depends on a single message.
 *
 * @param claims the shards that the node leads, and in which term; what is not in it the node does not lead
 * @param given the shards that it gave away in the last seconds, of its own will
 * @param elections those that it won in the last seconds
 */
record Word(Map<Integer, Long> claims, Set<Integer> given, List<Election> elections) {

    /** Of a node that leads nothing and never did. */
    static final Word NONE = new Word(Map.of(), Set.of(), List.of());

    static final int VERSION = 1;
    private static final int ELECTION_BYTES = 100;

    Word {
        claims = Map.copyOf(claims);
        given = Set.copyOf(given);
        elections = List.copyOf(elections);
    }

    byte[] encode() {
        ByteWriter out = new ByteWriter(16 + 12 * claims.size() + ELECTION_BYTES * elections.size()).putByte(VERSION);
        out.putInt(claims.size());
        claims.forEach((shard, term) -> out.putInt(shard).putLong(term));
        out.putInt(given.size());
        given.forEach(out::putInt);
        out.putInt(elections.size());
        for (Election election : elections) {
            NodeId from = election.from();
            out.putLong(election.atMillis())
                    .putInt(election.shard())
                    .putLong(election.term())
                    .putText(from == null ? "" : from.value())
                    .putText(election.to().value())
                    .putByte(code(election.reason()))
                    .putLong(election.durationMillis());
        }
        return out.toBytes();
    }

    /**
     * Reads a word.
     *
     * @throws IllegalArgumentException when the bytes are not a word of this version
     */
    static Word decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        UnknownFormat.require("a word", in.takeByte(), VERSION);
        Map<Integer, Long> claims = new HashMap<>();
        for (int left = in.takeCount(); left > 0; left--) {
            claims.put(takeShard(in), in.takeLong());
        }
        Set<Integer> given = new HashSet<>();
        for (int left = in.takeCount(); left > 0; left--) {
            given.add(takeShard(in));
        }
        List<Election> elections = new ArrayList<>();
        for (int left = in.takeCount(); left > 0; left--) {
            elections.add(takeElection(in));
        }
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes left after a word");
        }
        return new Word(claims, given, elections);
    }

    private static int takeShard(ByteReader in) {
        int shard = in.takeInt();
        if (shard < 0 || shard >= LogId.SHARDS) {
            throw new IllegalArgumentException("shard " + shard + " of " + LogId.SHARDS);
        }
        return shard;
    }

    private static Election takeElection(ByteReader in) {
        long atMillis = in.takeLong();
        int shard = takeShard(in);
        long term = in.takeLong();
        String from = in.takeText();
        NodeId to = new NodeId(in.takeText());
        Reason reason = reasonOf(in.takeByte());
        return new Election(atMillis, shard, term, from.isEmpty() ? null : new NodeId(from), to, reason, in.takeLong());
    }

    private static int code(Reason reason) {
        return switch (reason) {
            case FIRST -> 0;
            case CRASH -> 1;
            case HAND_OVER -> 2;
            case TAKEOVER -> 3;
            case OUTDATED -> 4;
        };
    }

    private static Reason reasonOf(int code) {
        return switch (code) {
            case 0 -> Reason.FIRST;
            case 1 -> Reason.CRASH;
            case 2 -> Reason.HAND_OVER;
            case 3 -> Reason.TAKEOVER;
            case 4 -> Reason.OUTDATED;
            default -> throw new IllegalArgumentException("unknown reason " + code);
        };
    }
}
