package dev.parley.node;

import dev.parley.admin.TokenFiles;
import dev.parley.admin.TokenSource;
import dev.parley.admin.Tokens;
import java.io.IOException;
import java.nio.file.Path;

/** Where this node's administrator's token comes from, as the settings say. Blocks on the disk. */
final class AdminToken {

    private AdminToken() {}

    /**
     * The source of the token.
     *
     * @throws StartupFailure when the file that was named cannot be read or holds no token
     */
    static TokenSource source(Settings settings) {
        Path file = settings.admin().tokenFile();
        if (file == null) {
            return new TokenSource.Agreed(settings.data().toAbsolutePath());
        }
        try {
            return TokenFiles.read(file)
                    .map(token -> new TokenSource.Brought(Tokens.hash(token)))
                    .orElseThrow(() -> StartupFailure.adminToken("there is no file " + file, null));
        } catch (IOException e) {
            throw StartupFailure.adminToken(StartupFailure.told(e), e);
        }
    }
}
