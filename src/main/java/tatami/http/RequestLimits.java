package tatami.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;
import tatami.accounts.ApiKeys;

/**
 * Keeps an address from taking the gateway for itself with requests that no valid key has signed. Those that one has
 * signed cost their address nothing: {@link Callers} counts them by the key.
 *
 * <p>A key that opens nothing costs much more: whoever has one tries keys, or has a broken program. Once the address
 * has nothing left, only keys that the gateway remembers are let through, so that none is looked up for those who
 * guess.
 */
public final class RequestLimits implements Filter {

    /** In requests. At the usual limit, an address may try twenty at once, and then two a second. */
    private static final int UNKNOWN_KEY = 25;

    private static final String PROBES = "/health/";

    private final RateLimit limit;
    private final Devices devices;
    private final ApiKeys keys;

    /** @param limit of each address */
    public RequestLimits(RateLimit limit, Devices devices, ApiKeys keys) {
        this.limit = limit;
        this.devices = devices;
        this.keys = keys;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        limited(request).ifPresent(address -> {
            var key = Callers.key(request);
            if (key.isEmpty()) {
                limit.admit(address, () -> devices.address(request));
            } else {
                if (!keys.remembers(key.get())) {
                    limit.refuseIfEmpty(address, () -> devices.address(request));
                }
                response.whenSent(() -> charge(address, request, response));
            }
        });
        chain.proceed();
    }

    private Optional<String> limited(RoutingRequest request) {
        var isProbe = request.prologue().uriPath().rawPath().startsWith(PROBES);
        return isProbe || !limit.isOn() ? Optional.empty() : devices.distinct(request);
    }

    private void charge(String address, RoutingRequest request, RoutingResponse response) {
        if (request.context().get(Callers.Signed.class).isEmpty()) {
            limit.charge(address, response.status().code() == Status.UNAUTHORIZED_401.code() ? UNKNOWN_KEY : 1);
        }
    }
}
