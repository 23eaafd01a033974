package dev.parley.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole folders from the class path, out of jars and out of folders. Class loaders cannot list, so a folder is found by a
 * file that is known to lie beside it (the marker). Blocks; for the start only.
 */
final class ClassPathFiles {

    private ClassPathFiles() {}

    /**
     * Returns all files below a folder, by their path within it.
     *
     * @param marker the name of a resource in the same jar (or folder of classes)
     * @param folder the folder to read, ending in a slash
     * @param wanted which paths (within the folder) to read
     * @return the files; empty if there is no such marker or no such folder
     */
    static Map<String, byte[]> below(String marker, String folder, Predicate<String> wanted) {
        @Nullable URL url = ClassPathFiles.class.getClassLoader().getResource(marker);
        if (url == null) {
            return Map.of();
        }
        try {
            return url.openConnection() instanceof JarURLConnection jar
                    ? fromJar(jar, folder, wanted)
                    : fromFolder(rootOf(url, marker).resolve(folder), wanted);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + " beside " + url, e);
        }
    }

    private static Map<String, byte[]> fromJar(JarURLConnection connection, String folder, Predicate<String> wanted)
            throws IOException {
        connection.setUseCaches(false); // a cached JarFile is shared with the class loader and must not be closed
        var files = new HashMap<String, byte[]>();
        try (var jar = connection.getJarFile()) {
            for (var entries = jar.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                var name = entry.getName();
                if (entry.isDirectory() || !name.startsWith(folder) || !wanted.test(name.substring(folder.length()))) {
                    continue;
                }
                try (var in = jar.getInputStream(entry)) {
                    files.put(name.substring(folder.length()), in.readAllBytes());
                }
            }
        }
        return files;
    }

    private static Map<String, byte[]> fromFolder(Path folder, Predicate<String> wanted) throws IOException {
        var files = new HashMap<String, byte[]>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                var name = folder.relativize(path).toString().replace('\\', '/');
                if (wanted.test(name)) {
                    files.put(name, Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    private static Path rootOf(URL url, String marker) {
        try {
            var text = url.toURI().toString();
            return Path.of(new URI(text.substring(0, text.length() - marker.length())));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path with a strange address: " + url, e);
        }
    }
}
