package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What must be in the one jar, and what must not, to run it with nothing but {@code java -jar}. */
class JarIT {

    @Test
    void shouldTellTheJvmWhatItNeeds() throws IOException {
        try (var jar = open()) {
            var manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("dev.parley.node.Main");
            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .matches("\\d+\\.\\d+\\.\\d+.*");
            assertThat(manifest.getValue(Attributes.Name.MULTI_RELEASE)).isEqualTo("true");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(manifest.getValue("Add-Exports")).isEqualTo("java.base/jdk.internal.ref");
            assertThat(manifest.getValue("Add-Opens").split(" "))
                    .containsExactlyInAnyOrder(
                            "java.base/java.lang",
                            "java.base/sun.nio.ch",
                            "java.management/sun.management",
                            "jdk.management/com.sun.management.internal");
        }
    }

    @Test
    void shouldHoldNoSignatureAndNoModuleDescriptorOfAPart() throws IOException {
        try (var jar = open()) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"))
                    .noneMatch(name -> name.endsWith("module-info.class"));
        }
    }

    @Test
    void shouldAnnounceTheServicesOfItsParts() throws IOException {
        try (var jar = open()) {
            assertThat(text(jar, "META-INF/services/io.vertx.core.spi.VertxServiceProvider"))
                    .contains("io.vertx.spi.cluster.hazelcast.HazelcastClusterManager");
            assertThat(text(jar, "META-INF/services/java.sql.Driver")).contains("org.sqlite.JDBC");
        }
    }

    @Test
    void shouldBringThePageItsModules() throws IOException {
        try (var jar = open()) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .anyMatch(name -> name.matches("META-INF/resources/_static/lit/[^/]+/index\\.js"))
                    .anyMatch(name -> name.matches("META-INF/resources/_static/lit-html/[^/]+/lit-html\\.js"));
        }
    }

    @Test
    void shouldBringTheDatabaseForEveryPlatformWeServe() throws IOException {
        try (var jar = open()) {
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.matches("org/sqlite/native/.*sqlitejdbc\\.[a-z]+")))
                    .extracting(name -> name.replaceAll("org/sqlite/native/(.*)/[^/]*", "$1"))
                    .containsExactlyInAnyOrder(
                            "Linux/x86_64",
                            "Linux/aarch64",
                            "Linux-Musl/x86_64",
                            "Linux-Musl/aarch64",
                            "Mac/x86_64",
                            "Mac/aarch64",
                            "Windows/x86_64");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        var entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static JarFile open() throws IOException {
        return new JarFile(System.getProperty("parley.jar"));
    }
}
