package dev.parley.leader;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.wire.HzGrid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the objects of this package that travel between nodes. The ids stay for ever: nodes of two versions read each other. */
public final class HzTermFactory implements DataSerializableFactory {

    /** The id under which the factory is registered. */
    public static final int ID = 7301;

    static final int RAISE = 1;
    static final int SET = 2;
    static final int LOCK = 3;
    static final int HOLDER = 4;

    /** A membership of nobody. */
    static final UUID NOBODY = new UUID(0, 0);

    /**
     * Whether a membership belongs to the grid in which something is decided.
     *
     * @param here as Hazelcast gave it to the object that decides
     */
    static boolean isMember(@Nullable HazelcastInstance here, UUID membership) {
        if (here == null) {
            throw new IllegalStateException("Hazelcast did not say where it decides for " + membership);
        }
        return HzGrid.isMember(here, membership);
    }

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case RAISE -> new HzRaiseTerm();
            case SET -> new HzSetTerm();
            case LOCK -> new HzLockShard();
            case HOLDER -> new HzSetHolder();
            default -> throw new IllegalArgumentException("no class " + classId + " in factory " + ID);
        };
    }
}
