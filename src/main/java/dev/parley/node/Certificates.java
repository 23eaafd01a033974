package dev.parley.node;

import dev.parley.cluster.BusSeal;
import dev.parley.tls.BusFiles;
import dev.parley.tls.BusTls;
import dev.parley.tls.CertificateFiles;
import dev.parley.tls.Https;
import dev.parley.tls.TlsTrouble;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The certificates of one node as its settings name them, in use until {@link #close}. Opening blocks for a moment; the rest is for any thread.
 *
 * @param https of the port for browsers
 * @param bus of the event bus
 */
record Certificates(Https https, BusTls bus) implements AutoCloseable {

    private static final String WEB = "tls-cert";
    private static final Logger LOG = System.getLogger("dev.parley.node");

    /**
     * Reads and checks what the settings name.
     *
     * @throws StartupFailure when a file cannot be used
     */
    static Certificates open(Settings settings) {
        Https https = https(settings.encryption());
        try {
            return new Certificates(https, bus(settings));
        } catch (StartupFailure e) {
            https.close();
            throw e;
        }
    }

    /** The port for browsers alone. */
    static Https https(Settings.Encryption files) {
        if (files.tlsCert() == null || files.tlsKey() == null) {
            return Https.off();
        }
        try {
            return Https.open(new CertificateFiles(files.tlsCert(), files.tlsKey()));
        } catch (TlsTrouble e) {
            throw refused("tls-cert, tls-key", e);
        }
    }

    /** The event bus alone, for who starts a Vert.x for it. */
    static BusTls bus(Settings settings) {
        Settings.Encryption files = settings.encryption();
        if (files.busCert() == null || files.busKey() == null || files.busCa() == null) {
            return BusTls.off();
        }
        try {
            return BusTls.open(new BusFiles(new CertificateFiles(files.busCert(), files.busKey()), files.busCa()));
        } catch (TlsTrouble e) {
            throw refused("bus-cert, bus-key, bus-ca", e);
        }
    }

    /** Says in the log, once a node is in a cluster that other machines can reach, that its event bus is open to them; host is its own address there. */
    static void warnOfPlainBus(Settings settings, String host) {
        boolean isReached = !(host.startsWith("127.") || host.equals("::1"));
        if (settings.encryption().busCert() == null && isReached) {
            LOG.log(
                    Level.WARNING,
                    "event=bus-unprotected reason=\"the event bus between the nodes is neither encrypted nor authenticated: give"
                            + " bus-cert, bus-key and bus-ca, and keep the cluster port in a network of the nodes' own\"");
        }
    }

    /** When those in use end, by what the settings call them. */
    Map<String, Instant> ends() {
        Map<String, Instant> ends = new TreeMap<>();
        https.end().ifPresent(end -> ends.put(WEB, end));
        bus.end().ifPresent(end -> ends.put("bus-cert", end));
        return ends;
    }

    /** As {@link #ends}, of the port for browsers alone. */
    static Map<String, Instant> ends(Https https) {
        return https.end().map(end -> Map.of(WEB, end)).orElse(Map.of());
    }

    private static StartupFailure refused(String settings, TlsTrouble trouble) {
        return StartupFailure.wrongSettings(List.of(settings + ": " + trouble.getMessage() + "."));
    }

    /** What the other nodes are told of this one's event bus. */
    static BusSeal seal(BusTls bus) {
        return new BusSeal(bus.issuer(), bus.trusted());
    }

    @Override
    public void close() {
        https.close();
        bus.close();
    }
}
