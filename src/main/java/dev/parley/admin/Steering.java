package dev.parley.admin;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** What can be done with this node: what the program provides. Any thread may call; nothing blocks. */
public interface Steering {

    /**
     * Takes no more sessions, asks clients to move, hands over what it leads, and stays. Nothing, if it is drained already.
     *
     * @return why it cannot be; empty: it has begun
     */
    Optional<AdminError> drain();

    /**
     * Serves again after {@link #drain}. Nothing, if it is not drained.
     *
     * @return why it cannot be; empty: done
     */
    Optional<AdminError> resume();

    /**
     * Ends this process within a second, without a word to anybody, as {@code kill -9} does.
     *
     * @return why it will not; empty: it will
     */
    Optional<AdminError> kill();

    /** The level of each area that can be changed, in lower case. */
    Map<String, String> levels();

    /**
     * Changes the level of an area until it is changed again or the process ends.
     *
     * @return false: there is no such area or level
     */
    boolean level(String area, String level);

    /** Gives all areas the level with which the process was started. */
    void resetLevels();

    /** How this node is. */
    Future<Vitals> vitals();
}
