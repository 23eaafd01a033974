package dev.parley.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.certs.CertsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for a certificate with its key, and what is said of what is not. */
class CredentialsTest {

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void make() {
        made("--node", "a", "--node", "b");
        certificate = folder.resolve("a.pem");
        key = folder.resolve("a.key");
    }

    private void made(String... options) {
        StringWriter told = new StringWriter();
        String[] all = new String[options.length + 2];
        all[0] = "--dir";
        all[1] = folder.toString();
        System.arraycopy(options, 0, all, 2, options.length);
        assertThat(CertsCommand.run(all, new PrintWriter(told)))
                .as(told.toString())
                .isZero();
    }

    private Credentials read(Instant now) throws TlsTrouble {
        CertificateFiles files = new CertificateFiles(certificate, key);
        return Credentials.of(files, Pem.bytes(certificate), Pem.bytes(key), now);
    }

    private void isRefused(Instant now, String... words) {
        assertThatExceptionOfType(TlsTrouble.class)
                .isThrownBy(() -> read(now))
                .satisfies(trouble -> assertThat(trouble.getMessage()).contains(words));
    }

    @Test
    void shouldTakeCertificateWithItsChain() throws Exception {
        assertThat(read(Instant.now()).chain()).hasSize(1);

        Files.writeString(certificate, Files.readString(certificate) + Files.readString(folder.resolve("ca.pem")));

        Credentials both = read(Instant.now());
        assertThat(both.chain()).hasSize(2);
        assertThat(both.end())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(729)), Instant.now().plus(Duration.ofDays(731)));
    }

    @Test
    void shouldRefuseKeyOfAnotherCertificate() {
        key = folder.resolve("b.key");

        isRefused(Instant.now(), "b.key", "does not fit the first certificate of", "a.pem");
    }

    @Test
    void shouldRefuseWrongTimes() {
        isRefused(Instant.now().plus(Duration.ofDays(731)), "a.pem", "has ended on");
        isRefused(Instant.now().minus(Duration.ofDays(1)), "a.pem", "is not valid before");
    }

    @Test
    void shouldRefuseWhatIsNoChain() throws IOException {
        Files.writeString(certificate, Files.readString(certificate) + Files.readString(folder.resolve("b.pem")));

        isRefused(Instant.now(), "is no chain: certificate 1 is not signed by the one after it");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path good = certificate;

        certificate = empty;
        isRefused(Instant.now(), "empty", "holds no certificate");
        certificate = folder.resolve("nowhere");
        isRefused(Instant.now(), "nowhere", "is not there");
        certificate = folder;
        isRefused(Instant.now(), "cannot be read");
        certificate = Files.write(folder.resolve("noise"), new byte[] {1, 2, 3, 4});
        isRefused(Instant.now(), "noise", "no certificate");
        certificate = Files.write(folder.resolve("huge"), new byte[1024 * 1024 + 1]);
        isRefused(Instant.now(), "huge", "larger than 1 MiB");
        certificate = good;
        key = empty;
        isRefused(Instant.now(), "empty", "holds no private key");
        key = good;
        isRefused(Instant.now(), "a.pem", "holds no private key");
        key = Files.writeString(
                folder.resolve("locked"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n");
        isRefused(Instant.now(), "locked", "a key with a password");
        key = Files.writeString(
                folder.resolve("cut"), "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n");
        isRefused(Instant.now(), "cut", "cannot be read");
    }

    @Test
    void shouldReadWhatOpensslWrites() throws Exception {
        certificate = folder.resolve("o.pem");
        key = folder.resolve("o.key");
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", key.toString());
        assertThat(Files.readString(key)).contains("BEGIN EC PARAMETERS", "BEGIN EC PRIVATE KEY");
        openssl("req", "-x509", "-key", key.toString(), "-out", certificate.toString(), "-subj", "/CN=o", "-days", "2");
        assertThat(read(Instant.now()).key().getAlgorithm()).isEqualTo("EC");

        openssl("genrsa", "-traditional", "-out", key.toString(), "2048");
        assertThat(Files.readString(key)).contains("BEGIN RSA PRIVATE KEY");
        openssl("req", "-x509", "-key", key.toString(), "-out", certificate.toString(), "-subj", "/CN=o", "-days", "2");
        assertThat(read(Instant.now()).key().getAlgorithm()).isEqualTo("RSA");

        openssl("genrsa", "-out", key.toString(), "2048");
        assertThat(Files.readString(key)).contains("BEGIN PRIVATE KEY");
        isRefused(Instant.now(), "does not fit");
    }

    private static void openssl(String... arguments) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
