package tatami.checkout;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Outcome;
import tatami.http.Form;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.intents.Attempt;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.kit.Refusal;
import tatami.kit.Times;
import tatami.payments.Attempts;
import tatami.payments.PaymentIntent;
import tatami.payments.PaymentIntentId;
import tatami.payments.Payments;

/**
 * The hosted page. Plain forms do everything; scripts only make it pleasanter.
 *
 * <p>The id in the path admits to looking and the client session secret in the form to paying, so there
 * are no cookies and nothing for another site to ride on.
 */
public final class CheckoutRoutes implements HttpService {

    /** A form that is shown must stay good for as long as somebody looks for a card. */
    private static final Duration TIME_TO_TYPE = Duration.ofMinutes(5);

    /** In the query of a page that comes back by itself: the shopper waits to hear what became of it. */
    private static final String WAITED = "waited";

    private final Attempts attempts;
    private final Payments payments;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final Pages pages;
    private final String publicUrl;
    private final InstantSource clock;

    public CheckoutRoutes(
            Attempts attempts,
            Payments payments,
            Accounts accounts,
            ClientSessionSecrets secrets,
            Pages pages,
            String publicUrl,
            InstantSource clock) {
        this.attempts = attempts;
        this.payments = payments;
        this.accounts = accounts;
        this.secrets = secrets;
        this.pages = pages;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{id}", of(this::open))
                .post("/{id}", of(this::pay))
                .any("/{id}", Problems.methodNotAllowed())
                .post("/{id}/three-ds", of(this::comeBack))
                .get("/{id}/three-ds", of((intent, request, response) -> startAgain(intent, response)))
                .any("/{id}/three-ds", Problems.methodNotAllowed());
    }

    private void open(PaymentIntent intent, ServerRequest request, ServerResponse response) {
        var waited = request.query().contains(WAITED);
        show(intent, CheckoutForm.empty(intent), waited ? Notice.ofLast(intent) : null, waited, response);
    }

    private void pay(PaymentIntent intent, ServerRequest request, ServerResponse response) {
        if (Stage.of(intent, Times.now(clock)) != Stage.Open) {
            show(intent, CheckoutForm.empty(intent), null, true, response);
            return;
        }
        var fields = Form.of(request);
        var form = CheckoutForm.read(fields, CheckoutForm.asksForEmail(intent), today(intent));
        var card = form.card();
        if (card == null) {
            form(intent, form, Notice.CHECK, response);
            return;
        }
        Attempt<PaymentIntent> attempt;
        try {
            attempt = attempts.pay(secret(fields, intent), card, form.shopper(), url(intent) + "/three-ds");
        } catch (Refusal _) {
            // Paid, withdrawn or refreshed since the page was shown: show what there is now.
            show(payments.getPublic(intent.id()), form, Notice.OUT_OF_DATE, true, response);
            return;
        }
        show(attempt, form, response);
    }

    /** The bank's page sends the shopper's browser here. */
    private void comeBack(PaymentIntent intent, ServerRequest request, ServerResponse response) {
        var fields = Form.of(request);
        var report = new ChallengeReport(fields.field("PaRes"), "");
        Attempt<PaymentIntent> attempt;
        try {
            attempt = attempts.conclude(intent.id(), fields.field("MD"), report);
        } catch (Refusal _) {
            startAgain(intent, response);
            return;
        }
        show(attempt, CheckoutForm.empty(attempt.intent()), response);
    }

    private void startAgain(PaymentIntent intent, ServerResponse response) {
        redirect(response, path(intent));
    }

    private void show(Attempt<PaymentIntent> attempt, CheckoutForm form, ServerResponse response) {
        switch (attempt) {
            case Attempt.Settled<PaymentIntent>(var intent, var outcome) -> {
                var notice = switch (outcome) {
                    case Outcome.Approved _ -> null;
                    case Outcome.Declined _ -> Notice.DECLINED;
                    case Outcome.Abandoned _ -> Notice.FAILED;
                };
                show(intent, form, notice, true, response);
            }
            case Attempt.NotAuthenticated<PaymentIntent>(var intent, var _) ->
                show(intent, form, Notice.NOT_CONFIRMED, true, response);
            case Attempt.Unanswered<PaymentIntent>(var intent) -> show(intent, form, null, true, response);
            case Attempt.Challenged<PaymentIntent> challenged ->
                page("challenge", challenged.intent())
                        .allow("form-action", Links.origin(challenged.stepUpUrl()))
                        .with("stepUpUrl", challenged.stepUpUrl())
                        .with("jwt", challenged.request())
                        .with("md", challenged.md())
                        .send(response);
        }
    }

    /**
     * Shows an intent as it stands. Who has just paid sees a page that goes on to the shop by itself, and
     * not a redirect: browsers hold the redirects that follow a form to the policy of the form's page,
     * which knows neither the shop, when that page was a bank's, nor where the shop leads on to.
     *
     * @param notice what went wrong, if the shopper can still put it right
     * @param justPaid whether a shopper who finds it paid is the one who paid
     */
    private void show(
            PaymentIntent intent,
            CheckoutForm form,
            @Nullable Notice notice,
            boolean justPaid,
            ServerResponse response) {
        switch (Stage.of(intent, Times.now(clock))) {
            case Open -> form(intent, form, notice, response);
            case Processing ->
                page("processing", intent)
                        .with("next", path(intent) + "?" + WAITED)
                        .send(response);
            case Paid -> page("paid", intent).with("justPaid", justPaid).send(response);
            case Closed -> page("closed", intent).status(Status.GONE_410).send(response);
        }
    }

    private void form(PaymentIntent intent, CheckoutForm form, @Nullable Notice notice, ServerResponse response) {
        var ready = withOpenSecret(intent);
        page("pay", ready)
                .status(notice == null ? Status.OK_200 : Status.create(notice.status()))
                .with("form", form)
                .with("notice", notice)
                .with("script", Assets.SCRIPT)
                .with("action", path(ready))
                .with("secret", secrets.of(IntentKind.Payment, ready.id().value(), ready.account(), ready.secret()))
                .send(response);
    }

    private PaymentIntent withOpenSecret(PaymentIntent intent) {
        var secret = intent.secret();
        var open = !secret.used() && Times.now(clock).plus(TIME_TO_TYPE).isBefore(secret.expiresAt());
        return open ? intent : payments.refreshSecretPublic(intent.id());
    }

    private Page page(String name, PaymentIntent intent) {
        return page(name).with("shop", CheckoutView.of(intent, accounts.get(intent.account())));
    }

    private Page page(String name) {
        return pages.page("checkout/" + name + ".jte")
                .with("style", Assets.STYLE)
                .allow("img-src", "data:");
    }

    private Handler of(Step step) {
        return (request, response) -> {
            PaymentIntent intent;
            try {
                intent = payments.getPublic(
                        PaymentIntentId.parse(request.path().pathParameters().get("id")));
            } catch (Refusal _) {
                page("unknown").status(Status.NOT_FOUND_404).send(response);
                return;
            }
            step.take(intent, request, response);
        };
    }

    /** The form's secret; empty, which opens nothing, when it is another intent's. */
    private String secret(Form fields, PaymentIntent intent) {
        var secret = fields.field("secret");
        return secrets.read(secret)
                        .filter(admission ->
                                admission.intent().equals(intent.id().value()))
                        .isPresent()
                ? secret
                : "";
    }

    private LocalDate today(PaymentIntent intent) {
        return clock.instant().atZone(accounts.get(intent.account()).timeZone()).toLocalDate();
    }

    private String url(PaymentIntent intent) {
        return publicUrl + "/checkout/" + intent.id().value();
    }

    private String path(PaymentIntent intent) {
        return URI.create(url(intent)).getRawPath();
    }

    private static void redirect(ServerResponse response, String to) {
        response.status(Status.SEE_OTHER_303)
                .header(HeaderValues.create(HeaderNames.LOCATION, to))
                .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
                .header(HeaderValues.create("Referrer-Policy", "same-origin"))
                .send();
    }

    private interface Step {
        void take(PaymentIntent intent, ServerRequest request, ServerResponse response);
    }
}
