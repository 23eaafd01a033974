package dev.parley.leader;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.wire.HzGrid;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets a copy of a lock to what its owner decided, on no condition: a copy that had missed one would otherwise never agree again. */
final class HzSetHolder implements EntryProcessor<Integer, UUID, @Nullable Boolean>, IdentifiedDataSerializable {

    private @Nullable UUID holder;

    HzSetHolder() {}

    /**
     * @param holder who has the lock; null: nobody
     */
    HzSetHolder(@Nullable UUID holder) {
        this.holder = holder;
    }

    @Override
    @SuppressWarnings("NullAway") // A null value takes the entry away; Hazelcast's declaration does not say so.
    public @Nullable Boolean process(Map.Entry<Integer, UUID> entry) {
        entry.setValue(holder);
        return null;
    }

    @Override
    public int getFactoryId() {
        return HzTermFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTermFactory.HOLDER;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        HzGrid.write(holder == null ? HzTermFactory.NOBODY : holder, out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        UUID read = HzGrid.read(in);
        holder = read.equals(HzTermFactory.NOBODY) ? null : read;
    }
}
