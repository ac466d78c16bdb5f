package tatami.webhooks;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Scope;
import tatami.http.Body;
import tatami.http.Callers;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.webhooks.SubscriptionView.SecretsView;

/** {@code /webhooks}: operations 14 to 22 of the API. */
public final class SubscriptionRoutes implements HttpService {

    private static final int MOST_EVENTS = 50;
    private static final int LONGEST_NAME = 100;

    private final Subscriptions subscriptions;
    private final Callers callers;
    private final boolean allowLoopback;

    /** @param allowLoopback whether http to this very machine may be subscribed: for developers */
    public SubscriptionRoutes(Subscriptions subscriptions, Callers callers, boolean allowLoopback) {
        this.subscriptions = subscriptions;
        this.callers = callers;
        this.allowLoopback = allowLoopback;
    }

    /** The fixed path first: {@code events} would be an id otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.get("/events[/]", this::listEvents)
                .any("/events[/]", Problems.methodNotAllowed())
                .get("/", this::list)
                .post("/", this::subscribe)
                .any("/", Problems.methodNotAllowed())
                .patch("/{id}[/]", this::change)
                .delete("/{id}[/]", this::delete)
                .any("/{id}[/]", Problems.methodNotAllowed())
                .get("/{id}/secrets[/]", this::listSecrets)
                .post("/{id}/secrets[/]", this::generateSecret)
                .any("/{id}/secrets[/]", Problems.methodNotAllowed())
                .put("/{id}/secrets/{secret}/activate[/]", this::activateSecret)
                .any("/{id}/secrets/{secret}/activate[/]", Problems.methodNotAllowed())
                .delete("/{id}/secrets/{secret}[/]", this::deleteSecret)
                .any("/{id}/secrets/{secret}[/]", Problems.methodNotAllowed());
    }

    private void listEvents(ServerRequest request, ServerResponse response) {
        callers.account(request, Scope.Webhooks);
        Json.send(response, EventCatalogue.MODELS);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Webhooks);
        Json.send(
                response,
                subscriptions.list(account).stream().map(SubscriptionView::of).toList());
    }

    private void subscribe(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Webhooks);
        var body = Body.of(request);
        var events = events(body);
        var url = url(body);
        if (url == null && !body.hasComplaint("url")) {
            body.complain("url", "The Url field is required.");
        }
        var description = body.text("description", Subscription.LONGEST_DESCRIPTION);
        body.check();
        var subscribed = subscriptions.subscribe(account, events, url == null ? "" : url, description);
        Json.send(response, SubscriptionView.of(subscribed));
    }

    private void change(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Webhooks);
        var body = Body.of(request);
        var events = body.isGiven("events") ? events(body) : null;
        var url = url(body);
        var description = body.text("description", Subscription.LONGEST_DESCRIPTION);
        body.check();
        Json.send(response, SubscriptionView.of(subscriptions.change(account, id(request), events, url, description)));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        subscriptions.delete(callers.account(request, Scope.Webhooks), id(request));
        Json.noContent(response);
    }

    private void listSecrets(ServerRequest request, ServerResponse response) {
        Json.send(response, SecretsView.of(subscriptions.get(callers.account(request, Scope.Webhooks), id(request))));
    }

    private void generateSecret(ServerRequest request, ServerResponse response) {
        Json.send(
                response,
                SecretsView.of(subscriptions.generateSecret(callers.account(request, Scope.Webhooks), id(request))));
    }

    private void activateSecret(ServerRequest request, ServerResponse response) {
        subscriptions.activateSecret(callers.account(request, Scope.Webhooks), id(request), secret(request));
        Json.noContent(response);
    }

    private void deleteSecret(ServerRequest request, ServerResponse response) {
        subscriptions.deleteSecret(callers.account(request, Scope.Webhooks), id(request), secret(request));
        Json.noContent(response);
    }

    /** Each name once, in the order given. */
    private static List<String> events(Body body) {
        return body
                .requiredList(
                        "events",
                        MOST_EVENTS,
                        LONGEST_NAME,
                        name -> Optional.of(name).filter(EventCatalogue::contains),
                        "an event that GET /webhooks/events lists")
                .stream()
                .distinct()
                .toList();
    }

    private @Nullable String url(Body body) {
        var url = body.text("url", EndpointAddress.LONGEST);
        if (url == null || url.isBlank()) {
            return null;
        }
        var address = EndpointAddress.parse(url.strip(), allowLoopback);
        if (address.isEmpty()) {
            body.complain("url", "The field Url must be an absolute https address.");
        }
        return address.orElse(null);
    }

    private static SubscriptionId id(ServerRequest request) {
        return SubscriptionId.parse(request.path().pathParameters().get("id"));
    }

    private static String secret(ServerRequest request) {
        return request.path().pathParameters().get("secret");
    }
}
