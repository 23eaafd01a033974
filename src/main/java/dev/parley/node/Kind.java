package dev.parley.node;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What values a setting may have, and how they are written.
 *
 * @param type the type of a value
 * @param allowed the allowed values in words that continue "must be"
 * @param reader reads a written value; empty if the text is not of this form
 * @param rule tells whether a value is allowed
 * @param writer writes a value so that the reader reads it back
 */
record Kind<T>(
        Class<T> type,
        String allowed,
        Function<String, Optional<T>> reader,
        Predicate<T> rule,
        Function<T, String> writer) {

    /** The allowed value that the text stands for, or empty. */
    Optional<T> read(String text) {
        return reader.apply(text).filter(rule);
    }
}
