package dev.parley.cluster;

import java.util.List;

/** Who is a member of the cluster right now, as the failure detector says. Any thread; never blocks. */
interface Membership {

    /** All members, this node included, the oldest first. */
    List<Card> now();

    /** Hears, on any thread, that the list may have changed; the listener must hand over and return. */
    void onChange(Runnable listener);
}
