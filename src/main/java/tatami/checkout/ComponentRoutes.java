package tatami.checkout;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.http.Devices;
import tatami.http.Form;
import tatami.http.Json;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.http.SharedText;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * The card component: a script for merchants' pages, and the pages that it shows there in frames. Register under
 * {@link #PATH}.
 *
 * <p>Whoever embeds these pages is no party to what happens in them: there are no cookies, they talk to their own
 * origin alone, and so no other origin is let in. Paying itself is {@link ClientRoutes}'s; what is here brings a
 * browser's challenge back, and says what became of an attempt that a browser lost sight of, and what
 * wallets are to be asked for.
 */
public final class ComponentRoutes implements HttpService {

    public static final String PATH = "/payments/v1";

    private static final String NO_SECRET = "This is not a client session secret.";

    private final PaymentTill payments;
    private final SetupTill setups;
    private final WalletOffers offers;
    private final ClientSessionSecrets secrets;
    private final Devices devices;
    private final AddressLimit limit;
    private final Pages pages;
    private final SharedText script;

    public ComponentRoutes(
            PaymentTill payments,
            SetupTill setups,
            WalletOffers offers,
            ClientSessionSecrets secrets,
            Devices devices,
            AddressLimit limit,
            Pages pages,
            String publicUrl) {
        this.payments = payments;
        this.setups = setups;
        this.offers = offers;
        this.secrets = secrets;
        this.devices = devices;
        this.limit = limit;
        this.pages = pages;
        // Merchants never change its address: a new version must reach their shoppers within minutes.
        script = new SharedText(
                () -> ComponentAssets.CLIENT.replace("{{home}}", publicUrl),
                "text/javascript; charset=utf-8",
                // For pages that demand that whatever they embed agrees to it.
                HeaderValues.create("Cross-Origin-Resource-Policy", "cross-origin"));
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/client.js", script::send)
                .any("/client.js", Problems.methodNotAllowed())
                .get("/card", (request, response) -> form(request, response, true))
                .any("/card", Problems.methodNotAllowed())
                .get("/code", (request, response) -> form(request, response, false))
                .any("/code", Problems.methodNotAllowed())
                .get("/wallets", this::wallets)
                .any("/wallets", Problems.methodNotAllowed())
                .get("/bank", this::bank)
                .any("/bank", Problems.methodNotAllowed())
                .post("/three-ds/{id}/{channel}", this::comeBack)
                .any("/three-ds/{id}/{channel}", Problems.methodNotAllowed())
                .get("/outcome/{token}", this::outcome)
                .any("/outcome/{token}", Problems.methodNotAllowed())
                .get("/offer/{token}", this::offer)
                .any("/offer/{token}", Problems.methodNotAllowed());
    }

    /** @param card whether a whole card is typed, or only the security code of a saved one */
    private void form(ServerRequest request, ServerResponse response, boolean card) {
        frame("checkout/component.jte")
                .with("card", card)
                .with("style", ComponentAssets.STYLE)
                .with("script", ComponentAssets.FRAME)
                .zippedFor(request)
                .send(response);
    }

    private void wallets(ServerRequest request, ServerResponse response) {
        frame("checkout/componentWallets.jte")
                .with("style", ComponentAssets.WALLETS_STYLE)
                .with("script", ComponentAssets.WALLETS)
                .zippedFor(request)
                .send(response);
    }

    /** A page that pays: in anybody's frame, and with its own origin. */
    private Page frame(String template) {
        return pages.page(template).framedBy("*").allow("connect-src", "'self'").allow("frame-src", "'self'");
    }

    /** Nobody types here, and where the bank's pages are is known only when it asks: anywhere, if it is safe. */
    private void bank(ServerRequest request, ServerResponse response) {
        relay("Your bank", "Your bank’s page opens now…", ComponentAssets.BANK)
                .allow("form-action", "https:")
                .allow("frame-src", "'self'")
                .allow("frame-src", "https:")
                .zippedFor(request)
                .send(response);
    }

    /** The bank's page sends the shopper's browser here, within the frame that the script opened for it. */
    private void comeBack(ServerRequest request, ServerResponse response) {
        var id = request.path().pathParameters().get("id");
        var channel = request.path().pathParameters().get("channel");
        var page = relay("Thank you", "Your bank has answered. The shop goes on from here.", ComponentAssets.BACK);
        if (!ReturnUrls.isChannel(channel)) {
            page.status(Status.NOT_FOUND_404).send(response);
            return;
        }
        var verdict = conclude(till(id.startsWith(IntentKind.Setup.id() + "_")), id, request);
        page.with("channel", channel).with("verdict", Json.line(verdict)).send(response);
    }

    private <I> ClientVerdict conclude(Till<I> till, String id, ServerRequest request) {
        try {
            var fields = Form.of(request);
            var report = new ChallengeReport(fields.field("PaRes"), "");
            return ClientVerdict.of(limit.attempt(
                    devices.distinct(request), () -> till.conclude(till.find(id), fields.field("MD"), report)));
        } catch (Refusal refusal) {
            // Most often a page that is loaded again. What counts is how the intent stands.
            return refusal.reason() == Reason.NOT_FOUND ? ClientVerdict.of(refusal, () -> false) : standing(till, id);
        }
    }

    private void outcome(ServerRequest request, ServerResponse response) {
        var admission = secrets.read(request.path().pathParameters().get("token"));
        if (admission.isEmpty()) {
            Json.send(response, ClientVerdict.of(new Refusal(Reason.NOT_SIGNED_IN, NO_SECRET), () -> false));
            return;
        }
        var till = till(admission.get().kind() == IntentKind.Setup);
        Json.send(response, standing(till, admission.get().intent()));
    }

    private void offer(ServerRequest request, ServerResponse response) {
        var secret = request.path().pathParameters().get("token");
        Object view;
        try {
            view = offers.of(secret);
        } catch (Refusal refusal) {
            view = ClientVerdict.of(refusal, () -> payments.isDone(secret));
        }
        Json.send(response, view);
    }

    private Till<?> till(boolean setup) {
        return setup ? setups : payments;
    }

    private static <I> ClientVerdict standing(Till<I> till, String id) {
        var intent = till.find(id);
        return ClientVerdict.of(till.stage(intent), till.authCode(intent), till.lastFailure(intent));
    }

    private Page relay(String title, String text, String script) {
        return pages.page("checkout/componentRelay.jte")
                .framedBy("*")
                .with("title", title)
                .with("text", text)
                .with("script", script);
    }
}
