package dev.parley.chaos;

import dev.parley.certs.CertsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of certificates for 127.0.0.1, made by the command that people use. One thread. */
final class Certs {

    private final Path folder;

    Certs(Path folder) {
        this.folder = folder;
    }

    /** Calls the command, which must succeed. */
    Certs call(String... options) {
        List<String> all = new ArrayList<>(List.of("--dir", folder.toString()));
        all.addAll(List.of(options));
        StringWriter told = new StringWriter();
        if (CertsCommand.run(all.toArray(String[]::new), new PrintWriter(told, true)) != 0) {
            throw new AssertionError(all + ": " + told);
        }
        return this;
    }

    /** Makes a certificate for a node on this machine. */
    Certs node(String name) {
        return call("--node", name, "--host", "127.0.0.1");
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Options for the event bus of a node. */
    List<String> bus(String name) {
        return List.of(
                "--bus-cert", certificate(name).toString(),
                "--bus-key", key(name).toString(),
                "--bus-ca", authority().toString());
    }

    /** Options for the port for browsers of a node. */
    List<String> web(String name) {
        return List.of(
                "--tls-cert",
                certificate(name).toString(),
                "--tls-key",
                key(name).toString());
    }
}
