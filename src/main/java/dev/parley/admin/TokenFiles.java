package dev.parley.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * The token in a data folder: {@code admin-token} is what the cluster agreed upon, {@code admin-token.new} is what somebody wants instead.
 * Whoever can write into the folder of a node is an administrator already. Blocks on the disk; any thread.
 */
public final class TokenFiles {

    /** Name of the file with the token that counts. */
    public static final String TOKEN = "admin-token";

    /** Name of the file with the token that is to count. */
    public static final String WANTED = "admin-token.new";

    private static final String DRAFT = "admin-token.tmp";
    private static final int MAX_BYTES = 1024;

    private TokenFiles() {}

    /**
     * The token in a file, without the line end; empty: there is no such file.
     *
     * @throws IOException when it cannot be read, or holds no token; the message holds nothing of it
     */
    public static Optional<String> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String token = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > MAX_BYTES || !Tokens.isToken(token)) {
            throw new IOException("there is no token in " + file + ": it must be " + Tokens.ALLOWED);
        }
        return Optional.of(token);
    }

    /** Puts a token into a file of a folder, in one step, for the eyes of who runs this process only. */
    public static void write(Path folder, String name, String token) throws IOException {
        put(draft(folder, token), folder.resolve(name));
    }

    /**
     * Leaves a token in a folder for the node there, in one step, for that node's eyes only.
     *
     * @param own a file that the node made; who owns it gets the new one, for the node may be another user than the one who asks
     * @throws IOException when that cannot be done; then nothing is left
     */
    public static void leave(Path folder, String token, Path own) throws IOException {
        Path draft = draft(folder, token);
        UserPrincipal node = Files.getOwner(own);
        if (!Files.getOwner(draft).equals(node)) {
            try {
                Files.setOwner(draft, node);
            } catch (IOException e) {
                Files.delete(draft);
                throw new IOException(
                        "the node there could not read it. Run this as " + node.getName() + ", or as root", e);
            }
        }
        put(draft, folder.resolve(WANTED));
    }

    private static Path draft(Path folder, String token) throws IOException {
        Path draft = folder.resolve(DRAFT);
        Files.deleteIfExists(draft);
        FileAttribute<?>[] secret =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(draft, secret);
        Files.writeString(draft, token + "\n");
        return draft;
    }

    private static void put(Path draft, Path file) throws IOException {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
