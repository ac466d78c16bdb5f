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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Outcome;
import tatami.http.Devices;
import tatami.http.Form;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.intents.Attempt;
import tatami.intents.CheckoutLinks;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.intents.Shopper;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.setups.Consent;

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

    /** In the query of the page that says so. */
    private static final String RECEIPT = "receipt";

    /** In the query when the shopper chose another language than the browser's. */
    private static final String LANGUAGE = "lang";

    /** Names in the form: what its button said, in minor units, and the button that only adds up again. */
    private static final String TOTAL = "total";

    private static final String UPDATE = "update";

    private final PaymentTill payments;
    private final SetupTill setups;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final Devices devices;
    private final AddressLimit limit;
    private final Pages pages;
    private final CheckoutLinks links;
    private final InstantSource clock;

    public CheckoutRoutes(
            PaymentTill payments,
            SetupTill setups,
            Accounts accounts,
            ClientSessionSecrets secrets,
            Devices devices,
            AddressLimit limit,
            Pages pages,
            CheckoutLinks links,
            InstantSource clock) {
        this.payments = payments;
        this.setups = setups;
        this.accounts = accounts;
        this.secrets = secrets;
        this.devices = devices;
        this.limit = limit;
        this.pages = pages;
        this.links = links;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{id}", of(this::open))
                .post("/{id}", of(this::submit))
                .any("/{id}", Problems.methodNotAllowed())
                .post("/{id}/three-ds", of(this::comeBack))
                .get("/{id}/three-ds", of(this::startAgain))
                .any("/{id}/three-ds", Problems.methodNotAllowed())
                .post("/{id}/receipt", of(this::sendReceipt))
                .get("/{id}/receipt", of(this::startAgain))
                .any("/{id}/receipt", Problems.methodNotAllowed());
    }

    private <I> void open(Visit<I> visit) {
        var waited = visit.request().query().contains(WAITED);
        show(visit, visit.form(), waited ? visit.till().lastFailure(visit.intent()) : null, waited);
    }

    /**
     * Takes the form. A shopper pays what the page showed or nothing: the form brings the total along that
     * stood on its button, and its secret is dead as soon as anybody has made it another.
     */
    private <I> void submit(Visit<I> visit) {
        if (visit.stage() != Stage.Open) {
            show(visit, visit.form(), null, true);
            return;
        }
        var fields = Form.of(visit.request());
        var form = CheckoutForm.read(fields, visit.known(), today(visit), visit.words());
        try {
            tryWith(fields, form, visit);
        } catch (Refusal refusal) {
            // Paid, withdrawn or changed since the page was shown: show what there is now.
            var now = visit.with(visit.till().find(visit.id()));
            show(now, form.with(now.known(), now.words()), notice(refusal, form, isShown(fields, now.known())), true);
        }
    }

    private static Notice notice(Refusal refusal, CheckoutForm form, boolean isShown) {
        if (refusal.reason() == Reason.TOO_MANY) {
            return Notice.TOO_MANY;
        }
        if (refusal.reason() == Reason.INVALID && form.tender() instanceof Tender.WalletToken) {
            return Notice.FAILED; // something is wrong with what the wallet gave
        }
        return isShown ? Notice.OUT_OF_DATE : Notice.NEW_TOTAL;
    }

    /** @throws Refusal when the page shows what is no longer so */
    private <I> void tryWith(Form fields, CheckoutForm form, Visit<I> before) {
        var secret = secret(fields, before);
        var visit = before;
        var chosen = form.totals();
        if (chosen != null && !chosen.equals(before.known().totals())) {
            visit = before.with(before.till().choose(secret, chosen));
        }
        var current = visit == before ? secret : visit.till().secret(visit.intent());
        var tender = form.tender();
        if (fields.has(UPDATE) && !form.isTotalWrong()) {
            form(visit, form.unchecked(), Notice.TOTAL);
        } else if (tender == null) {
            form(visit, form, Notice.CHECK);
        } else if (!isShown(fields, visit.known())) {
            throw new Refusal(Reason.CONFLICT, "The page showed another total.");
        } else {
            show(visit, present(visit, current, tender, form.shopper()), form);
        }
    }

    private <I> Attempt<I> present(Visit<I> visit, String secret, Tender tender, Shopper shopper) {
        var request = visit.request();
        var device = new Consent.Device(devices.address(request), devices.userAgent(request));
        var back = visit.at(links.to(visit.id()) + "/three-ds");
        return limit.attempt(devices.distinct(request), () -> switch (tender) {
            case Tender.Typed(var card) -> visit.till().present(secret, card, shopper, device, back);
            case Tender.Saved(var method, var cvv) ->
                visit.till().presentSaved(secret, method, cvv.reveal(), shopper, back);
            case Tender.WalletToken token -> visit.till().presentWallet(secret, token, shopper, back);
        });
    }

    /** Whether the form's page showed the total that is to be paid now. */
    private static boolean isShown(Form fields, Known known) {
        var totals = known.totals();
        return totals == null
                || fields.field(TOTAL).equals(Long.toString(totals.total().minor()));
    }

    /** Only the receipt of this intent to the shopper of this intent; the button does not say where to. */
    private <I> void sendReceipt(Visit<I> visit) {
        try {
            visit.till().sendReceipt(visit.intent());
        } catch (Refusal _) {
            startAgain(visit);
            return;
        }
        redirect(visit.response(), visit.at(path(visit), RECEIPT));
    }

    /** The bank's page sends the shopper's browser here. */
    private <I> void comeBack(Visit<I> visit) {
        var fields = Form.of(visit.request());
        var report = new ChallengeReport(fields.field("PaRes"), "");
        Attempt<I> attempt;
        try {
            attempt = limit.attempt(
                    devices.distinct(visit.request()),
                    () -> visit.till().conclude(visit.intent(), fields.field("MD"), report));
        } catch (Refusal _) {
            startAgain(visit);
            return;
        }
        show(visit, attempt, visit.with(attempt.intent()).form());
    }

    private <I> void startAgain(Visit<I> visit) {
        redirect(visit.response(), visit.at(path(visit)));
    }

    private <I> void show(Visit<I> before, Attempt<I> attempt, CheckoutForm form) {
        var visit = before.with(attempt.intent());
        switch (attempt) {
            case Attempt.Settled<I>(var _, var outcome) -> {
                var notice = switch (outcome) {
                    case Outcome.Approved _ -> null;
                    case Outcome.Declined _ -> Notice.DECLINED;
                    case Outcome.Abandoned _ -> Notice.FAILED;
                };
                show(visit, form, notice, true);
            }
            case Attempt.NotAuthenticated<I> _ -> show(visit, form, Notice.NOT_CONFIRMED, true);
            case Attempt.Unanswered<I> _ -> show(visit, form, null, true);
            case Attempt.Challenged<I> challenged ->
                page("challenge", visit)
                        .allow("form-action", Links.origin(challenged.stepUpUrl()))
                        .with("stepUpUrl", challenged.stepUpUrl())
                        .with("jwt", challenged.request())
                        .with("md", challenged.md())
                        .send(visit.response());
        }
    }

    /**
     * Shows an intent as it stands. Who has just paid sees a page that goes on to the shop by itself, and
     * not a redirect: browsers hold the redirects that follow a form to the policy of the form's page,
     * which knows neither the shop, when that page was a bank's, nor where the shop leads on to.
     *
     * @param notice what went wrong, if the shopper can still put it right
     * @param justDone whether a shopper who finds it done is the one who did it
     */
    private <I> void show(Visit<I> visit, CheckoutForm form, @Nullable Notice notice, boolean justDone) {
        var response = visit.response();
        switch (visit.stage()) {
            case Open -> form(visit, form, notice);
            case Processing ->
                page("processing", visit)
                        .allow("connect-src", "'self'")
                        .with("next", visit.at(path(visit), WAITED))
                        .send(response);
            case Done ->
                page("done", visit)
                        .with("justDone", justDone)
                        .with("receipt", ReceiptOffer.of(visit.till().receipt(visit.intent())))
                        .with("receiptPath", visit.at(path(visit) + "/receipt"))
                        .with("justSent", visit.request().query().contains(RECEIPT))
                        .send(response);
            case Closed -> page("closed", visit).status(Status.GONE_410).send(response);
        }
    }

    private <I> void form(Visit<I> before, CheckoutForm form, @Nullable Notice notice) {
        var visit = withOpenSecret(before);
        var view = visit.view();
        page("form", visit)
                .allow("connect-src", "'self'") // the device introduces itself to the bank before it pays
                .allow("frame-src", "'self'")
                .with("sheet", URI.create(links.walletSheet("")).getRawPath())
                .status(notice == null ? Status.OK_200 : Status.create(notice.status()))
                .with("form", form)
                .with("notice", notice)
                .with("script", view.wallets() == null ? Assets.SCRIPT : Assets.SCRIPT_WITH_WALLETS)
                .with("action", visit.at(path(visit)))
                .with("secret", visit.till().secret(visit.intent()))
                .send(visit.response());
    }

    private <I> Visit<I> withOpenSecret(Visit<I> visit) {
        var isOpen =
                visit.till().secretState(visit.intent()).isOpen(Times.now(clock).plus(TIME_TO_TYPE));
        return isOpen ? visit : visit.with(visit.till().refreshSecret(visit.intent()));
    }

    private Page page(String name, Visit<?> visit) {
        return page(name, visit.words(), PageBrand.of(account(visit), links))
                .with("shop", visit.view())
                .zippedFor(visit.request());
    }

    private Page page(String name, Words words, PageBrand brand) {
        var page = pages.page("checkout/" + name + ".jte")
                .with("style", Assets.STYLE)
                .with("words", words)
                .with("brand", brand);
        return (brand.hasImages() ? page.allow("img-src", "'self'") : page).allow("img-src", "data:");
    }

    private Handler of(Step step) {
        return (request, response) -> {
            var id = request.path().pathParameters().get("id");
            Visit<?> visit;
            try {
                visit = id.startsWith(IntentKind.Setup.id() + "_")
                        ? Visit.of(setups, id, request, response)
                        : Visit.of(payments, id, request, response);
            } catch (Refusal _) {
                page("unknown", words(request), PageBrand.NONE)
                        .status(Status.NOT_FOUND_404)
                        .zippedFor(request)
                        .send(response);
                return;
            }
            step.take(visit);
        };
    }

    /** The form's secret; empty, which opens nothing, when it is another intent's. */
    private String secret(Form fields, Visit<?> visit) {
        var secret = fields.field("secret");
        return secrets.read(secret)
                        .filter(admission -> admission.intent().equals(visit.id()))
                        .isPresent()
                ? secret
                : "";
    }

    private <I> LocalDate today(Visit<I> visit) {
        return clock.instant().atZone(account(visit).timeZone()).toLocalDate();
    }

    private <I> Account account(Visit<I> visit) {
        return accounts.get(visit.till().account(visit.intent()));
    }

    private String path(Visit<?> visit) {
        return URI.create(links.to(visit.id())).getRawPath();
    }

    private static Words words(ServerRequest request) {
        var asked = request.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse("");
        return Words.in(chosen(request).orElseGet(() -> Language.asked(asked)));
    }

    private static Optional<Language> chosen(ServerRequest request) {
        return request.query().first(LANGUAGE).asOptional().flatMap(Language::named);
    }

    private static void redirect(ServerResponse response, String to) {
        response.status(Status.SEE_OTHER_303)
                .header(HeaderValues.create(HeaderNames.LOCATION, to))
                .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
                .header(HeaderValues.create("Referrer-Policy", "same-origin"))
                .send();
    }

    private interface Step {
        void take(Visit<?> visit);
    }

    /**
     * A shopper's browser at one intent's page: a request, and the intent as it was last read.
     *
     * @param <I> the kind of intent
     * @param known what that says of the shopper
     */
    private record Visit<I>(
            Till<I> till, I intent, Known known, Words words, ServerRequest request, ServerResponse response) {

        /** @throws tatami.kit.Refusal NOT_FOUND */
        static <I> Visit<I> of(Till<I> till, String id, ServerRequest request, ServerResponse response) {
            var intent = till.find(id);
            return new Visit<>(till, intent, till.known(intent), CheckoutRoutes.words(request), request, response);
        }

        Visit<I> with(I next) {
            return next.equals(intent) ? this : new Visit<>(till, next, till.known(next), words, request, response);
        }

        String id() {
            return till.id(intent);
        }

        Stage stage() {
            return till.stage(intent);
        }

        CheckoutView view() {
            return till.view(intent, words);
        }

        /** The address where this visit goes on, in the language that was chosen. */
        String at(String address, String... marks) {
            var query = Stream.concat(Stream.of(marks), chosen(request).stream().map(lang -> LANGUAGE + "=" + lang))
                    .collect(Collectors.joining("&"));
            return query.isEmpty() ? address : address + "?" + query;
        }

        /** The form, before anybody has typed. */
        CheckoutForm form() {
            return CheckoutForm.of(known, words);
        }
    }
}
