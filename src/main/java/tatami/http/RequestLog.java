package tatami.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.Account;

/**
 * One line for each request: what route, whose, how it ended, how long it took. The route's pattern and
 * not its path, since paths hold ids and secrets; never a body.
 */
public final class RequestLog implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger("tatami.requests");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var began = System.nanoTime();
        response.whenSent(() -> LOG.atInfo()
                .addKeyValue("method", request.prologue().method().text())
                .addKeyValue("route", request.matchingPattern().orElse("-"))
                .addKeyValue("status", response.status().code())
                .addKeyValue("ms", (System.nanoTime() - began) / 1_000_000)
                .addKeyValue(
                        "account",
                        request.context()
                                .get(Account.class)
                                .map(account -> account.id().value())
                                .orElse("-"))
                .addKeyValue("trace", Trace.of(request).traceId())
                .log("request"));
        chain.proceed();
        if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("We said so."); // Helidon says it too, and goes on reading
        }
    }
}
