package dev.parley.leader;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.wire.HzGrid;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Raises the term of a shard above all before it: to one more than the last, or to the wall clock of the caller if that is more, so that
 * it grows even when the grid had lost it. Answers the new term; null, and changes nothing, when the caller's membership does not belong to
 * this grid: its call was under way in the smaller side of a split, and Hazelcast has sent it again here.
 *
 * <p>Run on the partition thread that owns the shard's entry. Run twice, it raises twice, which harms nobody. The copies are not raised
 * but set to what was decided here.
 */
final class HzRaiseTerm
        implements EntryProcessor<Integer, Long, @Nullable Long>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private UUID caller = HzTermFactory.NOBODY;
    private long atLeast;
    private @Nullable Long decided;

    /** Where this is decided; set by Hazelcast before {@link #process}. */
    private @Nullable HazelcastInstance here;

    HzRaiseTerm() {}

    /**
     * Raises.
     *
     * @param caller the membership for whose grid it is
     * @param atLeast the caller's wall clock in milliseconds, or more
     */
    HzRaiseTerm(UUID caller, long atLeast) {
        this.caller = caller;
        this.atLeast = atLeast;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        here = hazelcast;
    }

    @Override
    public @Nullable Long process(Map.Entry<Integer, Long> entry) {
        if (!HzTermFactory.isMember(here, caller)) {
            return null;
        }
        // Null on the first use of a shard, whatever the signature says.
        @Nullable Long last = entry.getValue();
        long term = last == null ? atLeast : Math.max(last + 1, atLeast);
        decided = term;
        entry.setValue(term);
        return term;
    }

    /** Asked for after {@link #process} has run. Null where nothing was changed; Hazelcast's declaration lacks the null that its contract allows. */
    @Override
    @SuppressWarnings("NullAway")
    public EntryProcessor<Integer, Long, @Nullable Long> getBackupProcessor() {
        return decided == null ? null : new HzSetTerm(decided);
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
        HzGrid.write(caller, out);
        out.writeLong(atLeast);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        caller = HzGrid.read(in);
        atLeast = in.readLong();
    }
}
