package dev.parley.wire;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class that only decides: the same state and the same events give the same effects, always.
 *
 * <p>It knows no Vert.x, no Hazelcast, no thread, no clock and no randomness; time comes in as an argument. So it can be driven by
 * a simulation with virtual time, and any failure replays from its seed. The architecture test holds it to this.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PureCore {}
