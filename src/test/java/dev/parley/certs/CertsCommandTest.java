package dev.parley.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsCommandTest {

    @TempDir
    Path home;

    /** What became of one call. */
    private record Called(int code, String told) {}

    private Called certs(String... options) {
        StringWriter told = new StringWriter();
        List<String> all = new ArrayList<>(List.of("--dir", dir().toString()));
        all.addAll(List.of(options));
        int code = CertsCommand.run(all.toArray(String[]::new), new PrintWriter(told, true));
        return new Called(code, told.toString());
    }

    private Path dir() {
        return home.resolve("certs");
    }

    private X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(dir().resolve(name + ".pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    @Test
    void shouldMakeAuthorityAndNodes() throws Exception {
        Called called = certs(
                "--node", "chat-1", "--node", "chat-2", "--host", "chat-1=10.77.0.5", "--host", "chat.example.org");

        assertThat(called.code()).as(called.told()).isZero();
        X509Certificate ca = certificate("ca");
        X509Certificate one = certificate("chat-1");
        ca.verify(ca.getPublicKey());
        one.verify(ca.getPublicKey());
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(ca.getKeyUsage()[5]).as("signs certificates").isTrue();
        assertThat(one.getBasicConstraints()).as("is no CA").isEqualTo(-1);
        assertThat(one.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(names(one)).containsExactly("chat-1", "10.77.0.5", "chat.example.org");
        assertThat(names(certificate("chat-2"))).containsExactly("chat-2", "chat.example.org");
        assertThat(one.getSubjectX500Principal().getName()).isEqualTo("CN=chat-1");
        assertThat(Duration.between(Instant.now(), one.getNotAfter().toInstant())
                        .toDays())
                .isBetween(729L, 730L);
        assertThat(one.getNotBefore()).isBefore(Instant.now().minusSeconds(1800));
        assertThat(certificate("chat-2").getSerialNumber()).isNotEqualTo(one.getSerialNumber());
        assertThat(called.told()).contains("--bus-cert chat-1.pem", "ca.key");
    }

    @Test
    void shouldKeepKeysForTheirOwner() throws IOException {
        certs("--node", "a");
        certs("--renew");

        for (String file : List.of("ca.key", "a.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir().resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir())))
                .isEqualTo("rwx------");
        assertThat(dir().toFile().list())
                .as("nothing half written")
                .containsExactlyInAnyOrder("ca.pem", "ca.key", "a.pem", "a.key");
    }

    @Test
    void shouldReplaceNothingUnasked() throws Exception {
        certs("--node", "a");
        byte[] ca = Files.readAllBytes(dir().resolve("ca.key"));
        byte[] key = Files.readAllBytes(dir().resolve("a.key"));

        Called again = certs("--node", "a", "--node", "b");

        assertThat(again.code()).as(again.told()).isZero();
        assertThat(again.told()).containsSubsequence("kept", "ca.pem", "kept", "a.pem", "made", "b.pem");
        assertThat(Files.readAllBytes(dir().resolve("ca.key"))).isEqualTo(ca);
        assertThat(Files.readAllBytes(dir().resolve("a.key"))).isEqualTo(key);
        certificate("b").verify(certificate("ca").getPublicKey());
    }

    @Test
    void shouldRenewForTheSameNames() throws Exception {
        certs("--node", "a", "--host", "a=10.0.0.1", "--days", "3");
        X509Certificate old = certificate("a");

        Called renewed = certs("--renew", "--days", "500");

        assertThat(renewed.code()).as(renewed.told()).isZero();
        X509Certificate now = certificate("a");
        assertThat(now.getPublicKey()).isNotEqualTo(old.getPublicKey());
        assertThat(names(now)).isEqualTo(names(old));
        assertThat(now.getNotAfter()).isAfter(old.getNotAfter());
        now.verify(certificate("ca").getPublicKey());
    }

    @Test
    void shouldNotOutliveItsAuthority() throws Exception {
        certs("--node", "a", "--ca-days", "10");

        assertThat(certificate("a").getNotAfter()).isEqualTo(certificate("ca").getNotAfter());
    }

    @Test
    void shouldRefuseWithASentence() throws IOException {
        assertThat(certs().told()).contains("--node");
        assertThat(certs().code()).isEqualTo(2);
        assertThat(certs("--node", "ca").code()).isEqualTo(2);
        assertThat(certs("--node", "../x").code()).isEqualTo(2);
        assertThat(certs("--node", "a", "--host", "b=1.2.3.4").told()).contains("no --node names");
        assertThat(certs("--renew").told()).contains("There is no certificate of a node");
        assertThat(certs("--renew", "--node", "a").told()).contains("There is no CA in");
        assertThat(dir()).as("a refused call makes nothing").doesNotExist();

        certs("--node", "a");
        Files.delete(dir().resolve("ca.key"));
        Called without = certs("--node", "b");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.told()).contains("ca.key is not there");
        assertThat(dir().resolve("b.pem")).doesNotExist();
    }

    @Test
    void shouldPleaseOpenssl() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
        certs("--node", "a", "--host", "127.0.0.1", "--host", "::1");
        String ca = dir().resolve("ca.pem").toString();
        String node = dir().resolve("a.pem").toString();

        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(openssl("verify", "-x509_strict", "-purpose", purpose, "-verify_ip", "::1", "-CAfile", ca, node))
                    .contains("a.pem: OK");
        }
        assertThat(openssl("verify", "-purpose", "sslserver", "-verify_hostname", "b", "-CAfile", ca, node))
                .as("another name")
                .doesNotContain("a.pem: OK");
        assertThat(openssl("pkey", "-in", dir().resolve("a.key").toString(), "-noout", "-text"))
                .contains("prime256v1");
    }

    private static String openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
