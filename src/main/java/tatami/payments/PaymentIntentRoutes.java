package tatami.payments;

import static io.helidon.http.Status.BAD_REQUEST_400;
import static io.helidon.http.Status.GATEWAY_TIMEOUT_504;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.accounts.Scope;
import tatami.acquiring.Outcome;
import tatami.http.Body;
import tatami.http.Callers;
import tatami.http.Json;
import tatami.http.Page;
import tatami.http.Problems;
import tatami.http.Versions;
import tatami.intents.CheckoutLinks;
import tatami.intents.ClientSessionSecrets;
import tatami.kit.Ids;
import tatami.kit.Paging.Cursor;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.mail.MailAddress;

/** {@code /payment-intents}: operations 1 to 13 of the API, and the two public calls of its mobile SDKs. */
public final class PaymentIntentRoutes implements HttpService {

    private static final int MOST_RECEIPTS = 20;

    private final Payments payments;
    private final Callers callers;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final CheckoutLinks links;
    private final InstantSource clock;

    public PaymentIntentRoutes(
            Payments payments,
            Callers callers,
            Accounts accounts,
            ClientSessionSecrets secrets,
            CheckoutLinks links,
            InstantSource clock) {
        this.payments = payments;
        this.callers = callers;
        this.accounts = accounts;
        this.secrets = secrets;
        this.links = links;
        this.clock = clock;
    }

    /** Fixed paths first: {@code search}, {@code refunds} and {@code public} would be ids otherwise. */
    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::create)
                .any("/", Problems.methodNotAllowed())
                .post("/search[/]", this::search)
                .any("/search[/]", Problems.methodNotAllowed())
                .get("/refunds/{id}[/]", this::getRefund)
                .any("/refunds/{id}[/]", Problems.methodNotAllowed())
                .get("/public/{id}[/]", this::getPublic)
                .any("/public/{id}[/]", Problems.methodNotAllowed())
                .post("/public/{id}/refresh-client-session-secret[/]", this::refreshSecretPublic)
                .any("/public/{id}/refresh-client-session-secret[/]", Problems.methodNotAllowed())
                .get("/{id}[/]", this::get)
                .delete("/{id}[/]", this::cancel)
                .any("/{id}[/]", Problems.methodNotAllowed())
                .post("/{id}/amount[/]", this::changeAmount)
                .any("/{id}/amount[/]", Problems.methodNotAllowed())
                .post("/{id}/tips-amount[/]", this::changeTip)
                .any("/{id}/tips-amount[/]", Problems.methodNotAllowed())
                .post("/{id}/refresh-client-session-secret[/]", this::refreshSecret)
                .any("/{id}/refresh-client-session-secret[/]", Problems.methodNotAllowed())
                .post("/{id}/captures[/]", this::capture)
                .any("/{id}/captures[/]", Problems.methodNotAllowed())
                .post("/{id}/reversal[/]", this::reverse)
                .any("/{id}/reversal[/]", Problems.methodNotAllowed())
                .post("/{id}/refunds[/]", this::refund)
                .any("/{id}/refunds[/]", Problems.methodNotAllowed())
                .post("/{id}/receipt[/]", this::sendReceipt)
                .any("/{id}/receipt[/]", Problems.methodNotAllowed())
                .post("/{id}/charge[/]", this::charge)
                .any("/{id}/charge[/]", Problems.methodNotAllowed());
    }

    private void create(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Write);
        var wanted = NewPaymentIntentBody.read(Body.of(request), isSecond(request), clock.instant());
        Json.send(response, view(payments.create(account, wanted), account, request));
    }

    private void get(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Read);
        Json.send(response, view(payments.get(account, id(request)), account, request));
    }

    private void getPublic(ServerRequest request, ServerResponse response) {
        callers.anyone(request);
        var intent = payments.getPublic(id(request));
        Json.send(response, view(intent, accounts.get(intent.account()), request));
    }

    private void cancel(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.WRONG_STATUS, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        Json.send(response, view(payments.cancel(account, id(request)), account, request));
    }

    private void search(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Read);
        var search = readSearch(Body.of(request));
        var found = payments.search(account, search);
        Json.send(response, Page.of(found, views(account, request), PaymentIntentRoutes::place));
    }

    private void changeAmount(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var body = Body.of(request);
        var amount = body.requiredMoney("amount", 1);
        body.check();
        Json.send(response, view(payments.changeAmount(account, id(request), amount), account, request));
    }

    private void changeTip(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var body = Body.of(request);
        var tip = body.requiredMoney("tipsAmount", 0);
        body.check();
        Json.send(response, view(payments.changeTip(account, id(request), tip), account, request));
    }

    private void refreshSecret(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        Json.send(response, view(payments.refreshSecret(account, id(request)), account, request));
    }

    private void refreshSecretPublic(ServerRequest request, ServerResponse response) {
        callers.anyone(request);
        var intent = payments.refreshSecretPublic(id(request));
        Json.send(response, view(intent, accounts.get(intent.account()), request));
    }

    private void capture(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var body = Body.of(request);
        var minor = body.requiredMinor("amount", 1);
        body.check();
        var movement = payments.capture(account, id(request), minor);
        if (isApproved(request, response, movement.outcome().orElse(null), "capture")) {
            Json.send(response, CaptureView.of(movement, account));
        }
    }

    private void reverse(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var movement = payments.reverse(account, id(request));
        if (isApproved(request, response, movement.outcome().orElse(null), "reversal")) {
            Json.send(response, ReversalView.of(movement, account));
        }
    }

    private void refund(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        Problems.answer(request, Reason.WRONG_STATUS, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Refunds);
        var body = Body.of(request);
        var wanted = new RefundRequest(
                body.requiredMinor("amount", 1),
                body.text("refundReason", 1024),
                body.text("notes", 4096),
                idempotencyKey(request, body));
        body.check();
        var refund = payments.refund(account, id(request), wanted);
        if (isApproved(request, response, refund.outcome(), "refund")) {
            Json.send(response, RefundView.of(refund, account));
        }
    }

    private void getRefund(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Read);
        var id = Ids.read(
                        RefundView.prefix(account),
                        request.path().pathParameters().get("id"))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no refund with this id."));
        Json.send(response, RefundView.of(payments.getRefund(account, id), account));
    }

    private void sendReceipt(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.WRONG_STATUS, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        var body = Body.of(request);
        var readers = body.requiredList("emails", MOST_RECEIPTS, 254, MailAddress::parse, "an e-mail address");
        body.check();
        payments.sendReceipt(account, id(request), readers);
        Json.noContent(response);
    }

    /** Whatever became of it is a 200; a body, if one comes, says nothing. */
    private void charge(ServerRequest request, ServerResponse response) {
        Problems.answer(request, Reason.NOT_FOUND, BAD_REQUEST_400);
        Problems.answer(request, Reason.WRONG_STATUS, BAD_REQUEST_400);
        var account = callers.account(request, Scope.Write);
        Json.send(response, ChargeView.of(payments.charge(account, id(request))));
    }

    /** Answers what is not an approval: a no, which moved nothing, or a silence. */
    private static boolean isApproved(
            ServerRequest request, ServerResponse response, @Nullable Outcome outcome, String what) {
        return switch (outcome) {
            case Outcome.Approved _ -> true;
            case Outcome.Declined declined -> {
                Problems.send(
                        request,
                        response,
                        BAD_REQUEST_400,
                        "Your " + what + " request was not successful. Status: Failed. " + declined.message());
                yield false;
            }
            case Outcome.Abandoned abandoned -> {
                Problems.send(request, response, BAD_REQUEST_400, abandoned.message());
                yield false;
            }
            case null -> {
                Problems.send(
                        request,
                        response,
                        GATEWAY_TIMEOUT_504,
                        "The acquirer has not answered. The " + what
                                + " is written down and will be settled; look at the intent before asking again.");
                yield false;
            }
        };
    }

    private static String idempotencyKey(ServerRequest request, Body body) {
        var key = request.headers()
                .first(HeaderNames.create("idempotencyKey"))
                .orElse("")
                .strip();
        if (key.isEmpty()) {
            body.complainOfHeader("idempotencyKey", "The idempotencyKey header is required.");
        } else if (key.length() > 100) {
            body.complainOfHeader("idempotencyKey", "The idempotencyKey header must have at most 100 characters.");
        }
        return key;
    }

    private static Search readSearch(Body body) {
        var statuses = body.choices("statuses", List.of(Status.values()));
        var start = body.time("startDate");
        var end = body.time("endDate");
        var page = Page.asked(body.object("cursor"));
        body.check();
        return new Search(
                statuses == null || statuses.isEmpty() ? null : statuses,
                start == null ? Search.EARLIEST : start,
                end == null ? Search.LATEST : end,
                page);
    }

    private static Cursor place(PaymentIntent intent) {
        return new Cursor(intent.createdAt(), intent.id().value());
    }

    private PaymentIntentView view(PaymentIntent intent, Account account, ServerRequest request) {
        return views(account, request).apply(intent);
    }

    /** How this request's version shows the intents of an account. */
    private Function<PaymentIntent, PaymentIntentView> views(Account account, ServerRequest request) {
        var hasLink = isSecond(request);
        return intent -> PaymentIntentView.of(intent, account, secrets, links, hasLink);
    }

    /** Whether the client knows the API's second release. */
    private boolean isSecond(ServerRequest request) {
        return !callers.version(request).isBefore(Versions.SECOND);
    }

    private static PaymentIntentId id(ServerRequest request) {
        return PaymentIntentId.parse(request.path().pathParameters().get("id"));
    }
}
