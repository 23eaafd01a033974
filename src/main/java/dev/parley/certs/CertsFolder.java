package dev.parley.certs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The folder with the CA and the certificates. One thread, one program. */
final class CertsFolder {

    static final String CA = "ca";

    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path folder;

    CertsFolder(Path folder) {
        this.folder = folder;
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    boolean has(String name) {
        return Files.exists(certificate(name)) || Files.exists(key(name));
    }

    /** Makes the folder, for its owner alone, if it is not there. */
    void make() throws CertsFailure {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, only("rwx------"));
            }
        } catch (IOException e) {
            throw new CertsFailure("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
    }

    /** The names of the nodes that have a certificate here. */
    List<String> nodes() throws CertsFailure {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".pem"))
                    .map(file -> file.substring(0, file.length() - ".pem".length()))
                    .filter(name -> !name.equals(CA) && Files.exists(key(name)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CertsFailure("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    X509Certificate readCertificate(String name) throws CertsFailure {
        Path file = certificate(name);
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (NoSuchFileException e) {
            throw new CertsFailure(
                    file + " is not there, but " + key(name) + " is: put it back, or choose another --dir.", e);
        } catch (IOException e) {
            throw new CertsFailure(file + " cannot be read: " + e.getMessage() + ".", e);
        } catch (CertificateException e) {
            throw new CertsFailure(file + " holds no certificate in PEM.", e);
        }
    }

    /** The CA with its key, which must be one of those that this program makes. */
    Signed readAuthority() throws CertsFailure {
        X509Certificate certificate = readCertificate(CA);
        Path file = key(CA);
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (!(certificate.getPublicKey() instanceof ECPublicKey) || certificate.getBasicConstraints() < 0) {
                throw new CertsFailure(certificate(CA) + " is not a CA that this command has made.");
            }
            return new Signed(certificate, key);
        } catch (NoSuchFileException e) {
            throw new CertsFailure(
                    file
                            + " is not there, and without it nothing can be signed: bring it back for this, or choose another"
                            + " --dir.",
                    e);
        } catch (IOException e) {
            throw new CertsFailure(file + " cannot be read: " + e.getMessage() + ".", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CertsFailure(file + " holds no key that this command has made.", e);
        }
    }

    /** Writes both files, each whole or not at all; the key first, so that there is no certificate without one. */
    void write(String name, Signed signed) throws CertsFailure {
        try {
            put(key(name), pem("PRIVATE KEY", signed.key().getEncoded()), "rw-------");
            put(certificate(name), pem("CERTIFICATE", signed.certificate().getEncoded()), "rw-r--r--");
        } catch (IOException e) {
            throw new CertsFailure(
                    "The files of " + name + " cannot be written to " + folder + ": " + e.getMessage() + ".", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just made has no form", e);
        }
    }

    /** The rights are there before the first byte is. */
    private void put(Path file, String text, String rights) throws IOException {
        Path half = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, only(rights));
        Files.writeString(half, text, StandardOpenOption.WRITE);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] only(String rights) {
        return IS_POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
