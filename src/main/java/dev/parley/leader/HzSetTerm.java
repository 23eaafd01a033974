package dev.parley.leader;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets a copy of a term to what its owner decided, on no condition: a copy that had missed one would otherwise never agree again. */
final class HzSetTerm implements EntryProcessor<Integer, Long, @Nullable Long>, IdentifiedDataSerializable {

    private long term;

    HzSetTerm() {}

    HzSetTerm(long term) {
        this.term = term;
    }

    @Override
    public Long process(Map.Entry<Integer, Long> entry) {
        entry.setValue(term);
        return term;
    }

    @Override
    public int getFactoryId() {
        return HzTermFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTermFactory.SET;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(term);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        term = in.readLong();
    }
}
