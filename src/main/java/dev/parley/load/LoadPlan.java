package dev.parley.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What load to make.
 *
 * @param urls addresses of nodes; the sessions begin spread over them
 * @param sessions clients, each in one room; every one reads
 * @param rooms rooms, made for this run
 * @param writers how many of the sessions also write, from the first on
 * @param rate messages a second of all writers together; 0: each writer sends the next when one is answered
 * @param open with rate 0, how many messages of a writer wait for an answer at any time
 * @param size characters of each message
 * @param duration how long to write
 * @param seed of all chance
 * @param authority PEM file of the CA to believe over https; empty: those that this Java believes
 */
public record LoadPlan(
        List<String> urls,
        int sessions,
        int rooms,
        int writers,
        int rate,
        int open,
        int size,
        Duration duration,
        long seed,
        Optional<Path> authority) {

    public LoadPlan {
        urls = List.copyOf(urls);
        require(!urls.isEmpty(), "at least one url is needed");
        urls.forEach(url ->
                require(url.matches("https?://[^\\s,/]+/?"), "an address must look like http://host:port, not " + url));
        require(sessions >= 1 && sessions <= 20_000, "sessions must be 1 to 20000, not " + sessions);
        require(rooms >= 1 && rooms <= sessions, "rooms must be 1 to sessions (" + sessions + "), not " + rooms);
        require(
                writers >= 1 && writers <= sessions,
                "writers must be 1 to sessions (" + sessions + "), not " + writers);
        require(rate >= 0 && rate <= 1_000_000, "rate must be 0 to 1000000 messages a second, not " + rate);
        require(open >= 1 && open <= 1_000, "open must be 1 to 1000 messages, not " + open);
        require(size >= 1 && size <= 8_000, "size must be 1 to 8000 characters, not " + size);
        authority.ifPresent(
                file -> require(Files.isReadable(file), "the file of the CA cannot be read: " + file.toAbsolutePath()));
        require(!duration.isNegative() && !duration.isZero(), "duration must be longer than nothing, not " + duration);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The addresses in the order in which a session tries them: those of one room begin on different nodes. */
    List<String> urlsOf(int session) {
        int first = (session / rooms + session) % urls.size();
        return java.util.stream.IntStream.range(0, urls.size())
                .mapToObj(i -> urls.get((first + i) % urls.size()))
                .toList();
    }

    /** The index of the room of a session. */
    int roomOf(int session) {
        return session % rooms;
    }
}
