/** Which nodes are alive, and how they find each other. */
@NullMarked
package dev.parley.cluster;

import org.jspecify.annotations.NullMarked;
