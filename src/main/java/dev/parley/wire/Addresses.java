package dev.parley.wire;

/** The event-bus addresses, all of them: a fixed handful for each node and none for rooms or clients. */
public final class Addresses {

    private Addresses() {}

    /** Takes {@link NodeMessage} about logs: entries, heads, fetches, positions. */
    public static String log(NodeId node) {
        return "parley." + node + ".log";
    }

    /** Takes {@link NodeMessage} for the sequencer and the command router: commands, outcomes, archived positions. */
    public static String room(NodeId node) {
        return "parley." + node + ".room";
    }

    /** Takes the once-a-second beat of other nodes, and their word on who leads what. */
    public static String cluster(NodeId node) {
        return "parley." + node + ".cluster";
    }

    /** Takes what an administrator wants of the node, and questions about how it is. */
    public static String admin(NodeId node) {
        return "parley." + node + ".admin";
    }

    /** Takes who is where and who types. */
    public static String presence(NodeId node) {
        return "parley." + node + ".presence";
    }
}
