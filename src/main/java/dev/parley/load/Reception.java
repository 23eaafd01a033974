package dev.parley.load;

import java.time.Duration;

/**
 * How long the readers got nothing, from one moment on until the next that was marked.
 *
 * <p>Of each session counts the longest time in which somebody had written in its room and nothing reached it; a wait that began before
 * the moment counts from the moment on.
 *
 * @param what what happened at the moment
 * @param sessions how many sessions got something after it
 * @param half the longest wait of half of them was not longer
 * @param p95 that of 95 percent
 * @param max the longest of all
 */
public record Reception(String what, long sessions, Duration half, Duration p95, Duration max) {}
