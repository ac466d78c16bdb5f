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
import tatami.wallets.Wallet;

/**
 * The calls that the mobile SDKs and the card component make for Apple Pay and Google Pay, in the dialect of {@link
 * ClientRoutes}: the client session secret in the path admits, and whatever became of an attempt is a {@code
 * statusCode} in the body of an HTTP 200.
 */
public final class WalletRoutes implements HttpService {

    private final Wallets wallets;
    private final PaymentTill till;
    private final Devices devices;
    private final AddressLimit limit;
    private final ReturnUrls returns;

    public WalletRoutes(Wallets wallets, PaymentTill till, Devices devices, AddressLimit limit, ReturnUrls returns) {
        this.wallets = wallets;
        this.till = till;
        this.devices = devices;
        this.limit = limit;
        this.returns = returns;
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
        var token = body.requiredText("token", WalletBody.LONGEST_TOKEN);
        body.check();
        answer(request, response, secret -> DecryptedToken.of(wallets.openGoogle(secret, token)));
    }

    private void payWithGoogle(ServerRequest request, ServerResponse response) {
        pay(Wallet.GOOGLE_PAY, request, response);
    }

    private void payWithApple(ServerRequest request, ServerResponse response) {
        pay(Wallet.APPLE_PAY, request, response);
    }

    private void pay(Wallet wallet, ServerRequest request, ServerResponse response) {
        var given = WalletBody.read(wallet, Body.of(request));
        var frame = request.query().first("frame").asOptional();
        answer(
                request,
                response,
                secret -> limited(
                        request,
                        () -> wallets.pay(secret, given.tender(), given.shopper(), returns.of(secret, frame))));
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
