package dev.parley.node;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have. Pure functions; any thread. */
final class Kinds {

    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KiB|MiB)?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9]{1,15})?");
    private static final Pattern SEED =
            Pattern.compile("(?<host>[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(:(?<port>\\d{1,5}))?");
    private static final int SEEDS_MAX = 64;
    private static final int PORT_MAX = 65_535;
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private Kinds() {}

    static Kind<Integer> number(int min, int max) {
        return new Kind<>(
                Integer.class,
                "a whole number between " + min + " and " + max,
                text -> WHOLE.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty(),
                value -> value >= min && value <= max,
                String::valueOf);
    }

    /** Durations, written {@code 500ms}, {@code 5s} or {@code 2m}. */
    static Kind<Duration> duration(Duration min, Duration max) {
        return new Kind<>(
                Duration.class,
                "between " + write(min) + " and " + write(max),
                Kinds::readDuration,
                value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                Kinds::write);
    }

    /** Durations without a fraction of a second: Hazelcast's timers count whole seconds. */
    static Kind<Duration> seconds(int min, int max) {
        Kind<Duration> any = duration(Duration.ofSeconds(min), Duration.ofSeconds(max));
        return new Kind<>(
                Duration.class,
                any.allowed() + ", in whole seconds",
                any.reader(),
                any.rule().and(value -> value.toMillis() % 1000 == 0),
                any.writer());
    }

    /** Numbers of bytes, written plainly or as {@code 64KiB}, {@code 1MiB}. */
    static Kind<Integer> size(int min, int max) {
        return new Kind<>(
                Integer.class,
                "between " + writeSize(min) + " and " + writeSize(max),
                Kinds::readSize,
                value -> value >= min && value <= max,
                Kinds::writeSize);
    }

    static Kind<String> text(String pattern, String allowed) {
        return new Kind<>(
                String.class, allowed, Optional::of, Pattern.compile(pattern).asMatchPredicate(), text -> text);
    }

    /** One of an enum's constants, written in lower case. */
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        String names = all.stream().map(Kinds::word).collect(Collectors.joining(", "));
        return new Kind<>(
                type,
                "one of " + names,
                text -> all.stream().filter(one -> word(one).equals(text)).findFirst(),
                value -> true,
                Kinds::word);
    }

    /** Address or name of an interface of this machine. */
    static Kind<String> host() {
        return new Kind<>(
                String.class,
                "an address or name of this machine, such as 0.0.0.0 or 127.0.0.1",
                Optional::of,
                HOST.asMatchPredicate().or(IPV6.asMatchPredicate()),
                text -> text);
    }

    /** Address of an interface, or a pattern that picks one. */
    static Kind<String> addressPattern() {
        return new Kind<>(
                String.class,
                "an address such as 10.77.0.5 or a pattern such as 10.77.0.* or 10.77.0.1-99",
                Optional::of,
                IPV6.asMatchPredicate().or(Kinds::isIpv4Pattern),
                text -> text);
    }

    static Kind<Path> folder() {
        return new Kind<>(Path.class, "the path of a folder", Kinds::readPath, path -> true, Path::toString);
    }

    static Kind<Path> file() {
        return new Kind<>(Path.class, "the path of a file", Kinds::readPath, path -> true, Path::toString);
    }

    /** Address of a web server: scheme, host and perhaps a port. */
    static Kind<URI> origin() {
        return new Kind<>(
                URI.class,
                "http://HOST or https://HOST, perhaps with a port, and no path",
                Kinds::readOrigin,
                Kinds::isOrigin,
                URI::toString);
    }

    static Kind<Discovery> discovery() {
        return new Kind<>(
                Discovery.class,
                "local, multicast, dns:NAME or seeds:HOST,HOST:PORT,... (1 to " + SEEDS_MAX + ")",
                Kinds::readDiscovery,
                Kinds::isDiscovery,
                Discovery::text);
    }

    /** The shortest written form: {@code 2m}, {@code 5s}, {@code 1500ms}. */
    static String write(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Optional<Duration> readDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    default -> Duration.ofMinutes(amount);
                });
    }

    private static Optional<Integer> readSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2) == null ? "" : matcher.group(2);
        long factor = switch (unit) {
            case "KiB" -> KIB;
            case "MiB" -> MIB;
            default -> 1;
        };
        long bytes = Long.parseLong(matcher.group(1)) * factor;
        return bytes <= Integer.MAX_VALUE ? Optional.of((int) bytes) : Optional.empty();
    }

    private static String writeSize(int bytes) {
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + "KiB" : Integer.toString(bytes);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isIpv4Pattern(String text) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 4 && Arrays.stream(parts).allMatch(Kinds::isOctetPattern);
    }

    private static boolean isOctetPattern(String part) {
        if (part.equals("*")) {
            return true;
        }
        String[] ends = part.split("-", -1);
        return ends.length <= 2
                && Arrays.stream(ends).allMatch(end -> end.matches("\\d{1,3}") && Integer.parseInt(end) <= 255)
                && Integer.parseInt(ends[0]) <= Integer.parseInt(ends[ends.length - 1]);
    }

    private static Optional<Path> readPath(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> readOrigin(String text) {
        try {
            // A slash at the end says nothing; without it, paths can be put behind.
            return Optional.of(new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isOrigin(URI uri) {
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        String path = uri.getRawPath();
        return web
                && uri.getHost() != null
                && uri.getPort() <= PORT_MAX
                && uri.getRawUserInfo() == null
                && (path == null || path.isEmpty())
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static Optional<Discovery> readDiscovery(String text) {
        if (text.equals("local")) {
            return Optional.of(new Discovery.Local());
        }
        if (text.equals("multicast")) {
            return Optional.of(new Discovery.Multicast());
        }
        if (text.startsWith("dns:")) {
            return Optional.of(new Discovery.Dns(text.substring("dns:".length())));
        }
        if (text.startsWith("seeds:")) {
            String[] nodes = text.substring("seeds:".length()).split(",", -1);
            return Optional.of(
                    new Discovery.Seeds(Arrays.stream(nodes).map(String::strip).toList()));
        }
        return Optional.empty();
    }

    private static boolean isDiscovery(Discovery discovery) {
        if (discovery instanceof Discovery.Dns dns) {
            return HOST.matcher(dns.name()).matches();
        }
        if (discovery instanceof Discovery.Seeds seeds) {
            return seeds.nodes().size() <= SEEDS_MAX
                    && !seeds.nodes().isEmpty()
                    && seeds.nodes().stream().allMatch(Kinds::isSeed);
        }
        return true;
    }

    private static boolean isSeed(String node) {
        Matcher matcher = SEED.matcher(node);
        if (!matcher.matches()) {
            return false;
        }
        String port = matcher.group("port");
        return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= PORT_MAX);
    }
}
