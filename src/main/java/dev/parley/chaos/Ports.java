package dev.parley.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/** Finds ports on 127.0.0.1 that nobody uses at the moment. */
final class Ports {

    private static final int LOWEST = 20_000;
    /** Below the ports that Linux gives to outgoing connections, one of which could take a free one meanwhile. */
    private static final int HIGHEST = 32_000;

    private static final SplittableRandom RANDOM = new SplittableRandom(System.nanoTime());

    private Ports() {}

    /** The first of so many free ports in a row. */
    static int freeRow(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = LOWEST + RANDOM.nextInt((HIGHEST - LOWEST) / count) * count;
            int free = 0;
            while (free < count && isFree(first + free)) {
                free++;
            }
            if (free == count) {
                return first;
            }
        }
        throw new ChaosFailure("no " + count + " free ports in a row between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
