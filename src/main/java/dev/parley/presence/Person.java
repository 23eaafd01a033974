package dev.parley.presence;

import dev.parley.wire.UserId;

/**
 * Somebody as others see them.
 *
 * @param id who
 * @param name how they want to be called
 */
public record Person(UserId id, String name) {}
