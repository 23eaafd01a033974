package dev.parley.metrics;

import dev.parley.gateway.Gateway;
import dev.parley.leader.LeaderCounts;
import dev.parley.log.LogCounts;
import dev.parley.room.RoomCounts;
import dev.parley.wire.Latency;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a process tells Prometheus: the door of this package. Any thread; nothing here waits. */
public final class Metrics implements AutoCloseable {

    /** Where it is served. */
    public static final String PATH = "/metrics";

    private static final System.Logger LOG = System.getLogger("dev.parley.metrics");
    private static final int SCRAPES_AT_ONCE = 2;

    private final Vertx vertx;
    private final About about;
    private final Access access;
    private final Supplier<Map<String, Instant>> certificates;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final DiskLook disk;
    private final AtomicInteger scrapes = new AtomicInteger();
    private final AtomicLong joins = new AtomicLong();

    /** Null while this node is not in the cluster. Replaced as a whole. */
    private volatile @Nullable Sources sources;

    private volatile boolean isArchiveUsable = true;

    private Metrics(Vertx vertx, About about, Access access, Supplier<Map<String, Instant>> certificates) {
        this.vertx = vertx;
        this.certificates = certificates;
        this.about = about;
        this.access = access;
        disk = DiskLook.begin(about.archive());
        // Names that break the conventions of Prometheus: a unit that is no base unit, a gauge called count.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collector.bindTo(registry);
        registry.getPrometheusRegistry().register(this::collect);
    }

    /**
     * Begins to watch the process and its disk.
     *
     * @param vertx on whose workers pages are written
     * @param certificates when those in use end, by what they are for; asked at every scrape, must not wait
     */
    public static Metrics open(Vertx vertx, About about, Access access, Supplier<Map<String, Instant>> certificates) {
        return new Metrics(vertx, about, access, certificates);
    }

    /** The node is in the cluster now, and this is where its numbers come from. */
    public void joined(Sources from) {
        joins.incrementAndGet();
        isArchiveUsable = true;
        sources = from;
    }

    /** The node is not in the cluster any more. */
    public void left() {
        sources = null;
    }

    /** The node stays out of the cluster because its archive cannot be used; until it has {@link #joined}. */
    public void archiveLost() {
        isArchiveUsable = false;
    }

    /** Adds {@code /metrics}, unless it is off. */
    public void mount(Router router) {
        if (!(access instanceof Access.Off)) {
            router.get(PATH).handler(ctx -> serve(ctx.request()));
        }
    }

    /** Whether a request is for this. */
    public boolean isMeant(HttpServerRequest request) {
        return !(access instanceof Access.Off) && PATH.equals(request.path());
    }

    /** Answers with the page: 401 without the right token, 503 while others are being answered. */
    public void serve(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (access instanceof Access.Token token && !token.isIn(authorization)) {
            request.response()
                    .setStatusCode(401)
                    .putHeader("www-authenticate", "Bearer")
                    .end("This address wants the token of metrics-token-file.\n");
            return;
        }
        if (scrapes.incrementAndGet() > SCRAPES_AT_ONCE) {
            scrapes.decrementAndGet();
            request.response().setStatusCode(503).end("Others are being answered. Come again.\n");
            return;
        }
        vertx.executeBlocking(this::page, false)
                .onComplete(done -> scrapes.decrementAndGet())
                .onSuccess(page -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, PrometheusTextFormatWriter.CONTENT_TYPE)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(page))
                .onFailure(failure -> {
                    LOG.log(Level.ERROR, "event=metrics-not-written", failure);
                    request.response().setStatusCode(500).end("The metrics cannot be written. See the log.\n");
                });
    }

    /** The page that is served. */
    Buffer page() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.getPrometheusRegistry().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private MetricSnapshots collect() {
        Page page = new Page();
        Sources now = sources;
        NodePage.write(
                page,
                about,
                new NodePage.Standing(
                        now != null && now.isReady().getAsBoolean(), now != null, joins.get(), isArchiveUsable));
        NodePage.write(page, certificates.get());
        disk.sizes().ifPresent(sizes -> NodePage.write(page, sizes, disk.ageSeconds()));
        if (now != null) {
            write(page, now);
        }
        return page.snapshots();
    }

    private void write(Page page, Sources from) {
        LeaderCounts leaders = from.leaders().get();
        RoomCounts rooms = from.rooms().get();
        LogCounts logs = from.logs().get();
        Gateway.Counts gateway = from.gateway().get();
        ClusterPage.write(page, from.roster(), about.nodesNeeded());
        ClusterPage.write(page, leaders);
        ClusterPage.write(page, from.grid().get());
        ClusterPage.write(page, from.bus().get());
        LogPage.write(page, rooms);
        LogPage.write(page, logs);
        LogPage.write(page, from.archive().get());
        GatewayPage.write(page, gateway, about.maxSessions());
        Map<Labels, Latency.Snapshot> delays = new TreeMap<>();
        delays.put(Labels.of("loop", "gateway"), gateway.traffic().loopDelay());
        delays.put(Labels.of("loop", "leader"), leaders.loopDelay());
        delays.put(Labels.of("loop", "log"), logs.loopDelay());
        delays.put(Labels.of("loop", "room"), rooms.loopDelay());
        page.durations(
                "event_loop_delay_seconds",
                "How late a clock of an event loop came: what runs too long there, or a machine that has too much to do.",
                delays);
    }

    /** Stops watching. */
    @Override
    public void close() {
        disk.close();
        collector.close();
        registry.close();
    }
}
