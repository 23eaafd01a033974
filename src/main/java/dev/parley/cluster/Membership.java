package dev.parley.cluster;

import java.util.List;
import java.util.UUID;

/** Who is a member of the cluster right now, as the failure detector says. Any thread; never blocks. */
interface Membership {

    /** The membership of this node when it joined; {@link Card#membership} of its own card, until it is merged into another cluster. */
    UUID joinedAs();

    /** All members, this node included, the oldest first. */
    List<Card> now();

    /** Whether all members that are Parley nodes speak this level of the protocol between nodes. */
    boolean isSpokenByAll(int level);

    /** Hears, on any thread, that the list may have changed; the listener must hand over and return. */
    void onChange(Runnable listener);
}
