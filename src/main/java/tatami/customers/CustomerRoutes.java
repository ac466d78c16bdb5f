package tatami.customers;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.accounts.Scope;
import tatami.customers.CustomerView.SecretView;
import tatami.http.Body;
import tatami.http.Callers;
import tatami.http.Invalid;
import tatami.http.Json;
import tatami.http.Page;
import tatami.http.Problems;
import tatami.kit.Paging.Cursor;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;

/** {@code /customers}: operations 23 to 30 of the API. */
public final class CustomerRoutes implements HttpService {

    private static final int MOST_IDS = 100;

    private final Customers customers;
    private final PaymentMethods methods;
    private final CustomerSecrets secrets;
    private final Callers callers;
    private final Accounts accounts;
    private final InstantSource clock;

    public CustomerRoutes(
            Customers customers,
            PaymentMethods methods,
            CustomerSecrets secrets,
            Callers callers,
            Accounts accounts,
            InstantSource clock) {
        this.customers = customers;
        this.methods = methods;
        this.secrets = secrets;
        this.callers = callers;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Fixed paths first: {@code search} and {@code public} would be ids otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::create)
                .any("/", Problems.methodNotAllowed())
                .post("/search[/]", this::search)
                .any("/search[/]", Problems.methodNotAllowed())
                .get("/public/{id}/payment-methods[/]", this::listPaymentMethods)
                .any("/public/{id}/payment-methods[/]", Problems.methodNotAllowed())
                .delete("/public/{id}/payment-methods/{method}[/]", this::removePaymentMethod)
                .any("/public/{id}/payment-methods/{method}[/]", Problems.methodNotAllowed())
                .get("/{id}[/]", this::find)
                .patch("/{id}[/]", this::change)
                .delete("/{id}[/]", this::delete)
                .any("/{id}[/]", Problems.methodNotAllowed())
                .post("/{id}/create-secret[/]", this::createSecret)
                .any("/{id}/create-secret[/]", Problems.methodNotAllowed());
    }

    private void create(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Write);
        Json.send(response, CustomerView.of(customers.create(account, details(request))));
    }

    /** Several ids with commas in between. Whoever is not there is missing in the answer. */
    private void find(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Read);
        var wanted = Arrays.stream(id(request).split(","))
                .map(CustomerId::read)
                .flatMap(Optional::stream)
                .distinct()
                .limit(MOST_IDS + 1L)
                .toList();
        if (wanted.size() > MOST_IDS) {
            throw Invalid.of("customerId", "At most " + MOST_IDS + " customers can be retrieved in one request.");
        }
        Json.send(
                response,
                customers.find(account, wanted).stream().map(CustomerView::of).toList());
    }

    private void change(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Write);
        var changes = details(request);
        Json.send(response, CustomerView.of(customers.change(account, CustomerId.parse(id(request)), changes)));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        customers.delete(callers.account(request, Scope.Write), CustomerId.parse(id(request)));
        Json.noContent(response);
    }

    private void search(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Read);
        var body = Body.of(request);
        var page = Page.asked(body);
        body.check();
        Json.send(response, Page.of(customers.search(account, page), CustomerView::of, CustomerRoutes::place));
    }

    private void createSecret(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Write);
        var customer = customers.get(account, CustomerId.parse(id(request)));
        var now = Times.now(clock);
        var expireAt = CustomerSecrets.expiry(now);
        Json.send(response, new SecretView(secrets.of(customer, account.environment(), expireAt), now, expireAt));
    }

    private void listPaymentMethods(ServerRequest request, ServerResponse response) {
        var account = admitted(request);
        var customer = customers.get(account, CustomerId.parse(id(request)));
        Json.send(response, PaymentMethodsView.of(customer, methods.list(customer.id()), account));
    }

    private void removePaymentMethod(ServerRequest request, ServerResponse response) {
        var account = admitted(request);
        var customer = customers.get(account, CustomerId.parse(id(request)));
        methods.remove(customer.id(), request.path().pathParameters().get("method"));
        Json.noContent(response);
    }

    /** The account of the customer whose own secret comes with the request; a merchant's key is none. */
    private Account admitted(ServerRequest request) {
        var admission = Callers.credential(request, CustomerSecrets.KIND + "_")
                .flatMap(presented -> secrets.read(presented, Times.now(clock)))
                .filter(admitted -> admitted.customer().value().equals(id(request)))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_SIGNED_IN,
                        "Send a secret of this customer that is still valid: Authorization: Basic cs_sandbox_…"));
        callers.anyone(request);
        var account = accounts.get(admission.account());
        request.context().register(account); // for the request log
        return account;
    }

    private static Details details(ServerRequest request) {
        var body = Body.of(request);
        var details = Details.read(body);
        body.check();
        return details;
    }

    private static Cursor place(Customer customer) {
        return new Cursor(customer.createdAt(), customer.id().value());
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }
}
