package dev.parley.node;

/**
 * The text of a setting and where it came from.
 *
 * @param text as written
 */
record Given(Setting<?> setting, String text, Source source) {

    /** The name, value and source, written the way the person wrote it. */
    String shown() {
        return source.show(setting, printable(text)) + " (" + source.label() + ")";
    }

    /** At most 80 characters, without control characters: what comes from outside must not break a line or a terminal. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 80 ? clean : clean.substring(0, 77) + "...";
    }

    /** Where a value came from. */
    sealed interface Source {

        /** The source in words. */
        String label();

        /** Name and value in the form of this source. */
        String show(Setting<?> setting, String value);
    }

    record CommandLine() implements Source {
        @Override
        public String label() {
            return "command line";
        }

        @Override
        public String show(Setting<?> setting, String value) {
            return setting.option() + " " + value;
        }
    }

    record Environment() implements Source {
        @Override
        public String label() {
            return "environment";
        }

        @Override
        public String show(Setting<?> setting, String value) {
            return setting.variable() + "=" + value;
        }
    }

    /** A properties file; the label names it. */
    record ConfigFile(String label) implements Source {
        @Override
        public String show(Setting<?> setting, String value) {
            return setting.key() + " = " + value;
        }
    }

    /** The JSON object that the Vert.x launcher read for {@code -conf}, or a verticle's config. */
    record LauncherConf() implements Source {
        @Override
        public String label() {
            return "-conf";
        }

        @Override
        public String show(Setting<?> setting, String value) {
            return setting.key() + " " + value;
        }
    }

    /** The table itself. */
    record Preset() implements Source {
        @Override
        public String label() {
            return "default";
        }

        @Override
        public String show(Setting<?> setting, String value) {
            return setting.key() + " " + value;
        }
    }
}
