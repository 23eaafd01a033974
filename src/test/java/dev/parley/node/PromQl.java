package dev.parley.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression for Prometheus names, held against what a node tells. Only as much of the language as the files in ops/ use. */
final class PromQl {

    private static final Pattern SELECTOR =
            Pattern.compile("\\b(?<name>(?:parley|jvm|process|system)_\\w+)(?:\\{(?<matchers>[^}]*)})?");
    private static final Pattern MATCHER =
            Pattern.compile("(?<label>\\w+)\\s*(?<sort>=~|!~|!=|=)\\s*\"(?<value>[^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|group_left|without|ignoring)\\s*\\((?<labels>[^)]*)\\)");
    private static final Pattern IN_TEXT = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(?<label>\\w+)\\s*}}");

    /** What Prometheus adds to everything that it scrapes. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

    private PromQl() {}

    /** What is wrong with an expression, and with texts beside it that name labels; empty: nothing. */
    static List<String> faults(String expression, List<String> texts, Map<String, Map<String, Set<String>>> samples) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new TreeSet<>(OF_THE_SCRAPE);
        Matcher selector = SELECTOR.matcher(expression);
        int metrics = 0;
        while (selector.find()) {
            metrics++;
            String name = selector.group("name");
            Map<String, Set<String>> known = samples.get(name);
            if (known == null) {
                faults.add("no node tells " + name + ": " + expression);
                continue;
            }
            labels.addAll(known.keySet());
            if (selector.group("matchers") != null) {
                check(name, selector.group("matchers"), known, faults);
            }
        }
        if (metrics == 0 && !expression.matches(".*\\bup\\{.*")) {
            faults.add("names no metric: " + expression);
        }
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            for (String label : grouping.group("labels").split("\\s*,\\s*", -1)) {
                if (!labels.contains(label.strip())) {
                    faults.add("no label " + label + " here: " + expression);
                }
            }
        }
        for (String text : texts) {
            Matcher named = IN_TEXT.matcher(text);
            while (named.find()) {
                if (!labels.contains(named.group("label"))) {
                    faults.add("no label for {{" + named.group("label") + "}} in: " + expression);
                }
            }
        }
        return faults;
    }

    private static void check(String name, String matchers, Map<String, Set<String>> known, List<String> faults) {
        Matcher matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            String label = matcher.group("label");
            String value = matcher.group("value");
            if (OF_THE_SCRAPE.contains(label)) {
                continue;
            }
            Set<String> values = known.getOrDefault(label, Set.of());
            boolean isThere = switch (matcher.group("sort")) {
                case "=" -> values.contains(value);
                case "=~" -> values.stream().anyMatch(one -> one.matches(value));
                default -> known.containsKey(label);
            };
            if (!isThere) {
                faults.add(name + " has no " + matcher.group() + ", only " + known);
            }
        }
    }
}
