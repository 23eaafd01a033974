package dev.parley.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes namespaces, the nodes in them, and disks. Everything that a run makes on the machine is called {@code parley-PID-...}; that of a
 * process that is gone is nobody's any more. Any thread.
 */
final class Leftovers {

    /** With the process's id and a hyphen after it. */
    static final String PREFIX = "parley-";

    private static final Pattern OURS = Pattern.compile("^" + PREFIX + "([0-9]+)-[A-Za-z0-9]+");

    private Leftovers() {}

    /** What killed runs left. Returns what was removed. */
    static List<String> ofTheDead() {
        return remove(pid -> ProcessHandle.of(pid).isEmpty());
    }

    /** What this run has made and not removed yet. */
    static List<String> ofThisRun() {
        return remove(pid -> pid == ProcessHandle.current().pid());
    }

    private static List<String> remove(LongPredicate whose) {
        List<String> removed = new ArrayList<>();
        // The nodes first: they hold the disks.
        Shell.Result namespaces = Shell.attempt("ip", "netns", "list");
        if (namespaces.isGood()) {
            namespaces.said().lines().filter(line -> isOf(whose, line)).forEach(line -> {
                String name = line.split(" ", 2)[0];
                removeNamespace(name);
                removed.add("namespace " + name);
            });
        }
        removed.addAll(loops(whose));
        for (String line : mounts()) {
            String[] words = line.split(" ", 3);
            if (words.length == 3
                    && isOf(whose, words[0])
                    && Shell.attempt("umount", "-l", words[1]).isGood()) {
                removed.add("disk " + words[1]);
            }
        }
        return removed;
    }

    /** Disks in files: the device's name is the system's, and that of the file is ours. */
    private static List<String> loops(LongPredicate whose) {
        List<String> removed = new ArrayList<>();
        Shell.Result loops = Shell.attempt("losetup", "--list", "--noheadings", "--raw", "--output", "NAME,BACK-FILE");
        if (!loops.isGood()) {
            return removed;
        }
        for (String loop : loops.said().lines().toList()) {
            String[] words = loop.split(" ", 2);
            String file = words.length == 2 ? words[1].substring(words[1].lastIndexOf('/') + 1) : "";
            if (!isOf(whose, file)) {
                continue;
            }
            for (String line : mounts()) {
                String[] mount = line.split(" ", 3);
                if (mount[0].equals(words[0])
                        && Shell.attempt("umount", "-l", mount[1]).isGood()) {
                    removed.add("disk " + mount[1]);
                }
            }
        }
        return removed;
    }

    /** Ends every process in a namespace, and removes it. The links in it go with it. */
    static void removeNamespace(String name) {
        Shell.Result pids = Shell.attempt("ip", "netns", "pids", name);
        if (pids.isGood()) {
            pids.said()
                    .lines()
                    .filter(pid -> pid.matches("[0-9]+"))
                    .map(Long::parseLong)
                    .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            Shell.attempt("ip", "netns", "del", name);
        }
    }

    private static boolean isOf(LongPredicate whose, String name) {
        Matcher ours = OURS.matcher(name);
        return ours.find() && whose.test(Long.parseLong(ours.group(1)));
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/mounts"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
