package tatami.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends steps as OpenTelemetry's spans to a collector, by OTLP over HTTP, some seconds later and behind
 * everybody's back. What the collector does not take is dropped. The only place that knows the library.
 */
public final class Otlp implements Tracing {

    private static final String PATH = "/v1/traces";

    /** For one batch; the next waits meanwhile, and what does not fit into memory's share is dropped. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** @param endpoint a collector's address, without a slash at the end */
    public Otlp(String endpoint, String version) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + PATH)
                .setTimeout(LIMIT)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "tatami",
                        AttributeKey.stringKey("service.version"),
                        version)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        tracer = provider.get("tatami");
    }

    @Override
    public Step request(String name, Optional<Place> caller) {
        var parent = caller.map(place -> Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                place.traceId(),
                                place.spanId(),
                                TraceFlags.fromHex(place.flags(), 0),
                                TraceState.getDefault()))))
                .orElse(Context.root());
        return begin(name, SpanKind.SERVER, parent);
    }

    @Override
    public Step work(String name) {
        return begin(name, SpanKind.CLIENT, Context.current());
    }

    @Override
    public Step part(Supplier<String> name) {
        return Span.current().isRecording() ? begin(name.get(), SpanKind.CLIENT, Context.current()) : Step.NONE;
    }

    @Override
    public void close() {
        provider.shutdown().join(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with the step
    private Step begin(String name, SpanKind kind, Context parent) {
        var span = tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
        return new Followed(span, parent.with(span).makeCurrent());
    }

    private record Followed(Span span, Scope scope) implements Step {

        @Override
        public Optional<Place> place() {
            var context = span.getSpanContext();
            return Optional.of(new Place(
                    context.getTraceId(),
                    context.getSpanId(),
                    context.getTraceFlags().asHex()));
        }

        @Override
        public void rename(String name) {
            span.updateName(name);
        }

        @Override
        public void note(String key, String value) {
            span.setAttribute(key, value);
        }

        @Override
        public void failed() {
            span.setStatus(StatusCode.ERROR);
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }
}
