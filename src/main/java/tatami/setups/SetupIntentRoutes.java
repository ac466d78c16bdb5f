package tatami.setups;

import static io.helidon.http.Status.BAD_REQUEST_400;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.Locale;
import tatami.accounts.Accounts;
import tatami.accounts.Scope;
import tatami.http.Body;
import tatami.http.Callers;
import tatami.http.Invalid;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.intents.CheckoutLinks;
import tatami.intents.ClientSessionSecrets;
import tatami.kit.Refusal.Reason;

/** {@code /setup-intents}: operations 31 to 36 of the API. */
public final class SetupIntentRoutes implements HttpService {

    private static final String INCLUDE_AUTHORIZED = "includeAuthorized";

    private final Setups setups;
    private final Callers callers;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final CheckoutLinks links;
    private final InstantSource clock;

    public SetupIntentRoutes(
            Setups setups,
            Callers callers,
            Accounts accounts,
            ClientSessionSecrets secrets,
            CheckoutLinks links,
            InstantSource clock) {
        this.setups = setups;
        this.callers = callers;
        this.accounts = accounts;
        this.secrets = secrets;
        this.links = links;
        this.clock = clock;
    }

    /** Fixed paths first: {@code public} would be an id otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::create)
                .any("/", Problems.methodNotAllowed())
                .get("/public/{id}[/]", this::getPublic)
                .any("/public/{id}[/]", Problems.methodNotAllowed())
                .post("/public/{id}/refresh-client-session-secret[/]", this::refreshSecretPublic)
                .any("/public/{id}/refresh-client-session-secret[/]", Problems.methodNotAllowed())
                .get("/{id}[/]", this::get)
                .delete("/{id}[/]", this::cancel)
                .any("/{id}[/]", Problems.methodNotAllowed())
                .post("/{id}/refresh-client-session-secret[/]", this::refreshSecret)
                .any("/{id}/refresh-client-session-secret[/]", Problems.methodNotAllowed());
    }

    private void create(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Write);
        var wanted = NewSetupIntentBody.read(Body.of(request), clock.instant());
        Json.send(response, SetupIntentView.of(setups.create(account, wanted), account, secrets, links));
    }

    private void get(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Read);
        Json.send(response, SetupIntentView.of(setups.get(account, id(request)), account, secrets, links));
    }

    private void getPublic(ServerRequest request, ServerResponse response) {
        callers.anyone(request);
        var setup = setups.getPublic(id(request));
        Json.send(response, SetupIntentView.ofPublic(setup, accounts.get(setup.account()), secrets, links));
    }

    private void cancel(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.WRONG_STATUS, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var canceled = setups.cancel(account, id(request), includesAuthorized(request));
        Json.send(response, SetupIntentView.of(canceled, account, secrets, links));
    }

    private void refreshSecret(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400); // the API declares no 404 here
        var account = callers.account(request, Scope.Write);
        Json.send(response, SetupIntentView.of(setups.refreshSecret(account, id(request)), account, secrets, links));
    }

    private void refreshSecretPublic(ServerRequest request, ServerResponse response) {
        callers.anyone(request);
        var setup = setups.refreshSecretPublic(id(request));
        Json.send(response, SetupIntentView.ofPublic(setup, accounts.get(setup.account()), secrets, links));
    }

    private static boolean includesAuthorized(ServerRequest request) {
        var text = request.query().names().stream()
                .filter(INCLUDE_AUTHORIZED::equalsIgnoreCase)
                .findFirst()
                .map(name -> request.query().get(name))
                .orElse("false");
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw Invalid.of(INCLUDE_AUTHORIZED, "The field IncludeAuthorized must be true or false.");
        };
    }

    private static SetupIntentId id(ServerRequest request) {
        return SetupIntentId.parse(request.path().pathParameters().get("id"));
    }
}
