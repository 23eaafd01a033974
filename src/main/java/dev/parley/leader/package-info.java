/** Who sequences which shard, and in which term. */
@NullMarked
package dev.parley.leader;

import org.jspecify.annotations.NullMarked;
