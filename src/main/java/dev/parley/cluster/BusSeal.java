package dev.parley.cluster;

import dev.parley.wire.PureCore;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a node's event bus shows and takes, as the other nodes are told of it: so that one that could not speak with them says so
 * when it joins, in place of waiting for answers that never come.
 *
 * <p>It protects from mistakes only. Whom the bus believes, TLS decides.
 *
 * @param issuer fingerprint of the CA of the node's certificate; empty: no TLS
 * @param trusted fingerprints of the CAs whose certificates it takes; none without TLS
 */
@PureCore
public record BusSeal(String issuer, Set<String> trusted) {

    /** A plain event bus. */
    public static final BusSeal NONE = new BusSeal("", Set.of());

    private static final String PLAIN = "plain";

    public BusSeal {
        trusted = Set.copyOf(trusted);
    }

    /** On one line, for the attributes of a member. */
    String text() {
        return issuer.isEmpty() ? PLAIN : issuer + " " + String.join(",", new TreeSet<>(trusted));
    }

    /** What stands in the attributes of a member; null, as of a node that knows nothing of this, means plain. */
    static BusSeal read(@Nullable String text) {
        String[] parts = text == null ? new String[0] : text.split(" ", -1);
        return parts.length == 2
                ? new BusSeal(parts[0], Arrays.stream(parts[1].split(",", -1)).collect(Collectors.toUnmodifiableSet()))
                : NONE;
    }

    /** Why a node with this one cannot speak with one that has the other, if it cannot. */
    Optional<String> against(BusSeal other) {
        if (issuer.isEmpty() && other.issuer.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty()) {
            return Optional.of("its event bus speaks TLS, and this node was given no bus-cert, bus-key and bus-ca");
        }
        if (other.issuer.isEmpty()) {
            return Optional.of("its event bus speaks no TLS, and this node was given bus-cert, bus-key and bus-ca");
        }
        if (!other.trusted.contains(issuer)) {
            return Optional.of("it does not take certificates of the CA that has signed this node's bus-cert");
        }
        if (!trusted.contains(other.issuer)) {
            return Optional.of("its certificate is of a CA that is not in this node's bus-ca");
        }
        return Optional.empty();
    }
}
