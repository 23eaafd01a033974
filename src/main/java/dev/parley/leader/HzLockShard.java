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
 * Takes the lock of a shard, or gives it back. The lock is the entry of the shard: it holds the membership that has the lock.
 *
 * <p>Answers whether the caller has had it: after taking, that it has it now; after giving back, that it had it. Null, and changes nothing, when
 * the caller's membership does not belong to this grid: its call was under way in the smaller side of a split, and Hazelcast has sent
 * it again here.
 *
 * <p>A lock of a membership that is not there any more is free: so the death of its holder needs no cleaning up, and no lock can be left over.
 * Run on the partition thread that owns the shard's entry. Run twice, it does the same twice, and the second time tells the copies again.
 */
final class HzLockShard
        implements EntryProcessor<Integer, UUID, @Nullable Boolean>,
                IdentifiedDataSerializable,
                HazelcastInstanceAware {

    private UUID caller = HzTermFactory.NOBODY;
    private boolean isTaking;

    /** Whether {@link #process} has changed anything, and to what. */
    private boolean isDecided;

    private @Nullable UUID holder;

    /** Where this is decided; set by Hazelcast before {@link #process}. */
    private @Nullable HazelcastInstance here;

    HzLockShard() {}

    /** Takes the lock for a membership. */
    static HzLockShard take(UUID caller) {
        HzLockShard take = new HzLockShard();
        take.caller = caller;
        take.isTaking = true;
        return take;
    }

    /** Gives back the lock of a membership. */
    static HzLockShard giveBack(UUID caller) {
        HzLockShard give = new HzLockShard();
        give.caller = caller;
        return give;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        here = hazelcast;
    }

    @Override
    @SuppressWarnings("NullAway") // A null value takes the entry away; Hazelcast's declaration does not say so.
    public @Nullable Boolean process(Map.Entry<Integer, UUID> entry) {
        if (!HzTermFactory.isMember(here, caller)) {
            return null;
        }
        // Null while nobody has it, whatever the signature says.
        @Nullable UUID now = entry.getValue();
        boolean isMine = caller.equals(now);
        if (isTaking ? isMine || now == null || !HzTermFactory.isMember(here, now) : isMine) {
            isDecided = true;
            holder = isTaking ? caller : null;
            entry.setValue(holder);
            return true;
        }
        return false;
    }

    /** Asked for after {@link #process} has run. Null where nothing was changed; Hazelcast's declaration lacks the null that its contract allows. */
    @Override
    @SuppressWarnings("NullAway")
    public EntryProcessor<Integer, UUID, @Nullable Boolean> getBackupProcessor() {
        return isDecided ? new HzSetHolder(holder) : null;
    }

    @Override
    public int getFactoryId() {
        return HzTermFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTermFactory.LOCK;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        HzGrid.write(caller, out);
        out.writeBoolean(isTaking);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        caller = HzGrid.read(in);
        isTaking = in.readBoolean();
    }
}
