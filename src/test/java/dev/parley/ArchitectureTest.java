package dev.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.parley.wire.PureCore;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plan of the house, executable: which package may know which, and what a class may do. */
class ArchitectureTest {

    private static final String ROOT = "dev.parley.";

    /** What a package may import of ours beside itself. A new package or arrow is a decision, made here first. */
    private static final Map<String, Set<String>> ALLOWED_IMPORTS = Map.ofEntries(
            Map.entry(
                    "node",
                    Set.of(
                            "gateway",
                            "room",
                            "presence",
                            "account",
                            "log",
                            "leader",
                            "cluster",
                            "load",
                            "chaos",
                            "admin",
                            "tls",
                            "certs",
                            "metrics",
                            "wire")),
            Map.entry("admin", Set.of("room", "log", "cluster", "wire")),
            Map.entry("gateway", Set.of("room", "presence", "account", "log", "cluster", "tls", "wire")),
            Map.entry("tls", Set.of("wire")),
            Map.entry("certs", Set.of("wire")),
            Map.entry("metrics", Set.of("gateway", "room", "log", "leader", "cluster", "wire")),
            Map.entry("room", Set.of("log", "leader", "wire")),
            Map.entry("leader", Set.of("cluster", "wire")),
            Map.entry("presence", Set.of("cluster", "wire")),
            Map.entry("cluster", Set.of("wire")),
            Map.entry("log", Set.of("wire")),
            Map.entry("account", Set.of("wire")),
            Map.entry("load", Set.of("wire")),
            Map.entry("chaos", Set.of("load", "certs", "wire")),
            Map.entry("wire", Set.of()));

    private static final Set<String> NOT_FOR_CORES = Set.of(
            "io.vertx",
            "io.netty",
            "com.hazelcast",
            "java.sql",
            "javax.sql",
            "java.util.concurrent",
            "java.net",
            "java.io",
            "java.nio.file");

    private static final Set<String> ALL_THE_SAME_FOR_CORES =
            Set.of("java.util.concurrent.TimeUnit", "java.io.IOException", "java.io.UncheckedIOException");

    /** {@code Class.method}, or {@code Class.*} for all methods and constructors. */
    private static final Set<String> NO_CALLS_FROM_CORES = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Math.random",
            "java.lang.Thread.*",
            Random.class.getName() + ".*");

    private static JavaClasses ours;

    @BeforeAll
    static void importByLocation() {
        // By location and not by package name, which would walk every jar of the class path.
        var location = PureCore.class.getProtectionDomain().getCodeSource().getLocation();
        ours = new ClassFileImporter().importUrl(location);
        assertThat(ours).as("classes in %s", location).isNotEmpty();
    }

    @Test
    void shouldImportOnlyWhatTheTableAllows() {
        classes()
                .should(condition("import of ours only what the table allows", ArchitectureTest::forbiddenImports))
                .check(ours);
    }

    @Test
    void shouldHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(ours);
    }

    @Test
    void shouldHaveAPackageInfoThatIsNullMarked() {
        classes()
                .should(condition(
                        "be in a package with @NullMarked in its package-info",
                        c -> c.getPackage().isAnnotatedWith(NullMarked.class)
                                ? Stream.empty()
                                : Stream.of(c.getPackageName() + " of " + c.getSimpleName() + " is not @NullMarked")))
                .check(ours);
    }

    @Test
    void shouldHaveNoSynchronizedMethods() {
        methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(ours);
    }

    @Test
    void shouldUseNoLockClasses() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent.locks")
                .check(ours);
    }

    @Test
    void shouldTalkToHazelcastOnlyInClassesNamedAfterIt() {
        noClasses()
                .that(thatAre(
                        "not in a file named Hz*",
                        c -> !outermost(c).getSimpleName().startsWith("Hz")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hazelcast..")
                .check(ours);
    }

    @Test
    void shouldKeepPureCoresPure() {
        classes()
                .that(thatAre("are pure cores", ArchitectureTest::isPureCore))
                .should(condition("be pure", ArchitectureTest::impurities))
                .check(ours);
    }

    private static Stream<String> forbiddenImports(JavaClass c) {
        var from = part(c);
        var allowed = ALLOWED_IMPORTS.get(from);
        if (allowed == null) {
            return Stream.of(c.getName() + " is in a package that is not in the table");
        }
        return c.getDirectDependenciesFromSelf().stream()
                .filter(d -> isOurs(d.getTargetClass()))
                .filter(d -> !part(d.getTargetClass()).equals(from))
                .filter(d -> !allowed.contains(part(d.getTargetClass())))
                .map(Dependency::getDescription);
    }

    private static Stream<String> impurities(JavaClass c) {
        var dependencies = c.getDirectDependenciesFromSelf().stream()
                .filter(d -> isNotForCores(d.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);
        var calls = c.getAccessesFromSelf().stream()
                .filter(ArchitectureTest::isNoCallFromCores)
                .map(JavaAccess::getDescription);
        return Stream.concat(dependencies, calls);
    }

    private static boolean isNotForCores(JavaClass target) {
        return !ALL_THE_SAME_FOR_CORES.contains(target.getName())
                && NOT_FOR_CORES.stream().anyMatch(p -> target.getName().startsWith(p + "."));
    }

    private static boolean isNoCallFromCores(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        return NO_CALLS_FROM_CORES.contains(owner + "." + access.getName())
                || NO_CALLS_FROM_CORES.contains(owner + ".*")
                || (owner.startsWith("java.time.") && access.getName().equals("now"));
    }

    private static boolean isPureCore(JavaClass c) {
        return c.isAnnotatedWith(PureCore.class)
                || c.getEnclosingClass().map(ArchitectureTest::isPureCore).orElse(false);
    }

    private static boolean isOurs(JavaClass c) {
        return c.getName().startsWith(ROOT);
    }

    /** The package right below the root, such as {@code room}. */
    private static String part(JavaClass c) {
        var below = c.getBaseComponentType().getPackageName().substring(ROOT.length());
        return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
    }

    private static JavaClass outermost(JavaClass c) {
        return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c);
    }

    private static DescribedPredicate<JavaClass> thatAre(String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    /** A condition that a class meets when {@code violations} finds nothing in it. */
    private static ArchCondition<JavaClass> condition(
            String description, Function<JavaClass, Stream<String>> violations) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass c, ConditionEvents events) {
                violations.apply(c).forEach(v -> events.add(SimpleConditionEvent.violated(c, v)));
            }
        };
    }
}
