package dev.parley.chaos;

/** A network whose links can be cut and made bad, each direction for itself. Nodes are numbered from 1. */
interface Network {

    /** The number that stands for the clients, all of which are at one address. */
    int CLIENTS = 0;

    /** From now on nothing that one sends reaches the other. Nobody is told: the packets are gone. */
    void cut(int from, int to);

    /** Mends what {@link #cut} did. */
    void mend(int from, int to);

    /** Loses a part of what reaches a node, and delays what it sends where the system can do that. */
    void impair(int node, Trouble trouble);

    /** Mends everything. */
    void mendAll();

    /**
     * How bad a link is.
     *
     * @param lossPercent of the packets, 0 to 100
     * @param delayMillis of each packet
     */
    record Trouble(int lossPercent, int delayMillis) {}
}
