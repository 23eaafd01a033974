package dev.parley.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node answers at /metrics, read again: the families with their words, and the samples with their labels. */
final class ScrapedPage {

    private static final Pattern SAMPLE = Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(\\{(?<labels>.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(?<label>\\w+)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"");

    /** One family: what it is for, of which sort, and under which labels. */
    record Family(String name, String type, String help, Set<String> labels) {}

    private final Map<String, String> helps = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();

    /** For each sample name its labels, each with the values that occur. */
    private final Map<String, Map<String, Set<String>>> samples = new TreeMap<>();

    private final List<String> series = new ArrayList<>();

    ScrapedPage(String text) {
        text.lines().forEach(this::read);
    }

    private void read(String line) {
        if (line.startsWith("# HELP ")) {
            String[] parts = line.split(" ", 4);
            helps.put(parts[2], parts.length > 3 ? parts[3] : "");
        } else if (line.startsWith("# TYPE ")) {
            String[] parts = line.split(" ", 4);
            types.put(parts[2], parts[3]);
        } else if (!line.isBlank()) {
            Matcher matcher = SAMPLE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            series.add(line.substring(0, line.lastIndexOf(' ')));
            Map<String, Set<String>> labels = samples.computeIfAbsent(matcher.group("name"), name -> new TreeMap<>());
            if (matcher.group("labels") != null) {
                Matcher label = LABEL.matcher(matcher.group("labels"));
                while (label.find()) {
                    labels.computeIfAbsent(label.group("label"), name -> new TreeSet<>())
                            .add(label.group("value"));
                }
            }
        }
    }

    /** The names of all samples, and under which labels they come, with the values. */
    Map<String, Map<String, Set<String>>> samples() {
        return samples;
    }

    /** All time series. */
    List<String> series() {
        return series;
    }

    /** The families of ours, by name. */
    Map<String, Family> families() {
        Map<String, Family> families = new LinkedHashMap<>();
        types.forEach((name, type) -> {
            if (name.startsWith("parley_")) {
                Set<String> labels = new TreeSet<>();
                samples.forEach((sample, of) -> {
                    if (sample.equals(name) || (type.equals("histogram") && sample.equals(name + "_bucket"))) {
                        labels.addAll(of.keySet());
                    }
                });
                labels.remove("le");
                families.put(name, new Family(name, type, helps.getOrDefault(name, ""), labels));
            }
        });
        return families;
    }
}
