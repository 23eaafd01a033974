package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Everything that was ever seen of one log.
 *
 * <p>A log should be one line. A split makes it a tree for a while, and a bug for ever: so at each number there is a first variant
 * (number 0, kept in columns) and perhaps others (1, 2, …, kept as objects, for they are few). A variant is an id together with a
 * digest. Each knows which variant of the number before it follows, as soon as a reader has seen both in a row.
 */
@PureCore
final class LogTree {

    /** The variant that was seen first at a number. */
    static final int FIRST = 0;

    private static final int UNKNOWN = -1;

    private static final class Other {
        private final int id;
        private final Digest digest;
        private int parent = UNKNOWN;

        Other(int id, Digest digest) {
            this.id = id;
            this.digest = digest;
        }
    }

    /** Columns by number; index 0 is not used. An id of 0 means not seen, otherwise it is the index in the table + 1. */
    private int[] ids = new int[64];

    private long[] digestHigh = new long[64];
    private long[] digestLow = new long[64];
    private int[] parents = new int[64];
    private int highest;

    private final List<Other> others = new ArrayList<>();
    private final Map<Integer, List<Integer>> othersBySeq = new HashMap<>();

    /** The highest number seen. */
    int highest() {
        return highest;
    }

    /** The variant at a number with this id and digest, which is new from now on if it was not known. */
    int variant(int seq, int id, Digest digest) {
        ensure(seq);
        highest = Math.max(highest, seq);
        if (ids[seq] == 0) {
            ids[seq] = id + 1;
            digestHigh[seq] = digest.high();
            digestLow[seq] = digest.low();
            parents[seq] = UNKNOWN;
            return FIRST;
        }
        if (ids[seq] == id + 1 && digestHigh[seq] == digest.high() && digestLow[seq] == digest.low()) {
            return FIRST;
        }
        List<Integer> here = othersBySeq.computeIfAbsent(seq, key -> new ArrayList<>());
        for (int number : here) {
            Other other = others.get(number - 1);
            if (other.id == id && other.digest.equals(digest)) {
                return number;
            }
        }
        others.add(new Other(id, digest));
        here.add(others.size());
        return others.size();
    }

    /** The variant at a number that was seen with this digest; {@link IdTable#NONE} when none was. */
    int find(int seq, Digest digest) {
        if (seq >= ids.length || ids[seq] == 0) {
            return IdTable.NONE;
        }
        if (digest(seq, FIRST).equals(digest)) {
            return FIRST;
        }
        return othersBySeq.getOrDefault(seq, List.of()).stream()
                .filter(number -> others.get(number - 1).digest.equals(digest))
                .findFirst()
                .orElse(IdTable.NONE);
    }

    /** The id of a variant; {@link IdTable#NONE} when nothing was seen at the number. */
    int id(int seq, int variant) {
        if (variant != FIRST) {
            return others.get(variant - 1).id;
        }
        return seq < ids.length ? ids[seq] - 1 : IdTable.NONE;
    }

    Digest digest(int seq, int variant) {
        return variant == FIRST ? new Digest(digestHigh[seq], digestLow[seq]) : others.get(variant - 1).digest;
    }

    /** Notes that a variant was seen right after one of the number before; false when it is known to follow another one. */
    boolean link(int seq, int variant, int parent) {
        if (variant == FIRST) {
            if (parents[seq] == UNKNOWN) {
                parents[seq] = parent;
            }
            return parents[seq] == parent;
        }
        Other other = others.get(variant - 1);
        if (other.parent == UNKNOWN) {
            other.parent = parent;
        }
        return other.parent == parent;
    }

    /** Calls with the id of every variant; an id with several variants comes several times. */
    void forEachId(IntConsumer action) {
        for (int seq = 1; seq <= highest; seq++) {
            if (ids[seq] != 0) {
                action.accept(ids[seq] - 1);
            }
        }
        others.forEach(other -> action.accept(other.id));
    }

    /** The variant before this one; {@link IdTable#NONE} while nobody has seen both in a row. */
    int parent(int seq, int variant) {
        return variant == FIRST ? parents[seq] : others.get(variant - 1).parent;
    }

    /** What is done with each variant at a number. */
    @FunctionalInterface
    interface VariantAction {
        void accept(int seq, int variant);
    }

    /** Calls with every variant, in the order of the numbers. */
    void forEachVariant(VariantAction action) {
        for (int seq = 1; seq <= highest; seq++) {
            if (ids[seq] != 0) {
                action.accept(seq, FIRST);
            }
            for (int variant : othersBySeq.getOrDefault(seq, List.of())) {
                action.accept(seq, variant);
            }
        }
    }

    private void ensure(int seq) {
        if (seq >= ids.length) {
            int length = Math.max(seq + 1, (int) Math.min(Integer.MAX_VALUE - 8, ids.length * 2L));
            ids = Arrays.copyOf(ids, length);
            digestHigh = Arrays.copyOf(digestHigh, length);
            digestLow = Arrays.copyOf(digestLow, length);
            parents = Arrays.copyOf(parents, length);
        }
    }
}
