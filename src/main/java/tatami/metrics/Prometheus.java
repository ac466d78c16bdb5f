package tatami.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Keeps the numbers as Prometheus reads them. The only place that knows its library. */
public final class Prometheus implements Metrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final InstantSource clock;
    private final Map<String, Glance<Backlog>> queues = new ConcurrentHashMap<>();
    private final AtomicBoolean javaIsWatched = new AtomicBoolean();

    private final Histogram requests = seconds(
            "tatami_http_request_duration_seconds",
            "Requests, from their first byte to the last of the answer.",
            "method",
            "route",
            "status");
    private final Counter limited = Counter.builder()
            .name("tatami_requests_limited_total")
            .help("Requests refused since there were too many.")
            .labelNames("limit")
            .withoutExemplars()
            .register(registry);
    private final Counter operations = counter(
            "tatami_operations_total", "Operations that were asked of the acquirer, by what came of them.", "outcome");
    private final Counter resolved = counter(
            "tatami_operations_resolved_total",
            "Operations found without an outcome, by what the resolver found out.",
            "outcome");
    private final Histogram acquirer =
            seconds("tatami_acquirer_call_duration_seconds", "Calls to the acquirer.", "call", "answer");
    private final Histogram webhooks = seconds(
            "tatami_webhook_try_duration_seconds", "Tries to deliver a webhook, by what came of them.", "result");
    private final Histogram mails =
            seconds("tatami_mail_try_duration_seconds", "Tries to send a mail, by what came of them.", "result");
    private final Histogram batches = Histogram.builder()
            .name("tatami_batch_rows")
            .help("Rows that one statement wrote for several callers.")
            .labelNames("batch")
            .classicOnly()
            .classicUpperBounds(1, 2, 4, 8, 16, 32, 64)
            .withoutExemplars()
            .register(registry);
    private final Counter loops = Counter.builder()
            .name("tatami_background_failures_total")
            .help("Rounds of background work that failed.")
            .labelNames("loop")
            .withoutExemplars()
            .register(registry);

    public Prometheus(String version, InstantSource clock) {
        this.clock = clock;
        Info.builder()
                .name("tatami_build_info")
                .help("Which version runs.")
                .labelNames("version")
                .register(registry)
                .addLabelValues(version);
        queueGauge("tatami_queue_waiting", "What waits in the database.", Backlog::waiting);
        queueGauge(
                "tatami_queue_late_seconds",
                "For how long the oldest that is due has been.",
                backlog -> backlog.late().toSeconds());
    }

    /** Everything, in Prometheus' text format. */
    public byte[] text() {
        if (javaIsWatched.compareAndSet(false, true)) {
            watchJava();
        }
        queues.values().forEach(Glance::begin); // all at once, and then waited for
        var text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    @Override
    public void request(String method, String route, int status, long nanos) {
        requests.labelValues(method, route, status / 100 + "xx").observe(Unit.nanosToSeconds(nanos));
    }

    @Override
    public void limited(String of) {
        limited.labelValues(of).inc();
    }

    @Override
    public void acquirerCall(String call, boolean answered, long nanos) {
        acquirer.labelValues(call, answered ? "answered" : "silent").observe(Unit.nanosToSeconds(nanos));
    }

    @Override
    public void operation(Enum<?> kind, String outcome) {
        operations.labelValues(kind.name(), outcome).inc();
    }

    @Override
    public void resolved(Enum<?> kind, String outcome) {
        resolved.labelValues(kind.name(), outcome).inc();
    }

    @Override
    public void webhookTry(String result, long nanos) {
        webhooks.labelValues(result).observe(Unit.nanosToSeconds(nanos));
    }

    @Override
    public void mailTry(String result, long nanos) {
        mails.labelValues(result).observe(Unit.nanosToSeconds(nanos));
    }

    @Override
    public void batch(String of, int rows) {
        batches.labelValues(of).observe(rows);
    }

    @Override
    public void loopFailed(String loop) {
        loops.labelValues(loop).inc();
    }

    @Override
    public void queue(String name, Supplier<Backlog> look) {
        queues.put(name, new Glance<>(look, clock));
    }

    @Override
    public void pool(Supplier<Pool> look) {
        GaugeWithCallback.builder()
                .name("tatami_database_connections")
                .help("Open connections to the database.")
                .labelNames("state")
                .callback(callback -> {
                    var pool = look.get();
                    callback.call(pool.active(), "active");
                    callback.call(pool.idle(), "idle");
                })
                .register(registry);
        poolGauge("tatami_database_connections_max", "How many connections there may be.", look, Pool::most);
        poolGauge("tatami_database_waiting", "Threads that wait for a connection.", look, Pool::waiting);
    }

    private void poolGauge(String name, String help, Supplier<Pool> look, ToLongFunction<Pool> of) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(of.applyAsLong(look.get())))
                .register(registry);
    }

    /** A queue that could not be looked at has no row: a zero would be a lie. */
    private void queueGauge(String name, String help, ToLongFunction<Backlog> of) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("queue")
                .callback(callback -> queues.forEach((queue, glance) ->
                        glance.get().ifPresent(backlog -> callback.call(of.applyAsLong(backlog), queue))))
                .register(registry);
    }

    /** At the first scrape: Java's own beans take a tenth of a second to load, and not at the start. */
    private void watchJava() {
        JvmMemoryMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    private Counter counter(String name, String help, String by) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames("kind", by)
                .withoutExemplars()
                .register(registry);
    }

    /** From what the gateway takes alone to what a client waits at most. */
    private Histogram seconds(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10)
                .withoutExemplars()
                .register(registry);
    }
}
