package dev.parley.node;

import java.util.Locale;
import java.util.Optional;

/**
 * One setting: the only place that knows its name, meaning, unit, default and allowed values.
 *
 * @param key the name in a file, such as {@code dead-after}
 * @param kind the allowed values
 * @param preset the value when nobody gives one, as it would be written; empty if there is none
 * @param presetShown the default in words, for people
 * @param unit what the value counts
 * @param meaning one or two sentences
 */
record Setting<T>(String key, Kind<T> kind, Optional<String> preset, String presetShown, String unit, String meaning) {

    /** A setting that always has a value. */
    static <T> Setting<T> of(String key, Kind<T> kind, String preset, String unit, String meaning) {
        return new Setting<>(key, kind, Optional.of(preset), preset, unit, meaning);
    }

    /** A setting that may have no value; what happens then is said in words. */
    static <T> Setting<T> optional(String key, Kind<T> kind, String presetShown, String unit, String meaning) {
        return new Setting<>(key, kind, Optional.empty(), presetShown, unit, meaning);
    }

    /** The name on the command line, such as {@code --dead-after}. */
    String option() {
        return "--" + key;
    }

    /** The name in the environment, such as {@code PARLEY_DEAD_AFTER}. */
    String variable() {
        return "PARLEY_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The value itself if it is allowed; otherwise throws an IllegalArgumentException that says what is. */
    T require(T value) {
        if (!kind.rule().test(value)) {
            throw new IllegalArgumentException(key + " " + kind.writer().apply(value) + ": must be " + kind.allowed());
        }
        return value;
    }

    @Override
    public String toString() {
        return key;
    }
}
