package dev.parley.node;

import java.util.Locale;

/** The text of {@code --help}, made of the {@link SettingsTable}. */
final class Help {

    private static final int WIDTH = 100;
    private static final String INDENT = "      ";

    private Help() {}

    static String text() {
        StringBuilder text = new StringBuilder(8000);
        text.append("""
                Parley: group chat whose servers form one fault-tolerant cluster.

                  java -jar parley.jar [options]
                  java -jar parley.jar verify-archive [--data DIR] [--json]
                  java -jar parley.jar run VERTICLE [-cluster] [-conf FILE.json] [launcher options]
                  java -jar parley.jar load --help
                  java -jar parley.jar chaos --help
                  java -jar parley.jar certs --help

                Every option can also be given in the environment (--dead-after as PARLEY_DEAD_AFTER) or in a file
                (dead-after = 5s). The command line wins over the environment, the environment over the file.
                Times are written 500ms, 5s or 2m; sizes 64KiB, 1MiB or as a number of bytes.

                """);
        option(text, "--config FILE", "Read settings from this file. In the environment: PARLEY_CONFIG.");
        option(text, "--help", "Show this text.");
        option(text, "--version", "Show the versions of Parley and of what it stands on.");
        text.append('\n');
        for (SettingsTable.Group group : SettingsTable.GROUPS) {
            text.append(group.title()).append('\n');
            for (Setting<?> setting : group.settings()) {
                option(text, setting.option() + " " + placeholder(setting), setting.meaning());
                wrap(
                        text,
                        "Default: " + setting.presetShown() + ". Allowed: "
                                + setting.kind().allowed() + ".");
            }
            text.append('\n');
        }
        text.append("Rules\n");
        for (SettingsRule rule : SettingsRule.values()) {
            text.append("  ").append(rule.text()).append(".\n");
        }
        text.append("""

                Exit codes: 2 wrong settings, 3 port, 4 data folder, 5 cluster, 1 anything else.
                """);
        return text.toString();
    }

    private static String placeholder(Setting<?> setting) {
        return setting.unit().isEmpty() ? "WORD" : setting.unit().toUpperCase(Locale.ROOT);
    }

    private static void option(StringBuilder text, String name, String meaning) {
        text.append("  ").append(name).append('\n');
        wrap(text, meaning);
    }

    private static void wrap(StringBuilder text, String sentences) {
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : sentences.split(" ", -1)) {
            if (line.length() > INDENT.length() && line.length() + word.length() >= WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line.setLength(INDENT.length());
            }
            line.append(word).append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
