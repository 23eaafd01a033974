package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.Arrays;

/** Which entry has which number of a log for good, because it was acknowledged there. */
@PureCore
final class Claims {

    /** By number; index 0 is not used. 0: nobody's, otherwise the index of the id in the table + 1. */
    private int[] holders = new int[64];

    /** The index of the id that was acknowledged at a number; {@link IdTable#NONE} when none was. */
    int holder(int seq) {
        return seq < holders.length ? holders[seq] - 1 : IdTable.NONE;
    }

    /** An id was acknowledged at a number. The first one keeps it. */
    void claim(int seq, int index) {
        if (seq >= holders.length) {
            holders = Arrays.copyOf(holders, Math.max(seq + 1, (int)
                    Math.min(Integer.MAX_VALUE - 8, holders.length * 2L)));
        }
        if (holders[seq] == 0) {
            holders[seq] = index + 1;
        }
    }
}
