package dev.parley.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a door to the outside world: the class, or the one method, through which chance, waiting or the terminal come
 * in.
 *
 * <p>The calls listed in {@code build/forbidden.txt}, and those to standard output, fail the build everywhere but under
 * this mark. Put it on as little as possible, and never on anything that decides.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.FIELD})
public @interface Outside {}
