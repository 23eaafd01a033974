package dev.parley.node;

import dev.parley.admin.TokenFiles;
import dev.parley.admin.Tokens;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code java -jar parley.jar admin-token}: shows the administrator's token, or has the cluster take a new one. */
final class AdminTokenCommand {

    /** The name of the command. */
    static final String NAME = "admin-token";

    private static final int NOT_HERE = 1;
    private static final String NEW = "--new";
    private static final String USAGE = """
            Shows the administrator's token, which lies in the data folder of the node that made it, or makes a new one.

              java -jar parley.jar admin-token [--data DIR] [--new]

            DIR is a data folder, or a folder of several such as ./parley cluster makes. With --new a token is left in DIR,
            and the node there has the cluster take it within some seconds, or when it starts; the old one then opens nothing.
            Run it as the user of the node, or as root. A node with admin-token-file takes no notice of it.

            Exit codes: 0 the token is on stdout, 1 there is none in DIR, or --new does not apply, 2 wrong options,
            4 DIR cannot be used.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    AdminTokenCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /**
     * Does it.
     *
     * @param args without the command's name
     * @return the exit code
     * @throws StartupFailure when the options are wrong or the folder cannot be used
     */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        List<String> options = new ArrayList<>(args);
        boolean isNew = options.removeIf(NEW::equals);
        Settings settings = SettingsLoader.load(options, environment).settings();
        Path given = settings.data().toAbsolutePath();
        Path brought = settings.admin().tokenFile();
        if (isNew && brought != null) {
            err.println("parley: --new does not apply: by admin-token-file the token is what stands in " + brought
                    + ". Put another one there on every node, and start them again.");
            return NOT_HERE;
        }
        try {
            return isNew ? make(given) : show(given);
        } catch (IOException e) {
            throw StartupFailure.dataFolder(given, "holds no usable token: " + StartupFailure.told(e) + ".", e);
        }
    }

    private int show(Path given) throws IOException {
        for (Path folder : folders(given)) {
            Optional<String> token = TokenFiles.read(folder.resolve(TokenFiles.TOKEN));
            if (token.isPresent()) {
                return tell(token.get(), "It is in " + folder.resolve(TokenFiles.TOKEN) + ".");
            }
        }
        err.println("parley: there is no token in " + given + ". It is on the node that made it, or in the file of "
                + "admin-token-file; admin-token --new makes another one.");
        return NOT_HERE;
    }

    private int make(Path given) throws IOException {
        List<Path> folders = folders(given);
        if (folders.isEmpty()) {
            throw StartupFailure.dataFolder(given, "is not the data folder of a node. Choose with --data.", null);
        }
        String token = Tokens.make();
        Path folder = folders.get(0);
        try {
            TokenFiles.leave(folder, token, folder.resolve(Marker.FILE));
        } catch (IOException e) {
            throw StartupFailure.dataFolder(folder, "takes no new token: " + StartupFailure.told(e) + ".", e);
        }
        return tell(token, "The node of " + folder + " has the cluster take it within some seconds.");
    }

    private int tell(String token, String where) {
        err.println("parley: " + where);
        out.println(token);
        out.flush();
        return 0;
    }

    /** The folder, or those in it, that are data folders. */
    private static List<Path> folders(Path given) throws IOException {
        if (isData(given)) {
            return List.of(given);
        }
        if (!Files.isDirectory(given)) {
            return List.of();
        }
        try (Stream<Path> within = Files.list(given)) {
            return within.filter(AdminTokenCommand::isData).sorted().toList();
        }
    }

    private static boolean isData(Path folder) {
        return Files.isRegularFile(folder.resolve(Marker.FILE));
    }
}
