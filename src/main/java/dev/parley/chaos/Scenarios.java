package dev.parley.chaos;

import dev.parley.chaos.Scenario.Trait;
import java.util.List;
import java.util.Optional;

/** The table of all scenarios; the command line, the report and docs/fault-tolerance.md speak of them by these names. */
final class Scenarios {

    static final List<Scenario> ALL = List.of(
            Scenario.of("kill-leader", "kill -9 of the node that leads a busy room.", Crashes::leader),
            Scenario.of("kill-other", "kill -9 of the node that leads the fewest busy rooms.", Crashes::other),
            Scenario.of("kill-oldest", "kill -9 of the oldest member.", Crashes::oldest),
            Scenario.of("two-crashes", "kill -9 of all nodes but one at the same instant.", Crashes::allButOne),
            Scenario.of(
                    "stampede", "kill -9 of a node that has --crowd clients more than the others.", Stampedes::play),
            Scenario.of(
                    "all-crash",
                    "kill -9 of every node at the same instant; started in any order.",
                    Crashes::all,
                    Trait.SPLITS,
                    Trait.ALL_DOWN),
            Scenario.of("restart", "SIGTERM to one node, as an update does.", Stops::one),
            Scenario.of(
                    "rolling-restart",
                    "SIGTERM to one node after the other, at the moment the one before is ready.",
                    Stops::rolling),
            Scenario.of(
                    "rolling-update",
                    "SIGTERM to one node after the other, when the one before has served for 10 s.",
                    Stops::update),
            Scenario.of(
                    "cold-start",
                    "All stopped and started in any order; then one late, then one with an empty disk, then one with an "
                            + "older copy of its archive.",
                    ColdStarts::play,
                    Trait.SPLITS,
                    Trait.ALL_DOWN),
            Scenario.of("pause", "SIGSTOP of one node for 20 s, then SIGCONT.", Splits::pause, Trait.SPLITS),
            Scenario.of(
                    "partition",
                    "One node cut off from the others for 8 to 15 s; clients reach all.",
                    Splits::partition,
                    Trait.SPLITS,
                    Trait.NETWORK),
            Scenario.of(
                    "cut-off",
                    "One node cut off from the others and from all clients for 8 to 15 s.",
                    Splits::cutOff,
                    Trait.SPLITS,
                    Trait.NETWORK),
            Scenario.of(
                    "one-way",
                    "What one node sends to the others is lost for 8 to 15 s; it hears them.",
                    Splits::oneWay,
                    Trait.SPLITS,
                    Trait.NETWORK),
            Scenario.of(
                    "flapping",
                    "The link of one node goes away and comes back ten times.",
                    Splits::flapping,
                    Trait.SPLITS,
                    Trait.OVERLAPPING,
                    Trait.NETWORK),
            Scenario.of(
                    "bad-links",
                    "Every node loses 5 % of the packets for 15 s, with 20 ms of delay where the system can.",
                    Splits::badLinks,
                    Trait.SPLITS,
                    Trait.NETWORK,
                    Trait.BAD_LINKS),
            Scenario.of("archive-missing", "Stopped, the archive is deleted, started again.", DiskFaults::missing),
            Scenario.of(
                    "archive-truncated",
                    "Stopped, half of the archive is cut away, started again.",
                    DiskFaults::truncated),
            Scenario.of(
                    "archive-garbage",
                    "Stopped, a page of the archive becomes garbage, started again.",
                    DiskFaults::garbage),
            Scenario.of(
                    "disk-full",
                    "The disk of the node that leads a busy room is full for 8 to 12 s.",
                    DiskFaults::full,
                    Trait.DISKS),
            Scenario.of(
                    "read-only-folder",
                    "A node is stopped and started while its disk is read-only.",
                    DiskFaults::readOnly,
                    Trait.DISKS),
            Scenario.of(
                    "fsync-fails",
                    "The disk of the node that leads a busy room takes what is written and fails to keep it; then the node is started "
                            + "again on what is left.",
                    SyncFaults::play,
                    Trait.LYING_DISKS),
            Scenario.of(
                    "clock-jump",
                    "The wall clock of the node that leads a busy room, then of the oldest, jumps an hour forward, two hours back, and is "
                            + "right again; then a node starts an hour ahead, and one an hour behind.",
                    ClockFaults::play,
                    Trait.CLOCKS),
            Scenario.of(
                    "random",
                    "Crashes, stops, pauses and cuts of one or two nodes, by chance, for --duration.",
                    RandomMix::play,
                    Trait.SPLITS,
                    Trait.ALL_DOWN,
                    Trait.OVERLAPPING));

    /** The short form: what the normal test run plays, and {@code --quick}. */
    static final List<String> QUICK = List.of("kill-leader", "pause", "partition", "all-crash", "rolling-restart");

    private Scenarios() {}

    static Optional<Scenario> find(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
