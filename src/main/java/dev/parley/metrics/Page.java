package dev.parley.metrics;

import dev.parley.wire.Latency;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The metrics of one scrape, being written. One thread. Names come without the prefix {@code parley_} and without {@code _total}. */
final class Page {

    private static final String PREFIX = "parley_";
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<MetricSnapshot> families = new ArrayList<>();

    /** Something that only grows. */
    void counter(String name, String help, long value) {
        counters(name, help, Map.of(Labels.EMPTY, value));
    }

    /** The same, in several parts. */
    void counters(String name, String help, Map<Labels, Long> values) {
        CounterSnapshot.Builder family =
                CounterSnapshot.builder().name(PREFIX + name).help(help);
        values.forEach((labels, value) -> family.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build()));
        families.add(family.build());
    }

    /** Something that goes up and down. */
    void gauge(String name, String help, double value) {
        gauges(name, help, Map.of(Labels.EMPTY, value));
    }

    /** The same, of whole numbers. */
    void gauge(String name, String help, long value) {
        gauges(name, help, Map.of(Labels.EMPTY, value));
    }

    /** The same, in several parts. */
    void gauges(String name, String help, Map<Labels, ? extends Number> values) {
        GaugeSnapshot.Builder family =
                GaugeSnapshot.builder().name(PREFIX + name).help(help);
        values.forEach((labels, value) -> family.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build()));
        families.add(family.build());
    }

    /** Durations, in seconds. */
    void durations(String name, String help, Latency.Snapshot durations) {
        durations(name, help, Map.of(Labels.EMPTY, durations));
    }

    /** The same, in several parts. */
    void durations(String name, String help, Map<Labels, Latency.Snapshot> parts) {
        HistogramSnapshot.Builder family =
                HistogramSnapshot.builder().name(PREFIX + name).help(help);
        List<Double> bounds = new ArrayList<>(Latency.BOUNDS_SECONDS);
        bounds.add(Double.POSITIVE_INFINITY);
        parts.forEach((labels, part) -> family.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, part.classes()))
                .sum(part.sumNanos() / NANOS)
                .build()));
        families.add(family.build());
    }

    /** Words that do not change, as labels of a metric that is always 1; {@code _info} comes behind the name. */
    void info(String name, String help, Map<String, String> words) {
        Map<String, String> sorted = new TreeMap<>(words);
        families.add(InfoSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of(List.copyOf(sorted.keySet()), List.copyOf(sorted.values())))
                        .build())
                .build());
    }

    /** 1 or 0. */
    static double truth(boolean isSo) {
        return isSo ? 1 : 0;
    }

    /** How a constant is written as a label: {@code HAND_OVER} as {@code hand-over}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One part for each constant, under one label. */
    static <E extends Enum<E>, V> Map<Labels, V> by(String label, Map<E, V> values) {
        Map<Labels, V> parts = new TreeMap<>();
        values.forEach((constant, value) -> parts.put(Labels.of(label, word(constant)), value));
        return parts;
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(families);
    }
}
