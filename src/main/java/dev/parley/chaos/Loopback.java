package dev.parley.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All nodes on 127.0.0.1, on free ports. Needs no rights, and knows no network that could be cut. One thread. */
final class Loopback implements Place {

    /** Discovery on one machine looks at so many ports. */
    private static final int CLUSTER_PORTS = 10;

    private final int clusterPort = Ports.freeRow(CLUSTER_PORTS);
    private final List<Seat> seats = new ArrayList<>();

    @Override
    public Seat seat(int number) {
        while (seats.size() < number) {
            int port = Ports.freeRow(1);
            seats.add(new Seat(
                    "http",
                    "127.0.0.1",
                    port,
                    List.of(),
                    List.of(
                            "--host",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--discovery",
                            "local",
                            "--cluster-name",
                            "test-" + clusterPort,
                            "--cluster-port",
                            Integer.toString(clusterPort))));
        }
        return seats.get(number - 1);
    }

    @Override
    public Optional<Network> network() {
        return Optional.empty();
    }

    @Override
    public Disks disks(List<Path> folders) {
        throw new ChaosFailure("small disks need the right to mount, which is had only where namespaces are");
    }

    @Override
    public void close() {
        // Ports need no closing.
    }
}
