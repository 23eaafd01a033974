/**
 * What an administrator does with a running cluster: drain and resume nodes, change log levels, follow one message, kill a node of a
 * demonstration; and what each node tells about itself.
 *
 * <p>Door: {@link dev.parley.admin.Admin}. It is asked over HTTP on any node, with the administrator's token, and hands each
 * {@link dev.parley.admin.Order} over the event bus to the node that is meant. What is done there is the business of
 * {@link dev.parley.admin.Steering}, which the program implements.
 *
 * <p>Threads: HTTP comes in on the event loops of browsers, orders on the one of the cluster; {@link dev.parley.admin.AdminVerticle} owns what
 * changes. Nothing blocks: the files of {@link dev.parley.admin.TokenKeeper} are read and written on worker threads.
 *
 * <p>Invariants: nothing is done without the token. Only its hash leaves the node that made it, and the token itself is never logged. Who
 * brings wrong ones is slowed down, by address.
 *
 * <p>Failure: everything that can go wrong is an {@link dev.parley.admin.AdminError} with a number. A node that does not answer within 5 s is one
 * of them; whether it did what it was told is then not known, and all orders can be given again.
 */
@NullMarked
package dev.parley.admin;

import org.jspecify.annotations.NullMarked;
