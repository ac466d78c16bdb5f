package tatami.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import tatami.tracing.Place;

/**
 * One request's place in a trace (W3C Trace Context). A caller's trace is continued, so that both sides
 * find the same request by the same id.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits, ours
 * @param flags two hex digits
 */
public record Trace(String traceId, String spanId, String flags) {

    private static final Pattern PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
    private static final String SAMPLED = "01";
    private static final String NO_TRACE = "0".repeat(32);

    /** The trace of this request; the same one however often it is asked. */
    public static Trace of(ServerRequest request) {
        return request.context().get(Trace.class).orElseGet(() -> {
            var trace =
                    request.headers().first(TRACEPARENT).map(Trace::continuing).orElseGet(Trace::fresh);
            request.context().register(trace);
            return trace;
        });
    }

    /** Whom this request continues; empty for whoever sends no trace, or none that can be read. */
    static Optional<Place> caller(ServerRequest request) {
        return request.headers()
                .first(TRACEPARENT)
                .map(PARENT::matcher)
                .filter(parent -> parent.matches() && !parent.group(1).equals(NO_TRACE))
                .map(parent -> new Place(parent.group(1), parent.group(2), parent.group(3)));
    }

    /** Makes the request's place that of the step which follows it. */
    static void follow(ServerRequest request, Place place) {
        request.context().register(new Trace(place.traceId(), place.spanId(), place.flags()));
    }

    static Trace fresh() {
        return new Trace(hex(16), hex(8), SAMPLED);
    }

    static Trace continuing(String traceparent) {
        var parent = PARENT.matcher(traceparent);
        return parent.matches() && !parent.group(1).equals(NO_TRACE)
                ? new Trace(parent.group(1), hex(8), parent.group(3))
                : fresh();
    }

    /** As problems print it and other services continue it: {@code 00-…-…-01}. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }

    /** Not a secret, so the fast generator will do. */
    private static String hex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
