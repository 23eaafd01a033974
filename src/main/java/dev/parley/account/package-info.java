/** People, their passwords, tokens and roles. */
@NullMarked
package dev.parley.account;

import org.jspecify.annotations.NullMarked;
