package dev.parley.leader;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes the objects of this package that travel between nodes. The ids stay for ever: nodes of two versions read each other. */
public final class HzTermFactory implements DataSerializableFactory {

    /** The id under which the factory is registered. */
    public static final int ID = 7301;

    static final int RAISE = 1;
    static final int SET = 2;

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case RAISE -> new HzRaiseTerm();
            case SET -> new HzSetTerm();
            default -> throw new IllegalArgumentException("no class " + classId + " in factory " + ID);
        };
    }
}
