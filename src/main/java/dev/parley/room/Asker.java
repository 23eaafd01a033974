package dev.parley.room;

import dev.parley.wire.NodeId;

/**
 * Who waits for the outcome of a command.
 *
 * @param node where the router is that sent it
 * @param number the router's number for it
 */
record Asker(NodeId node, long number) {}
