package tatami.checkout;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import tatami.http.Body;
import tatami.http.Devices;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.intents.Attempt;
import tatami.kit.Refusal;
import tatami.payments.PaymentIntent;

/**
 * The calls that the mobile SDKs make for Apple Pay and Google Pay, in the dialect of {@link ClientRoutes}: the client
 * session secret in the path admits, and whatever became of an attempt is a {@code statusCode} in the body of an HTTP
 * 200.
 */
public final class WalletRoutes implements HttpService {

    /** Apps show challenges in views of their own and watch them there; no browser has to come back. */
    private static final String NOWHERE = "";

    /** Real ones have three to five thousand characters. */
    private static final int LONGEST_TOKEN = 20_000;

    private final Wallets wallets;
    private final PaymentTill till;
    private final Devices devices;
    private final AddressLimit limit;

    public WalletRoutes(Wallets wallets, PaymentTill till, Devices devices, AddressLimit limit) {
        this.wallets = wallets;
        this.till = till;
        this.devices = devices;
        this.limit = limit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/api/payments/{token}/google-pay/decrypt-token", this::decryptGoogle)
                .any("/api/payments/{token}/google-pay/decrypt-token", Problems.methodNotAllowed())
                .post("/api/payments/{token}/google-pay", this::payWithGoogle)
                .any("/api/payments/{token}/google-pay", Problems.methodNotAllowed())
                .post("/cors/api/payments/{token}/apple-pay", this::payWithApple)
                .any("/cors/api/payments/{token}/apple-pay", Problems.methodNotAllowed());
    }

    /** The SDK looks into a token to know whether a bank will want to meet its device, and then pays with it. */
    private void decryptGoogle(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var token = body.requiredText("token", LONGEST_TOKEN);
        body.check();
        answer(request, response, secret -> DecryptedToken.of(wallets.openGoogle(secret, token)));
    }

    private void payWithGoogle(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var token = body.requiredText("token", LONGEST_TOKEN);
        var shopper = WalletContacts.google(body);
        body.check();
        answer(
                request,
                response,
                secret -> limited(request, () -> wallets.payWithGoogle(secret, token, shopper, NOWHERE)));
    }

    private void payWithApple(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var token = body.object("token", Body::json);
        if (token == null && !body.hasComplaint("token")) {
            body.complain("token", "The Token field is required.");
        }
        var shopper = WalletContacts.apple(body);
        body.check();
        var given = String.valueOf(token);
        answer(request, response, secret -> limited(request, () -> wallets.payWithApple(secret, given, shopper)));
    }

    private ClientVerdict limited(ServerRequest request, Supplier<Attempt<PaymentIntent>> attempt) {
        return ClientVerdict.of(limit.attempt(devices.distinct(request), attempt));
    }

    private void answer(ServerRequest request, ServerResponse response, Function<String, Object> call) {
        var secret = request.path().pathParameters().get("token");
        Object view;
        try {
            view = call.apply(secret);
        } catch (Refusal refusal) {
            view = ClientVerdict.of(refusal, () -> till.isDone(secret));
        }
        Json.send(response, view);
    }
}
