package dev.parley.chaos;

import dev.parley.load.LoadReport;
import dev.parley.load.LoadResult;
import dev.parley.load.Verdict;
import dev.parley.load.Violation;
import dev.parley.load.Waits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What came of a run, as Markdown for people and as JSON for programs.
 *
 * @param plan what was asked for
 * @param conditions under which
 * @param outcomes one for each scenario and policy
 */
record ChaosReport(ChaosPlan plan, Conditions conditions, List<Outcome> outcomes) {

    private static final List<Violation> COLUMNS = List.of(
            Violation.LOST,
            Violation.DUPLICATED,
            Violation.REORDERED,
            Violation.GAP,
            Violation.PHANTOM,
            Violation.DIVERGED,
            Violation.FALSE_ACK,
            Violation.PRESENCE);

    /** Writes {@code report.md} and {@code report.json} into the folder of the plan. */
    void write() {
        try {
            Files.createDirectories(plan.report());
            Files.writeString(plan.report().resolve("report.md"), markdown());
            Files.writeString(plan.report().resolve("report.json"), json().encodePrettily() + "\n");
        } catch (IOException e) {
            throw new ChaosFailure("cannot write the report to " + plan.report(), e);
        }
    }

    boolean isGreen() {
        return outcomes.stream().allMatch(Outcome::isGreen);
    }

    // ---- Markdown ----

    String markdown() {
        StringBuilder out = new StringBuilder("# Parley under chaos\n\n").append(conditions.markdown());
        ChaosPlan.Load load = plan.load();
        out.append("- ")
                .append(plan.nodes())
                .append(" nodes; ")
                .append(load.sessions())
                .append(" clients in ");
        out.append(load.rooms()).append(" rooms, half of them write, ").append(load.rate());
        out.append(" messages a second together\n- seed ").append(plan.seed()).append(", each scenario ");
        out.append(plan.repeat()).append(" times on one cluster\n\n");
        table(out);
        out.append(
                "\n## Verdicts\n\n| scenario | policy | judged by | verdict | took | again |\n|---|---|---|---|---|---|\n");
        outcomes.forEach(outcome -> out.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d s | `%s` |%n",
                outcome.scenario().name(),
                outcome.policy().word(),
                outcome.scenario().healing(outcome.policy()).wireName(),
                outcome.isGreen() ? "green" : "**red**",
                outcome.took().toSeconds(),
                command(outcome))));
        outcomes.forEach(outcome -> details(out, outcome));
        return out.toString();
    }

    private void table(StringBuilder out) {
        out.append(
                "Times in ms, half / 95 % / longest. *Noticed*: until the last node that had to misses the victim. ");
        out.append("*First new acknowledgement*: of a message sent after the fault, one figure for each room. ");
        out.append(
                "*Slowest acknowledgement*: of all that were under way from the fault until the next one, or the healing, began; one figure for each room. ");
        out.append(
                "*Stall*: the longest time in which a client got nothing although somebody had written, in the same ");
        out.append("time, one figure for each client. With repetitions all figures of all *times* are put together. ");
        out.append("The counts are those of the whole scenario, all repetitions together.\n\n");
        out.append(
                "| fault | scenario | policy | times | noticed | first new acknowledgement | slowest acknowledgement | stall |");
        COLUMNS.forEach(column -> out.append(' ').append(Verdict.name(column)).append(" |"));
        out.append("\n|---|---|---|---|---|---|---|---|")
                .append("---|".repeat(COLUMNS.size()))
                .append('\n');
        for (Outcome outcome : outcomes) {
            byFault(outcome).forEach((fault, strikes) -> row(out, outcome, fault, strikes));
        }
    }

    private static Map<String, List<Strike>> byFault(Outcome outcome) {
        Map<String, List<Strike>> faults = new LinkedHashMap<>();
        outcome.strikes()
                .forEach(strike -> faults.computeIfAbsent(strike.fault(), fault -> new ArrayList<>())
                        .add(strike));
        if (faults.isEmpty()) {
            faults.put(outcome.scenario().name(), List.of());
        }
        return faults;
    }

    private static void row(StringBuilder out, Outcome outcome, String fault, List<Strike> strikes) {
        out.append("| ")
                .append(fault)
                .append(" | ")
                .append(outcome.scenario().name())
                .append(" | ");
        out.append(outcome.policy().word()).append(" | ").append(strikes.size()).append(" | ");
        out.append(noticed(strikes).cell())
                .append(" | ")
                .append(recovered(strikes).cell())
                .append(" | ");
        out.append(slowest(outcome, strikes).cell()).append(" | ");
        out.append(stall(outcome, strikes).cell());
        out.append(" |");
        for (Violation violation : COLUMNS) {
            out.append(' ')
                    .append(outcome.load()
                            .map(result -> Long.toString(result.verdict().count(violation)))
                            .orElse("?"))
                    .append(" |");
        }
        out.append('\n');
    }

    /** Of every client, every time. */
    private static Spread stall(Outcome outcome, List<Strike> strikes) {
        return after(strikes, outcome.load().map(LoadResult::receptions));
    }

    /** Of every room, every time. */
    private static Spread slowest(Outcome outcome, List<Strike> strikes) {
        return after(strikes, outcome.load().map(LoadResult::answers));
    }

    private static Spread after(List<Strike> strikes, Optional<List<Waits>> all) {
        Set<String> marks = strikes.stream().map(Strike::mark).collect(Collectors.toSet());
        return Spread.of(all.stream()
                .flatMap(List::stream)
                .filter(waits -> marks.contains(waits.what()))
                .flatMap(waits -> waits.waits().stream())
                .toList());
    }

    private static Map<String, List<Duration>> byMeasure(Outcome outcome) {
        Map<String, List<Duration>> all = new LinkedHashMap<>();
        outcome.measures()
                .forEach(one -> all.computeIfAbsent(one.fault() + ", " + one.what(), key -> new ArrayList<>())
                        .addAll(one.times()));
        return all;
    }

    private static Spread noticed(List<Strike> strikes) {
        return Spread.of(
                strikes.stream().flatMap(strike -> strike.detected().stream()).toList());
    }

    private static Spread recovered(List<Strike> strikes) {
        List<Duration> rooms = new ArrayList<>();
        strikes.forEach(strike -> rooms.addAll(strike.rooms()));
        return Spread.of(rooms);
    }

    private static void details(StringBuilder out, Outcome outcome) {
        out.append("\n## ").append(outcome.title()).append("\n\n");
        out.append(outcome.scenario().what()).append("\n\n```\n");
        outcome.story().forEach(line -> out.append(line).append('\n'));
        byMeasure(outcome)
                .forEach((what, times) -> out.append(String.format(
                        Locale.ROOT,
                        "%-22s %s ms of %d%n",
                        what,
                        Spread.of(times).cell(),
                        times.size())));
        outcome.load().map(LoadReport::text).ifPresent(text -> out.append('\n').append(text));
        out.append("```\n");
        for (String problem : outcome.problems()) {
            out.append("\n**Problem**\n\n```\n").append(problem.strip()).append("\n```\n");
        }
    }

    /** What repeats one scenario. */
    private String command(Outcome outcome) {
        return "./parley chaos --scenario " + outcome.scenario().name() + " --policy "
                + outcome.policy().word() + " --seed " + plan.seed() + " --nodes " + plan.nodes() + " --repeat "
                + plan.repeat() + " --sessions " + plan.load().sessions() + " --rooms "
                + plan.load().rooms() + " --rate " + plan.load().rate()
                + (outcome.scenario().name().equals("random")
                        ? " --duration " + plan.duration().toSeconds()
                        : "")
                + (outcome.scenario().name().equals("stampede") ? " --crowd " + plan.crowd() : "");
    }

    // ---- JSON ----

    JsonObject json() {
        JsonArray all = new JsonArray();
        outcomes.forEach(outcome -> all.add(json(outcome)));
        return new JsonObject()
                .put("green", isGreen())
                .put("conditions", conditions.json())
                .put("nodes", plan.nodes())
                .put("seed", plan.seed())
                .put("repeat", plan.repeat())
                .put("outcomes", all);
    }

    private JsonObject json(Outcome outcome) {
        JsonArray faults = new JsonArray();
        byFault(outcome)
                .forEach((fault, strikes) -> faults.add(new JsonObject()
                        .put("fault", fault)
                        .put("times", strikes.size())
                        .put("noticed", noticed(strikes).json())
                        .put("firstAcknowledgement", recovered(strikes).json())
                        .put("slowestAcknowledgement", slowest(outcome, strikes).json())
                        .put("stall", stall(outcome, strikes).json())));
        JsonArray measures = new JsonArray();
        byMeasure(outcome)
                .forEach((what, times) -> measures.add(new JsonObject()
                        .put("what", what)
                        .put("times", Spread.of(times).json())));
        JsonObject violations = new JsonObject();
        outcome.load()
                .ifPresent(result -> COLUMNS.forEach(column -> violations.put(
                        Verdict.name(column).replace(' ', '-'), result.verdict().count(column))));
        Optional<JsonObject> load = outcome.load().map(LoadReport::json);
        return new JsonObject()
                .put("scenario", outcome.scenario().name())
                .put("policy", outcome.policy().word())
                .put("green", outcome.isGreen())
                .put("tookMillis", outcome.took().toMillis())
                .put("again", command(outcome))
                .put("faults", faults)
                .put("measures", measures)
                .put("violations", violations)
                .put("load", load.orElse(null))
                .put("problems", new JsonArray(outcome.problems()))
                .put("story", new JsonArray(outcome.story()));
    }
}
