package dev.parley.node;

import java.security.Security;

/**
 * Properties of the JVM that libraries read once, when their classes load. Must run before any other class is touched,
 * and touches none itself. What somebody set on the java command line stays.
 */
final class JvmSetup {

    private JvmSetup() {}

    static void apply() {
        // With two cores or fewer, Hazelcast otherwise starts a thread for each callback.
        unlessSet("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        // The JDK's resolver follows the settings of the machine; Vert.x's own does not always.
        unlessSet("vertx.disableDnsResolver", "true");
        unlessSet("java.net.preferIPv4Stack", "true");
        unlessSet("hazelcast.logging.type", "jdk");
        unlessSet("java.util.logging.manager", "dev.parley.node.LastingLogManager");
        // Nodes come and go under one DNS name; the JDK would remember for 30 seconds, and failures for 10.
        if (Security.getProperty("networkaddress.cache.ttl") == null) {
            Security.setProperty("networkaddress.cache.ttl", "3");
        }
        if ("10".equals(Security.getProperty("networkaddress.cache.negative.ttl"))) {
            Security.setProperty("networkaddress.cache.negative.ttl", "1");
        }
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
