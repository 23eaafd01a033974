package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who is in a room, as the nodes told one client of it. A node lists 200 at the most; the number is that of all. */
@PureCore
final class People {

    private final Map<String, String> names = new HashMap<>();
    private long count;
    private boolean known;

    /** A node listed them all, or as many as it lists. */
    void listed(Map<String, String> nameById, long all) {
        names.clear();
        names.putAll(nameById);
        count = all;
        known = true;
    }

    /** Some came and some went. */
    void changed(Map<String, String> came, Collection<String> went, long all) {
        names.putAll(came);
        names.keySet().removeAll(went);
        count = all;
    }

    /** Nothing is known any more, until they are listed again. */
    void forget() {
        known = false;
    }

    /**
     * What is wrong with it; empty words when nothing is.
     *
     * @param there the names of those who are in the room
     * @param others how many more are there, of whatever name
     * @param isOther whether a name is one of those
     */
    String differs(Set<String> there, int others, java.util.function.Predicate<String> isOther) {
        if (!known) {
            return "nothing at all";
        }
        Set<String> told = new TreeSet<>(names.values());
        told.removeIf(isOther);
        Set<String> ghosts = new TreeSet<>(told);
        ghosts.removeAll(there);
        if (!ghosts.isEmpty()) {
            return ghosts + ", who are not there";
        }
        Set<String> missing = new TreeSet<>(there);
        missing.removeAll(told);
        if (!missing.isEmpty() && names.size() >= count) {
            return "nothing of " + missing + ", who are there";
        }
        return count == there.size() + others ? "" : count + " people, and " + (there.size() + others) + " are there";
    }
}
