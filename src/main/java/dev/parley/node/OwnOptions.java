package dev.parley.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of a command that are no settings: taken out of the arguments, the rest is for {@link SettingsLoader}. One thread. */
final class OwnOptions {

    private final List<String> rest;

    OwnOptions(List<String> args) {
        rest = new ArrayList<>(args);
    }

    /** Whether a switch such as {@code --json} is given; takes it out. */
    boolean takeSwitch(String name) {
        return rest.removeIf(name::equals);
    }

    /**
     * The value of an option, as {@code --to FILE} or {@code --to=FILE}; takes it out.
     *
     * @throws StartupFailure if it is given twice, or without a value
     */
    Optional<String> take(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < rest.size(); ) {
            String word = rest.get(i);
            if (word.startsWith(name + "=")) {
                found.add(rest.remove(i).substring(name.length() + 1));
            } else if (word.equals(name)) {
                rest.remove(i);
                boolean hasValue = i < rest.size() && !rest.get(i).startsWith("--");
                found.add(hasValue ? rest.remove(i) : "");
            } else {
                i++;
            }
        }
        if (found.size() > 1) {
            throw wrong(name + " is given " + found.size() + " times.");
        }
        if (found.contains("")) {
            throw wrong(name + " needs a value.");
        }
        return found.stream().findFirst();
    }

    /** The same for an option that must be there. */
    String need(String name) {
        return take(name).orElseThrow(() -> wrong(name + " is missing. --help tells more."));
    }

    /** What is left. */
    List<String> rest() {
        return List.copyOf(rest);
    }

    static StartupFailure wrong(String sentence) {
        return StartupFailure.wrongSettings(List.of(sentence));
    }
}
