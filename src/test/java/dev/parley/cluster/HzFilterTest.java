package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Java's own serialization may make of bytes that came over the grid: errors, and nothing else. */
class HzFilterTest {

    private static TestNode node;
    private static IMap<String, Object> map;

    @BeforeAll
    static void start() {
        node = TestNode.start(TestNode.alone("filter", "filter"));
        map = node.cluster().hazelcast().getMap("filter-test");
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    static Stream<Object> errors() {
        HazelcastInstance hazelcast = node.cluster().hazelcast();
        RuntimeException inner = new IllegalStateException("inner", new TimeoutException("late"));
        inner.addSuppressed(new InterruptedException("also"));
        return Stream.of(
                inner,
                new CompletionException(inner),
                new MemberLeftException(hazelcast.getCluster().getLocalMember()),
                new IndeterminateOperationStateException("no answer of a backup"),
                new TargetNotMemberException("gone"),
                new SplitBrainProtectionException("too few"),
                new HazelcastSerializationException("unreadable", new java.io.EOFException()),
                new UnsupportedOperationException(),
                new NoClassDefFoundError("of another version"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldLetErrorsThrough(Object error) {
        map.set("error", error);

        Object read = map.get("error");

        assertThat(read).isInstanceOf(error.getClass()).isNotSameAs(error);
        assertThat(((Throwable) read).getStackTrace()).isNotEmpty();
    }

    /** Of a package of ours, but nothing that the grid needs. */
    private record Ours(String word) implements Serializable {}

    /** What the members of a side of a split say to each other before they give way. */
    @Test
    void shouldLetTheStateOfAClusterThrough() {
        map.set("state", ClusterState.FROZEN);

        assertThat(map.get("state")).isEqualTo(ClusterState.FROZEN);
    }

    static Stream<Object> others() {
        return Stream.of(
                new Ours("x"),
                new InetSocketAddress(1),
                // Hazelcast reads the map itself, and Java what is in it.
                new HashMap<>(java.util.Map.of("a", new Ours("y"))),
                new Ours[] {new Ours("z")},
                (Supplier<String> & Serializable) () -> "a lambda",
                java.lang.reflect.Proxy.newProxyInstance(
                        HzFilterTest.class.getClassLoader(), new Class<?>[] {Runnable.class}, new Handler()));
    }

    private record Handler() implements java.lang.reflect.InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
            return method.getName().equals("toString") ? "a proxy" : null;
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void shouldRefuseEverythingElse(Object other) {
        map.set("other", other);

        assertThatThrownBy(() -> map.get("other")).hasStackTraceContaining("is not allowed");
    }

    @Test
    void shouldNotReachDeepIntoAnErrorEither() {
        map.set("error", new Carrier(new PriorityQueue<>(List.of(2))));

        assertThatThrownBy(() -> map.get("error")).hasStackTraceContaining("is not allowed");
    }

    private static final class Carrier extends IllegalStateException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused")
        private final PriorityQueue<Integer> load;

        Carrier(PriorityQueue<Integer> load) {
            super("carries something");
            this.load = load;
        }
    }
}
