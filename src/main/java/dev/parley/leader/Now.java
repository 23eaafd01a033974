package dev.parley.leader;

/**
 * One moment, on both clocks.
 *
 * @param tickMillis milliseconds of a clock that never goes back; for every wait and duration
 * @param wallMillis milliseconds since 1970; for terms and for people
 */
record Now(long tickMillis, long wallMillis) {}
