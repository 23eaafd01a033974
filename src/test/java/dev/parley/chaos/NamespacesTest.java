package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cuts between this process and one in a namespace, on a machine where namespaces can be made. */
class NamespacesTest {

    private static final int NODE = 1;
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private Namespaces namespaces;
    private Place.Seat seat;

    /** Listens on a port, for ever. */
    static final class Listener {
        public static void main(String[] port) throws IOException {
            try (ServerSocket server = new ServerSocket(Integer.parseInt(port[0]))) {
                while (true) {
                    server.accept().close();
                }
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Namespaces.obstacle().isEmpty(), "namespaces cannot be made here");
        namespaces = Namespaces.open(1);
        seat = namespaces.seat(NODE);
        List<String> command = new ArrayList<>(seat.before());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                Listener.class.getName(),
                Integer.toString(seat.port())));
        new ProcessBuilder(command).inheritIO().start();
        Await.until("the listener", WITHIN, () -> connects() ? "" : "nobody listens", () -> "");
    }

    @AfterEach
    void close() {
        if (namespaces != null) {
            namespaces.close();
        }
    }

    @Test
    void shouldCutEachDirectionAndMend() {
        namespaces.cut(Network.CLIENTS, NODE);
        assertThat(connects()).as("what is sent to the node is gone").isFalse();
        namespaces.mendAll();
        assertThat(connects()).isTrue();

        namespaces.cut(NODE, Network.CLIENTS);
        assertThat(connects()).as("what the node answers is gone").isFalse();
        namespaces.mend(NODE, Network.CLIENTS);
        assertThat(connects()).isTrue();
    }

    @Test
    void shouldLosePackets() {
        assumeTrue(namespaces.quality() != Namespaces.Quality.NONE, "packets cannot be lost here");
        namespaces.impair(NODE, new Network.Trouble(100, 0));
        assertThat(connects()).isFalse();

        namespaces.mendAll();
        assertThat(connects()).isTrue();
    }

    @Test
    void shouldLeaveNothing() {
        namespaces.close();

        assertThat(Shell.run("ip", "netns", "list"))
                .doesNotContain(Leftovers.PREFIX + ProcessHandle.current().pid() + "-");
        // Not the links of a run whose number only begins with ours.
        assertThat(Shell.run("ip", "-o", "link", "show"))
                .doesNotContainPattern("\\bply" + ProcessHandle.current().pid() + "\\b");
    }

    private boolean connects() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(seat.host(), seat.port()), 700);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
