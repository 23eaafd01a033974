package dev.parley.admin;

import java.nio.file.Path;

/** Where the administrator's token comes from. */
public sealed interface TokenSource {

    /**
     * Out of a file that whoever runs the node brought, such as a secret of Swarm or Kubernetes.
     *
     * @param hash SHA-256 of the token in hex, see {@link Tokens#hash}
     */
    record Brought(String hash) implements TokenSource {}

    /**
     * Made by the cluster at its first start, and agreed upon in the directory log.
     *
     * @param folder where the node that makes it leaves the token, readable for its owner only; the node's data folder
     */
    record Agreed(Path folder) implements TokenSource {}
}
