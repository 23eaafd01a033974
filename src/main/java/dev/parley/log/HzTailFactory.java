package dev.parley.log;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes the empty objects into which Hazelcast reads what this package keeps in the grid. Class ids are for ever. */
public final class HzTailFactory implements DataSerializableFactory {

    /** The id under which the factory is registered. */
    public static final int ID = 7302;

    static final int TAIL = 1;
    static final int PROCESSOR = 2;
    static final int BACKUP = 3;
    static final int REPLY = 4;

    @Override
    public IdentifiedDataSerializable create(int typeId) {
        return switch (typeId) {
            case TAIL -> new HzTail();
            case PROCESSOR -> new HzTailProcessor();
            case BACKUP -> new HzTailBackup();
            case REPLY -> new HzTailReply();
            default -> throw new IllegalArgumentException("no class has the id " + typeId);
        };
    }
}
