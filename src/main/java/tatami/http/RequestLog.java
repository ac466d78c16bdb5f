package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tatami.accounts.Account;
import tatami.calls.Call;
import tatami.calls.CallLog;
import tatami.http.Callers.Signed;
import tatami.http.Problems.Said;
import tatami.kit.Times;
import tatami.metrics.Metrics;
import tatami.tracing.Step;
import tatami.tracing.Tracing;

/**
 * One line for each request: what route, whose, how it ended, how long it took. The route's pattern and
 * not its path, since paths hold ids and secrets; never a body. The same goes into the numbers and the traces.
 *
 * <p>Whatever else is logged while the request is served bears its trace too.
 */
public final class RequestLog implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger("tatami.requests");

    /** A method is the caller's word; in numbers and traces all words that we do not know are one. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final int LOWEST_PROBLEM = 400;

    private final Metrics metrics;
    private final Tracing tracing;
    private final CallLog calls;
    private final InstantSource clock;

    /** @param calls told of those that an account's key has signed */
    public RequestLog(Metrics metrics, Tracing tracing, CallLog calls, InstantSource clock) {
        this.metrics = metrics;
        this.tracing = tracing;
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var began = System.nanoTime();
        try (var step = tracing.request("request", Trace.caller(request))) {
            step.place().ifPresent(place -> Trace.follow(request, place));
            // Not taken away again: the thread is the connection's, and its next request brings its own.
            MDC.put("trace", Trace.of(request).traceId());
            response.whenSent(() -> tell(request, response, System.nanoTime() - began, step));
            chain.proceed();
        }
        if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("We said so."); // Helidon says it too, and goes on reading
        }
    }

    private void tell(RoutingRequest request, RoutingResponse response, long nanos, Step step) {
        var method = request.prologue().method().text();
        var route = request.matchingPattern().orElse("-");
        var status = response.status().code();
        var known = METHODS.contains(method) ? method : "other";
        metrics.request(known, route, status, nanos);
        step.rename(known + " " + route);
        step.note("http.response.status_code", Integer.toString(status));
        if (status >= 500) {
            step.failed();
        }
        request.context()
                .get(Signed.class)
                .ifPresent(signed -> calls.remember(call(request, signed, known, route, status, nanos)));
        LOG.atInfo()
                .addKeyValue("method", method)
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("ms", nanos / 1_000_000)
                .addKeyValue(
                        "account",
                        request.context()
                                .get(Account.class)
                                .map(account -> account.id().value())
                                .orElse("-"))
                .addKeyValue("trace", Trace.of(request).traceId())
                .log("request");
    }

    private Call call(RoutingRequest request, Signed signed, String method, String route, int status, long nanos) {
        var said = status < LOWEST_PROBLEM
                ? Said.NOTHING
                : request.context().get(Said.class).orElse(Said.NOTHING);
        return new Call(
                signed.account(),
                Times.now(clock).minusNanos(nanos),
                method,
                route,
                request.prologue().uriPath().rawPath(),
                status,
                nanos / 1_000_000,
                Trace.of(request).traceId(),
                request.headers().first(Versions.VERSION).orElse(null),
                request.headers().first(HeaderNames.USER_AGENT).orElse(null),
                said.detail(),
                said.fields());
    }
}
