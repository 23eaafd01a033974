package dev.parley.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.HazelcastInstance;
import dev.parley.wire.HzGrid;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the list of addresses at which Hazelcast looks for the other side of a split to those where a member answers.
 *
 * <h2>Why</h2>
 *
 * Hazelcast looks at one address after the other, in no particular order, and waits five seconds at each one that does not answer, even if
 * it refuses at once. With ten ports of one machine, or with servers that are gone, a look around took a minute, and so did the end of a
 * split. Parley asks all of them at the same time, and lists who answered.
 *
 * <h2>Where it looks</h2>
 *
 * The addresses of the configuration, and those of members that were there. Only the oldest member looks, once a second, and only where no
 * member of its own cluster is: nobody else's list is used.
 *
 * <p>Runs on a thread of its own, {@code parley-lookout}, until the grid is lost.
 */
final class HzLookout {

    private static final System.Logger LOG = System.getLogger("dev.parley.cluster");
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final long PAUSE_MILLIS = 1000;
    private static final int MAX_KNOWN = 128;

    private final HzGrid grid;
    private final Cluster cluster;
    private final TcpIpConfig list;
    private final ScheduledExecutorService thread;

    // Owned by the thread. In the order in which they were seen last.
    private final Set<String> known = new LinkedHashSet<>();
    private int looks;

    private HzLookout(HzGrid grid, TcpIpConfig list) {
        this.grid = grid;
        this.list = list;
        cluster = grid.hazelcast().getCluster();
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "parley-lookout");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to look around, where the configuration lists addresses; otherwise does nothing. */
    static void begin(HzGrid grid) {
        HazelcastInstance hazelcast = grid.hazelcast();
        TcpIpConfig list = HzConfig.join(hazelcast.getConfig()).getTcpIpConfig();
        if (list.isEnabled()) {
            HzLookout lookout = new HzLookout(grid, list);
            var unused = lookout.thread.scheduleWithFixedDelay(
                    lookout::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        if (grid.isLost()) {
            thread.shutdown();
            return;
        }
        List<Member> members = List.copyOf(cluster.getMembers());
        Set<String> ours = new LinkedHashSet<>();
        members.forEach(member -> ours.add(text(member.getAddress())));
        know(list.getMembers());
        know(ours);
        if (!members.isEmpty() && members.get(0).localMember()) {
            List<String> others = new ArrayList<>(known);
            others.removeAll(ours);
            // A server that is silent takes half a second; with many of them each look begins with others.
            Collections.rotate(others, looks++);
            Set<String> answering = Strangers.speaking(others, PATIENCE);
            if (!answering.isEmpty()) {
                LOG.log(Level.DEBUG, () -> "event=another-cluster-in-reach addresses=" + answering);
            }
            show(ours, answering);
        }
    }

    private void know(Iterable<String> addresses) {
        for (String address : addresses) {
            known.remove(address);
            known.add(address);
        }
        Iterator<String> oldest = known.iterator();
        while (known.size() > MAX_KNOWN && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private void show(Set<String> ours, Set<String> answering) {
        List<String> all = new ArrayList<>(ours);
        all.addAll(answering);
        if (!all.equals(list.getMembers())) {
            list.setMembers(all);
        }
    }

    private static String text(Address address) {
        String host = address.getHost();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
