package dev.parley.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The loggers of the libraries whose warnings tell an administrator nothing, because they come whenever a node starts, stops or dies,
 * and a line of ours says the same in one sentence. Any thread.
 *
 * <p>Silent unless the level is debug or trace. Named one by one: a warning that nobody has seen yet must not be lost.
 */
final class Noise {

    private static final String HAZELCAST = "com.hazelcast.";
    private static final String VERTX = "io.vertx.core.";

    /** Of these nothing is wanted, errors included. */
    private static final List<String> SILENT = List.of(
            // A peer's process died: "Connection reset" as an ERROR, without saying whose connection. For the event bus
            // our "member
            // left" says it; a browser that goes is no event.
            VERTX + "net.impl.ConnectionBase",
            // Dials and pings between nodes that fail until the dead one is off the list.
            VERTX + "eventbus.impl.clustered.ClusteredEventBus",
            VERTX + "eventbus.impl.clustered.OutboundConnection",
            // "Discarding message since the consumer is not registered": news from a node for one that is stopping.
            VERTX + "eventbus.impl.MessageConsumerImpl",
            // An unlock that came too late, for a lock that another node holds by now, with its stack on the node that
            // keeps the lock.
            // Whoever asked is told as well, and decides what it means.
            HAZELCAST + "internal.locksupport.operations.UnlockOperation",
            // "CANNOT start on this node", twice and with its stack, before the start fails with that sentence.
            HAZELCAST + "instance.AddressPicker");

    /** Of these errors are wanted, and warnings are not. */
    private static final List<String> ERRORS_ONLY = List.of(
            // "Discarding message since the consumer is not registered": the last beats of the others reach a node that
            // is closing.
            VERTX + "eventbus.impl.MessageConsumerImpl",
            // Refused connections to a dead node, several lines for each.
            HAZELCAST + "internal.server.tcp.TcpServerConnectionErrorHandler",
            HAZELCAST + "internal.server.tcp.TcpServerConnection",
            // "is suspected to be dead", followed by our "member left", with the node's name.
            HAZELCAST + "internal.cluster.impl.MembershipManager",
            // "Mastership of ... is accepted": the oldest node died.
            HAZELCAST + "internal.cluster.ClusterService",
            // "Some of the ports seem occupied", when nodes of one machine join in another order than that of their
            // ports.
            HAZELCAST + "instance.impl.Node",
            // "Not Member! target": calls under way to a node that went. They are tried again or fail to their caller.
            HAZELCAST + "spi.impl.operationservice.OperationService",
            HAZELCAST + "spi.impl.operationservice.impl.InvokeOnPartitions",
            HAZELCAST + "spi.impl.operationservice.impl.Invocation",
            HAZELCAST + "spi.impl.operationservice.impl.OperationRunnerImpl",
            // "Not Member! caller": a listener of a node that joins reaches another one before the news of its joining.
            // It is
            // sent again.
            HAZELCAST + "spi.impl.eventservice.impl.operations.RegistrationOperation",
            // "No Invocation found": an answer came after its call had been given up.
            HAZELCAST + "spi.impl.operationservice.impl.InboundResponseHandler",
            // "Cannot send response": the caller is gone, as when all nodes of a machine are told to stop at once.
            HAZELCAST + "spi.impl.operationservice.impl.OutboundResponseHandler",
            // Copies of the grid that are moved while nodes come and go: what fails is planned anew at once.
            HAZELCAST + "internal.partition.InternalPartitionService",
            HAZELCAST + "internal.partition.impl.MigrationManagerImpl",
            HAZELCAST + "internal.partition.impl.MigrationThread",
            HAZELCAST + "internal.partition.operation");

    /** Tells of what a handler threw, ours as well: not to be silenced as a whole. */
    private static final String HANDLERS = VERTX + "impl.ContextImpl";

    private Noise() {}

    /** Silences them. Returns the loggers, which the caller must hold: java.util.logging forgets those that nobody holds. */
    static List<Logger> silence() {
        List<Logger> silenced = new ArrayList<>();
        SILENT.forEach(name -> silenced.add(set(name, Level.OFF)));
        ERRORS_ONLY.forEach(name -> silenced.add(set(name, Level.SEVERE)));
        Logger handlers = Logger.getLogger(HANDLERS);
        handlers.setFilter(event -> !isSecondEndOfOneWrite(event.getThrown()));
        silenced.add(handlers);
        return silenced;
    }

    /** Gives them back to the level of their library. */
    static void restore() {
        SILENT.forEach(name -> set(name, null));
        ERRORS_ONLY.forEach(name -> set(name, null));
        Logger.getLogger(HANDLERS).setFilter(null);
    }

    /**
     * A mistake of Vert.x without a consequence: while the event bus closes, a message to another node fails once with the bus and once
     * more with its connection, and the second time Vert.x complains about itself.
     */
    private static boolean isSecondEndOfOneWrite(@Nullable Throwable thrown) {
        return thrown instanceof IllegalStateException
                && "Promise already completed".equals(thrown.getMessage())
                && Arrays.stream(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".clustered.OutboundConnection"));
    }

    private static Logger set(String name, @Nullable Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        return logger;
    }
}
