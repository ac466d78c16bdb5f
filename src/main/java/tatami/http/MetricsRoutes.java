package tatami.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import tatami.metrics.Prometheus;

/**
 * {@code GET /metrics}, on a port of its own.
 *
 * <p>Not on the gateway's port for this machine alone: behind a proxy on the same machine everybody comes from
 * it, and a proxy that notes nobody's address looks just like an operator. What is not on the public port needs
 * no such guess, and a firewall understands it.
 */
public final class MetricsRoutes implements HttpService {

    private static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Prometheus.CONTENT_TYPE);

    private final Prometheus metrics;

    public MetricsRoutes(Prometheus metrics) {
        this.metrics = metrics;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/metrics", (_, response) -> {
                    response.header(CONTENT_TYPE);
                    response.send(metrics.text());
                })
                .any("/metrics", Problems.methodNotAllowed());
    }
}
