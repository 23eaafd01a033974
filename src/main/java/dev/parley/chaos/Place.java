package dev.parley.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the nodes of a {@link TestCluster} run, and how they find each other. Closing it leaves nothing of it on the machine. */
interface Place extends AutoCloseable {

    /**
     * What one node is started with.
     *
     * @param scheme how browsers and clients speak with it
     * @param host where browsers and clients reach it
     * @param port the same
     * @param before the words before its command, such as those that put it into a namespace
     * @param options of the node: host, port, discovery
     */
    record Seat(String scheme, String host, int port, List<String> before, List<String> options) {
        public Seat {
            before = List.copyOf(before);
            options = List.copyOf(options);
        }

        String url() {
            return scheme + "://" + host + ":" + port;
        }
    }

    /** The seat of a node, 1 for the first; always the same one. */
    Seat seat(int number);

    /** The network between the nodes, where it can be cut; empty where all share the loopback interface. */
    Optional<Network> network();

    /** Small disks of their own under these folders, so that they can be full or read-only. Fails where that is not allowed. */
    Disks disks(List<Path> folders);

    @Override
    void close();
}
