package dev.parley.chaos;

import dev.parley.certs.CertsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another place in which everything is encrypted: each node has a certificate of a CA that is made here, for its port and for the event bus. This
 * process believes that CA from then on. One thread.
 */
final class SecurePlace implements Place {

    private final Place inner;
    private final Path certs;

    /**
     * Makes the CA when the first seat is asked for.
     *
     * @param certs folder for the certificates
     */
    SecurePlace(Place inner, Path certs) {
        this.inner = inner;
        this.certs = certs;
        Trust.add(authority());
    }

    /** The CA of all nodes, in PEM. */
    Path authority() {
        return certs.resolve("ca.pem");
    }

    @Override
    public Seat seat(int number) {
        Seat plain = inner.seat(number);
        String name = "n" + number;
        StringWriter told = new StringWriter();
        int code = CertsCommand.run(
                new String[] {"--dir", certs.toString(), "--node", name, "--host", plain.host()},
                new PrintWriter(told));
        if (code != 0) {
            throw new ChaosFailure("no certificate for " + name + ": " + told);
        }
        List<String> options = new ArrayList<>();
        plain.options().forEach(option -> options.add(option.replaceFirst("^http://", "https://")));
        String certificate = certs.resolve(name + ".pem").toString();
        String key = certs.resolve(name + ".key").toString();
        options.addAll(List.of("--tls-cert", certificate, "--tls-key", key));
        options.addAll(List.of("--bus-cert", certificate, "--bus-key", key));
        options.addAll(List.of("--bus-ca", authority().toString()));
        return new Seat("https", plain.host(), plain.port(), plain.before(), options);
    }

    @Override
    public Optional<Network> network() {
        return inner.network();
    }

    @Override
    public Disks disks(List<Path> folders) {
        return inner.disks(folders);
    }

    @Override
    public void close() {
        inner.close();
    }
}
