package tatami.webhooks;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Scope;
import tatami.http.Callers;
import tatami.http.Invalid;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.webhooks.Delivery.State;
import tatami.webhooks.DeliveryView.SentAgain;

/** {@code /webhooks/{id}/deliveries}: what became of each message, and sending it again. An addition to the API. */
public final class DeliveryRoutes implements HttpService {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    private final Deliveries deliveries;
    private final Callers callers;

    public DeliveryRoutes(Deliveries deliveries, Callers callers) {
        this.deliveries = deliveries;
        this.callers = callers;
    }

    /** The fixed path first: {@code resend} would be an event's id otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.get("/{id}/deliveries[/]", this::list)
                .any("/{id}/deliveries[/]", Problems.methodNotAllowed())
                .post("/{id}/deliveries/resend[/]", this::sendExhaustedAgain)
                .any("/{id}/deliveries/resend[/]", Problems.methodNotAllowed())
                .get("/{id}/deliveries/{event}[/]", this::get)
                .any("/{id}/deliveries/{event}[/]", Problems.methodNotAllowed())
                .post("/{id}/deliveries/{event}/resend[/]", this::sendAgain)
                .any("/{id}/deliveries/{event}/resend[/]", Problems.methodNotAllowed());
    }

    private void list(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Webhooks);
        var state = query(request, "state", DeliveryRoutes::state, "must be Waiting, Delivered or Exhausted");
        var limit = query(request, "limit", DeliveryRoutes::limit, "must be a number from 1 to " + MOST);
        var before = query(request, "before", Optional::of, "");
        var told = deliveries.list(account, id(request), state, before, limit == null ? DEFAULT_LIMIT : limit);
        Json.send(response, told.stream().map(DeliveryView::ofMany).toList());
    }

    private void get(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                DeliveryView.ofOne(
                        deliveries.get(callers.account(request, Scope.Webhooks), id(request), event(request))));
    }

    private void sendAgain(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                DeliveryView.ofOne(
                        deliveries.sendAgain(callers.account(request, Scope.Webhooks), id(request), event(request))));
    }

    private void sendExhaustedAgain(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                new SentAgain(deliveries.sendExhaustedAgain(callers.account(request, Scope.Webhooks), id(request))));
    }

    /** Null when it is not there or empty. */
    private static <T> @Nullable T query(
            ServerRequest request, String name, Function<String, Optional<T>> read, String rule) {
        var text = request.query().first(name).orElse("").strip();
        if (text.isEmpty()) {
            return null;
        }
        return read.apply(text)
                .orElseThrow(
                        () -> new Invalid(Map.of(name, List.of("The query parameter " + name + " " + rule + "."))));
    }

    private static Optional<State> state(String text) {
        return Arrays.stream(State.values())
                .filter(state -> state.name().equalsIgnoreCase(text))
                .findFirst();
    }

    private static Optional<Integer> limit(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("[0-9]{1,3}"))
                .map(Integer::valueOf)
                .filter(limit -> limit >= 1 && limit <= MOST);
    }

    private static SubscriptionId id(ServerRequest request) {
        return SubscriptionId.parse(request.path().pathParameters().get("id"));
    }

    private static String event(ServerRequest request) {
        return request.path().pathParameters().get("event");
    }
}
