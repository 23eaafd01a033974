package dev.parley.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes in network namespaces of their own, joined by one bridge, as machines are by a switch. Needs root and {@code ip}. One thread;
 * {@link #close} may be called by another.
 *
 * <p>The bridge is in a namespace as well, so that the machine's own packet filter has no say in what crosses it. The clients stay in the
 * namespace of this program, with one address on the bridge. A direction is cut by telling the sender a wrong hardware address of the
 * receiver: the packets leave and nobody takes them in, and neither side is told.
 */
final class Namespaces implements Place, Network {

    private static final int PORT = 8080;
    private static final int CLUSTER_PORT = 5701;
    private static final int FIRST_ADDRESS = 10;
    /** Of the range that is set aside for tests of networks (RFC 2544). */
    private static final String NET = "198.18.";

    private static final String NOBODY = "02:de:ad:00:00:00";
    private static final String LINK = "eth0";

    private final int count;
    private final String name;
    private final String hub;
    private final String outside;
    private final String net;
    private Quality quality = Quality.NONE;

    /** What this system has to make a link bad. */
    enum Quality {
        /** Loss and delay. */
        NETEM,
        /** Loss, by a rule of the packet filter. */
        FILTER,
        NONE;

        /** What is left out, as a sentence; empty when nothing is. */
        Optional<String> leftOut() {
            return switch (this) {
                case NETEM -> Optional.empty();
                case FILTER -> Optional.of("delay of packets: this kernel has no netem; packets are lost by iptables.");
                case NONE -> Optional.of("bad links: this kernel has no netem, and iptables does not work here.");
            };
        }
    }

    private Namespaces(int count) {
        long pid = ProcessHandle.current().pid();
        this.count = count;
        name = Leftovers.PREFIX + pid + "-";
        hub = name + "hub";
        // Names of links have 15 characters at most.
        outside = "ply" + pid;
        net = freeNet(pid);
    }

    /** Why namespaces cannot be made here, as words; empty when they can. */
    static Optional<String> obstacle() {
        String trial = Leftovers.PREFIX + ProcessHandle.current().pid() + "-trial";
        Shell.Result made = Shell.attempt("ip", "netns", "add", trial);
        if (!made.isGood()) {
            return Optional.of(made.code() == 127 ? "there is no ip command" : made.said());
        }
        Shell.run("ip", "netns", "del", trial);
        return Optional.empty();
    }

    /** Namespaces for so many nodes. */
    static Namespaces open(int count) {
        Namespaces made = new Namespaces(count);
        try {
            made.build();
            made.quality = qualityIn(made.namespace(1));
            return made;
        } catch (ChaosFailure e) {
            made.close();
            throw e;
        }
    }

    Quality quality() {
        return quality;
    }

    private static String freeNet(long pid) {
        String taken = Shell.run("ip", "-o", "-4", "addr", "show") + "\n" + Shell.run("ip", "route", "show");
        return IntStream.range(0, 254)
                .mapToObj(i -> NET + ((pid + i) % 254 + 1) + ".")
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElseThrow(() -> new ChaosFailure("no free network in " + NET + "0.0/16"));
    }

    private void build() {
        List<String> lines = new ArrayList<>();
        lines.add("netns add " + hub);
        lines.add("link add " + outside + " type veth peer name port0 netns " + hub);
        lines.add("addr add " + address(CLIENTS) + "/24 dev " + outside);
        lines.add("link set " + outside + " up");
        IntStream.rangeClosed(1, count).forEach(node -> {
            lines.add("netns add " + namespace(node));
            lines.add("link add " + LINK + " netns " + namespace(node) + " type veth peer name port" + node + " netns "
                    + hub);
        });
        batch(List.of(), lines);
        List<String> ports = new ArrayList<>(List.of("link add bridge type bridge", "link set bridge up"));
        IntStream.rangeClosed(0, count).forEach(port -> ports.add("link set port" + port + " master bridge up"));
        batch(List.of("-n", hub), ports);
        IntStream.rangeClosed(1, count)
                .forEach(node -> batch(
                        List.of("-n", namespace(node)),
                        List.of(
                                "link set lo up",
                                "addr add " + address(node) + "/24 dev " + LINK,
                                "link set " + LINK + " up")));
    }

    private static void batch(List<String> where, List<String> lines) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(where);
        command.addAll(List.of("-batch", "-"));
        Shell.run(String.join("\n", lines) + "\n", command);
    }

    private static Quality qualityIn(String namespace) {
        String[] netem = {
            "ip", "netns", "exec", namespace, "tc", "qdisc", "add", "dev", LINK, "root", "netem", "delay", "1ms"
        };
        if (Shell.attempt(netem).isGood()) {
            Shell.run("ip", "netns", "exec", namespace, "tc", "qdisc", "del", "dev", LINK, "root");
            return Quality.NETEM;
        }
        if (Shell.attempt(filter(namespace, "-A", 1)).isGood()) {
            Shell.run(filter(namespace, "-F", 0));
            return Quality.FILTER;
        }
        return Quality.NONE;
    }

    /** The command that adds a rule that loses so many percent of what comes in, or removes all rules. */
    private static String[] filter(String namespace, String action, int percent) {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", namespace, "iptables", "-w", action, "INPUT"));
        if (percent > 0) {
            command.addAll(List.of("-i", LINK, "-m", "statistic", "--mode", "random", "--probability"));
            command.addAll(List.of(Double.toString(percent / 100.0), "-j", "DROP"));
        }
        return command.toArray(String[]::new);
    }

    private String namespace(int node) {
        return name + "n" + node;
    }

    private String address(int node) {
        return net + (node == CLIENTS ? 1 : FIRST_ADDRESS + node);
    }

    // ---- A place ----

    @Override
    public Seat seat(int number) {
        if (number > count) {
            throw new IllegalArgumentException("namespaces were made for " + count + " nodes, not for " + number);
        }
        String host = address(number);
        String seeds = IntStream.rangeClosed(1, count).mapToObj(this::address).collect(Collectors.joining(","));
        List<String> options = List.of(
                "--host",
                "0.0.0.0",
                "--port",
                Integer.toString(PORT),
                "--public-url",
                "http://" + host + ":" + PORT,
                "--discovery",
                "seeds:" + seeds,
                "--cluster-host",
                host,
                "--cluster-name",
                "chaos-" + ProcessHandle.current().pid(),
                "--cluster-port",
                Integer.toString(CLUSTER_PORT));
        return new Seat("http", host, PORT, List.of("ip", "netns", "exec", namespace(number)), options);
    }

    @Override
    public Optional<Network> network() {
        return Optional.of(this);
    }

    @Override
    public Disks disks(List<Path> folders) {
        return Disks.mount(folders);
    }

    /** Also ends whatever still runs in the namespaces. */
    @Override
    public void close() {
        IntStream.rangeClosed(1, count).forEach(node -> Leftovers.removeNamespace(namespace(node)));
        Leftovers.removeNamespace(hub);
        Shell.attempt("ip", "link", "del", outside);
    }

    // ---- A network ----

    @Override
    public void cut(int from, int to) {
        Shell.run(neighbour(from, "replace", to, "lladdr", NOBODY, "nud", "permanent"));
    }

    @Override
    public void mend(int from, int to) {
        // Fails when there is nothing to mend.
        Shell.attempt(neighbour(from, "del", to));
    }

    private String[] neighbour(int at, String action, int of, String... more) {
        List<String> command = new ArrayList<>(List.of("ip"));
        if (at != CLIENTS) {
            command.addAll(List.of("-n", namespace(at)));
        }
        command.addAll(List.of("neigh", action, address(of), "dev", at == CLIENTS ? outside : LINK));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    @Override
    public void impair(int node, Trouble trouble) {
        switch (quality) {
            case NETEM ->
                Shell.run(
                        "ip",
                        "netns",
                        "exec",
                        namespace(node),
                        "tc",
                        "qdisc",
                        "replace",
                        "dev",
                        LINK,
                        "root",
                        "netem",
                        "loss",
                        trouble.lossPercent() + "%",
                        "delay",
                        trouble.delayMillis() + "ms",
                        trouble.delayMillis() / 5 + "ms");
            case FILTER -> Shell.run(filter(namespace(node), "-A", trouble.lossPercent()));
            case NONE -> throw new ChaosFailure(quality.leftOut().orElseThrow());
        }
    }

    @Override
    public void mendAll() {
        for (int one = 0; one <= count; one++) {
            for (int other = 0; other <= count; other++) {
                if (one != other) {
                    mend(one, other);
                }
            }
        }
        for (int node = 1; node <= count; node++) {
            String in = namespace(node);
            switch (quality) {
                case NETEM -> Shell.attempt("ip", "netns", "exec", in, "tc", "qdisc", "del", "dev", LINK, "root");
                case FILTER -> Shell.run(filter(in, "-F", 0));
                case NONE -> {}
            }
        }
    }
}
