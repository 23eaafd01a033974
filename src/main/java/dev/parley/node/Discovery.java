package dev.parley.node;

import java.util.List;

/** How the nodes of a cluster find each other. Written {@code local}, {@code multicast}, {@code dns:NAME} or {@code seeds:A,B}. */
public sealed interface Discovery {

    /** The form in which this discovery is written in the settings. */
    String text();

    /** Nodes on this machine only: they try the ten cluster ports from {@code cluster-port} on. */
    record Local() implements Discovery {
        @Override
        public String text() {
            return "local";
        }
    }

    /** Nodes in one LAN, found by IP multicast. */
    record Multicast() implements Discovery {
        @Override
        public String text() {
            return "multicast";
        }
    }

    /**
     * Nodes behind one DNS name that resolves to the addresses of all of them (Swarm, Kubernetes, Compose).
     *
     * @param name the name to look up, such as {@code tasks.parley}
     */
    record Dns(String name) implements Discovery {
        @Override
        public String text() {
            return "dns:" + name;
        }
    }

    /**
     * Nodes found through known ones. A seed without a port is asked on {@code cluster-port}.
     *
     * @param nodes 1 to 64 addresses, each {@code host} or {@code host:port}; an IPv6 address stands in brackets
     */
    record Seeds(List<String> nodes) implements Discovery {

        public Seeds {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String text() {
            return "seeds:" + String.join(",", nodes);
        }
    }
}
