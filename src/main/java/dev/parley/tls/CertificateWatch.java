package dev.parley.tls;

import dev.parley.wire.Clocks;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the files of a certificate every two seconds, on a thread of its own, and says what became of them.
 *
 * <p>It reads the contents instead of the times of the files: they are small, certbot replaces links and Kubernetes whole folders behind links.
 */
final class CertificateWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.parley.tls");
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final String what;
    private final CertificateFiles files;
    private final Consumer<Credentials> onRenewed;
    private final ScheduledExecutorService thread;

    // Owned by the thread.
    private final Renewal renewal;
    private Credentials inUse;
    private String looked;
    private Optional<String> trouble = Optional.empty();

    /** Contents of the files, and what they are good for. */
    record Loaded(Credentials credentials, String contents) {}

    private CertificateWatch(String what, CertificateFiles files, Loaded loaded, Consumer<Credentials> onRenewed) {
        this.what = what;
        this.files = files;
        this.onRenewed = onRenewed;
        inUse = loaded.credentials();
        looked = loaded.contents();
        renewal = new Renewal(loaded.contents());
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "parley-certificates");
            named.setDaemon(true);
            return named;
        });
    }

    /** Reads the files for the first time. Blocks. */
    static Loaded load(CertificateFiles files) throws TlsTrouble {
        byte[] chain = Pem.bytes(files.chain());
        byte[] key = Pem.bytes(files.key());
        return new Loaded(Credentials.of(files, chain, key, now()), contents(chain, key));
    }

    /**
     * Begins to look.
     *
     * @param what the certificate in the words of the settings, for the log
     * @param onRenewed gets what is to be used from now on, on the thread of the watch
     */
    static CertificateWatch begin(String what, CertificateFiles files, Loaded loaded, Consumer<Credentials> onRenewed) {
        CertificateWatch watch = new CertificateWatch(what, files, loaded, onRenewed);
        var unused = watch.thread.scheduleWithFixedDelay(watch::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private void look() {
        try {
            lookAtFiles();
            lookAtClock();
        } catch (RuntimeException e) {
            // An executor would never look again, and say nothing.
            LOG.log(Level.ERROR, "event=certificate-look-failed what=" + what, e);
        }
    }

    private void lookAtFiles() {
        Optional<Credentials> found = Optional.empty();
        try {
            byte[] chain = Pem.bytes(files.chain());
            byte[] key = Pem.bytes(files.key());
            String contents = contents(chain, key);
            // What is wrong is read again and again: a certificate may be of the future.
            if (!contents.equals(looked) || trouble.isPresent()) {
                looked = contents;
                trouble = Optional.empty();
                found = Optional.of(Credentials.of(files, chain, key, now()));
            }
        } catch (TlsTrouble e) {
            trouble = Optional.of(String.valueOf(e.getMessage()));
        }
        switch (renewal.look(new Renewal.Seen(looked, trouble))) {
            case WAIT -> {}
            case USE -> {
                if (found.isPresent()) {
                    inUse = found.get();
                    LOG.log(Level.INFO, () -> "event=certificate-renewed what=" + what + " " + inUse.told());
                    onRenewed.accept(inUse);
                }
            }
            case COMPLAIN ->
                LOG.log(
                        Level.ERROR,
                        () -> "event=certificate-refused what=" + what + " reason=\"" + trouble.orElse("") + "\"");
        }
    }

    private void lookAtClock() {
        if (renewal.isWarningDue(inUse.end(), now())) {
            LOG.log(Level.WARNING, () -> "event=certificate-ends-soon what=" + what + " " + inUse.told());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Clocks.wallMillis());
    }

    private static String contents(byte[] chain, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(chain);
            digest.update((byte) 0);
            digest.update(key);
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
