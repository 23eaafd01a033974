package dev.parley.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a pure core: a class that decides and does nothing else.
 *
 * <p>Its methods take the state, an event and the time, and return what is to be done about it. The same calls with
 * the same arguments give the same results on every machine and in every test. So a pure core
 *
 * <ul>
 *   <li>knows neither Vert.x nor Hazelcast nor SQL, opens no file and no socket;
 *   <li>reads no clock and draws no random number: both come in as arguments;
 *   <li>starts no thread, takes no lock and waits for nothing: one owner calls it, on the owner's thread.
 * </ul>
 *
 * <p>The verticle around it turns messages and timers into events and performs the effects. {@code ArchitectureTest}
 * checks what a marked class, and every class nested in it, depends on.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PureCore {}
