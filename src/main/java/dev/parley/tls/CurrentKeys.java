package dev.parley.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the key and chain that are current when it begins. Any thread.
 *
 * <p>A handshake asks three times: for a name, then for the chain and the key of that name. So each pair has a number of its own as its name,
 * and the pair before the current one is kept for handshakes that have just begun.
 */
final class CurrentKeys extends X509ExtendedKeyManager {

    private record Pair(long number, Credentials credentials) {

        String name() {
            return "certificate-" + number;
        }
    }

    private record Pairs(Pair current, Pair before) {}

    private final AtomicReference<Pairs> pairs;

    CurrentKeys(Credentials first) {
        Pair pair = new Pair(1, first);
        pairs = new AtomicReference<>(new Pairs(pair, pair));
    }

    /** From now on handshakes get these. */
    void use(Credentials next) {
        pairs.updateAndGet(old -> new Pairs(new Pair(old.current().number() + 1, next), old.current()));
    }

    /** When what handshakes get now ends. */
    Instant end() {
        return now().current().credentials().end();
    }

    private Pairs now() {
        return java.util.Objects.requireNonNull(pairs.get());
    }

    private @Nullable Credentials named(String name) {
        Pairs now = now();
        if (name.equals(now.current().name())) {
            return now.current().credentials();
        }
        return name.equals(now.before().name()) ? now.before().credentials() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Pair current = now().current();
        String algorithm = current.credentials().key().getAlgorithm();
        // Asked for each kind of key that the client can do. A key for EdDSA calls itself so, whatever its curve.
        boolean fits = keyType.equals(algorithm) || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"));
        return fits ? current.name() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Credentials credentials = named(alias);
        return credentials == null ? null : credentials.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Credentials credentials = named(alias);
        return credentials == null ? null : credentials.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String name = chooseEngineServerAlias(keyType, issuers, null);
        return name == null ? new String[0] : new String[] {name};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
