package dev.parley.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out who speaks as a member does, and which ports of this machine belong to a program that is not a node. Blocks; any thread but an
 * event loop.
 *
 * <p>A node under discovery {@code local} asks all of its ten ports for a cluster, and Hazelcast waits for an answer from whatever accepts its
 * connection. Something else that listens there, and says nothing, would keep every node of the machine from ever starting.
 */
final class Strangers {

    /** What both sides of a Hazelcast connection say first. */
    private static final byte[] HELLO = "HZC".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final int CONNECT_MILLIS = 500;

    private Strangers() {}

    /**
     * The ports on which somebody listens who does not speak as a member does.
     *
     * @param first of the ports on 127.0.0.1
     * @param count how many
     * @param patience how long all of them together may take to answer
     */
    static Set<Integer> among(int first, int count, Duration patience) {
        Map<Integer, Socket> asked = new HashMap<>();
        Set<Integer> strangers = new TreeSet<>();
        for (int port = first; port < first + count; port++) {
            try {
                asked.put(port, ask(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECT_MILLIS));
            } catch (IOException e) {
                // Nobody there, or somebody who hangs up: Hazelcast knows what to do about either.
            }
        }
        long end = System.nanoTime() + patience.toNanos();
        asked.forEach((port, socket) -> {
            if (!answers(socket, end)) {
                strangers.add(port);
            }
        });
        return strangers;
    }

    /**
     * Those of these addresses where somebody answers as a member does.
     *
     * @param addresses {@code host:port}, IPv6 in brackets
     * @param patience how long all of them together may take; the last ones are left out when the first ones took all of it
     */
    static Set<String> speaking(List<String> addresses, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Map<String, Socket> asked = new HashMap<>();
        for (String address : addresses) {
            long left = (end - System.nanoTime()) / 1_000_000;
            int colon = address.lastIndexOf(':');
            if (left <= 0 || colon < 0) {
                continue;
            }
            try {
                InetAddress host = InetAddress.getByName(address.substring(0, colon));
                int port = Integer.parseInt(address.substring(colon + 1));
                asked.put(address, ask(new InetSocketAddress(host, port), (int) Math.min(CONNECT_MILLIS, left)));
            } catch (IOException | NumberFormatException e) {
                // Nobody there, or not in time: asked again the next time.
            }
        }
        Set<String> speaking = new TreeSet<>();
        asked.forEach((address, socket) -> {
            if (answers(socket, end)) {
                speaking.add(address);
            }
        });
        return speaking;
    }

    private static Socket ask(InetSocketAddress address, int connectMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, connectMillis);
            socket.getOutputStream().write(HELLO);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static boolean answers(Socket socket, long end) {
        try (socket) {
            long left = (end - System.nanoTime()) / 1_000_000;
            socket.setSoTimeout((int) Math.max(1, left));
            return Arrays.equals(socket.getInputStream().readNBytes(HELLO.length), HELLO);
        } catch (IOException e) {
            return false;
        }
    }
}
