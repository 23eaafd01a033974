package dev.parley.leader;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Raises the term of a shard above all before it: to one more than the last, or to the wall clock of the caller if that is more, so that
 * it grows even when the grid had lost it. Answers the new term.
 *
 * <p>Run on the partition thread that owns the shard's entry. Run twice, it raises twice, which harms nobody. The copies are not raised
 * but set to what was decided here.
 */
final class HzRaiseTerm implements EntryProcessor<Integer, Long, Long>, IdentifiedDataSerializable {

    private long atLeast;
    private long decided;

    HzRaiseTerm() {}

    /**
     * Raises.
     *
     * @param atLeast the caller's wall clock in milliseconds, or more
     */
    HzRaiseTerm(long atLeast) {
        this.atLeast = atLeast;
    }

    @Override
    public Long process(Map.Entry<Integer, Long> entry) {
        // Null on the first use of a shard, whatever the signature says.
        @Nullable Long last = entry.getValue();
        decided = last == null ? atLeast : Math.max(last + 1, atLeast);
        entry.setValue(decided);
        return decided;
    }

    /** Asked for after {@link #process} has run. */
    @Override
    public EntryProcessor<Integer, Long, Long> getBackupProcessor() {
        return new HzSetTerm(decided);
    }

    @Override
    public int getFactoryId() {
        return HzTermFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTermFactory.RAISE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(atLeast);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        atLeast = in.readLong();
    }
}
