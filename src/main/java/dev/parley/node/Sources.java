package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was given, source by source, and notes what is wrong with it. A value of a source that was read earlier
 * wins. Used by one thread, once.
 */
final class Sources {

    private static final String PREFIX = "PARLEY_";
    private static final String CONFIG_VARIABLE = "PARLEY_CONFIG";
    private static final String CONFIG_OPTION = "--config";
    /** What Kubernetes sets for a service that is called parley; not meant for us. */
    private static final List<String> SERVICE_LINKS = List.of("PARLEY_SERVICE_", "PARLEY_PORT_");

    private final Map<String, Given> given = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable String configFile;

    /** Reads {@code --name value} and {@code --name=value}. */
    void readCommandLine(List<String> args) {
        Set<String> seen = new HashSet<>();
        int next = 0;
        while (next < args.size()) {
            String arg = args.get(next++);
            if (!arg.startsWith("-")) {
                problems.add("'" + Given.printable(arg) + "' (command line): is not an option. --help lists all.");
                continue;
            }
            int equals = arg.indexOf('=');
            String option = equals < 0 ? arg : arg.substring(0, equals);
            String value = equals < 0 ? null : arg.substring(equals + 1);
            if (value == null && next < args.size() && !args.get(next).startsWith("--")) {
                value = args.get(next++);
            }
            if (value == null && option.equals(SettingsTable.DEMO.option())) {
                value = "on";
            }
            if (!seen.add(option)) {
                problems.add(Given.printable(option) + " (command line): is given twice.");
            } else if (value == null && known(option)) {
                problems.add(option + " (command line): needs a value.");
            } else if (option.equals(CONFIG_OPTION)) {
                configFile = value;
            } else {
                addOption(option, value);
            }
        }
    }

    /** Reads {@code PARLEY_...}. An empty variable counts as not set: Compose files produce them. */
    void readEnvironment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith(PREFIX) || value.isEmpty()) {
                return;
            }
            Optional<Setting<?>> setting = SettingsTable.ALL.stream()
                    .filter(one -> one.variable().equals(variable))
                    .findFirst();
            if (setting.isPresent()) {
                add(setting.get(), value, new Given.Environment());
            } else if (variable.equals(CONFIG_VARIABLE)) {
                configFile = configFile == null ? value : configFile;
            } else if (SERVICE_LINKS.stream().noneMatch(variable::startsWith)) {
                // Only a warning: an environment is shared, and somebody else may own the name.
                warnings.add(variable + " (environment): no such setting"
                        + nearest(
                                variable,
                                SettingsTable.ALL.stream()
                                        .map(Setting::variable)
                                        .toList()));
            }
        });
    }

    /** Reads the file that the command line or the environment named, if any: lines {@code name = value}, in UTF-8. */
    void readFile() {
        if (configFile == null) {
            return;
        }
        StrictProperties properties = new StrictProperties();
        String file = "file " + Given.printable(configFile);
        try (Reader reader = Files.newBufferedReader(Path.of(configFile))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            problems.add(CONFIG_OPTION + " (" + file + "): there is no such file.");
        } catch (CharacterCodingException e) {
            problems.add(CONFIG_OPTION + " (" + file + "): is not UTF-8 text.");
        } catch (IOException e) {
            problems.add(CONFIG_OPTION + " (" + file + "): cannot be read: " + StartupFailure.told(e) + ".");
        } catch (IllegalArgumentException e) {
            problems.add(CONFIG_OPTION + " (" + file + "): is not a properties file: " + StartupFailure.told(e) + ".");
        }
        Given.Source source = new Given.ConfigFile(file);
        properties.twice.forEach(key -> problems.add(Given.printable(key) + " (" + file + "): is given twice."));
        new TreeMap<>(properties)
                .forEach((key, value) -> addKey(key.toString(), value.toString().strip(), source));
    }

    /** Reads a JSON object: the same names as in a file, values texts or numbers. */
    void readJson(JsonObject json) {
        Given.Source source = new Given.LauncherConf();
        for (Map.Entry<String, Object> entry : json) {
            Object value = entry.getValue();
            if (value instanceof String || value instanceof Integer || value instanceof Long) {
                addKey(entry.getKey(), value.toString(), source);
            } else {
                problems.add(Given.printable(entry.getKey()) + " (-conf): must be a text or a whole number.");
            }
        }
    }

    /** What was given for this setting, or null. */
    @Nullable
    Given given(Setting<?> setting) {
        return given.get(setting.key());
    }

    /** What is wrong so far; to be added to. */
    List<String> problems() {
        return problems;
    }

    /** What is odd, but harmless. */
    List<String> warnings() {
        return warnings;
    }

    private static boolean known(String option) {
        return option.equals(CONFIG_OPTION) || settingOf(option).isPresent();
    }

    private static Optional<Setting<?>> settingOf(String option) {
        return option.startsWith("--") ? SettingsTable.find(option.substring(2)) : Optional.empty();
    }

    private void addOption(String option, @Nullable String value) {
        Optional<Setting<?>> setting = settingOf(option);
        if (setting.isPresent() && value != null) {
            add(setting.get(), value, new Given.CommandLine());
            return;
        }
        List<String> options =
                new ArrayList<>(SettingsTable.ALL.stream().map(Setting::option).toList());
        options.addAll(List.of(CONFIG_OPTION, "--help", "--version"));
        problems.add(Given.printable(option) + " (command line): no such option" + nearest(option, options));
    }

    private void addKey(String key, String value, Given.Source source) {
        SettingsTable.find(key)
                .ifPresentOrElse(
                        setting -> add(setting, value, source),
                        () -> problems.add(Given.printable(key) + " (" + source.label() + "): no such setting"
                                + nearest(
                                        key,
                                        SettingsTable.ALL.stream()
                                                .map(Setting::key)
                                                .toList())));
    }

    private void add(Setting<?> setting, String value, Given.Source source) {
        given.putIfAbsent(setting.key(), new Given(setting, value, source));
    }

    private static String nearest(String name, List<String> known) {
        return Nearest.to(name, known)
                .map(near -> ". Did you mean " + near + "?")
                .orElse(". --help lists all.");
    }

    /** Properties that remember names given twice, of which the second would win silently. */
    private static final class StrictProperties extends Properties {

        private static final long serialVersionUID = 1;

        private final transient Set<String> twice = new HashSet<>();

        // One thread reads the file; there is nothing to synchronize.
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        @Override
        public Object put(Object key, Object value) {
            if (containsKey(key)) {
                twice.add(key.toString());
            }
            return super.put(key, value);
        }
    }
}
