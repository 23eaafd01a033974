/** The sessions of clients: sockets in, frames checked, entries fanned out. */
@NullMarked
package dev.parley.gateway;

import org.jspecify.annotations.NullMarked;
