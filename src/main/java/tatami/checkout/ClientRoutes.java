package tatami.checkout;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.http.Body;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.payments.Attempts;

/**
 * The calls that the mobile SDKs make for a card. The client session secret in the path admits; there
 * is no key.
 *
 * <p>An older dialect than the rest of the API: whatever became of an attempt, and every refusal of
 * one, is a {@code statusCode} in the body of an HTTP 200, because one SDK throws away any other
 * answer's body and the other reads nothing but the body. Only a request that could not be read is a
 * problem document, as everywhere.
 */
public final class ClientRoutes implements HttpService {

    /** Apps show challenges in views of their own and watch them there; no browser has to come back. */
    private static final String NOWHERE = "";

    /** Far more than any bank's signed message. */
    private static final int LONGEST_RESULT = 100_000;

    private static final int LONGEST_ID = 100;
    private static final int LONGEST_CODE = 10;

    private final Attempts attempts;

    public ClientRoutes(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/api/device-data/{token}", this::collectDeviceData)
                .any("/api/device-data/{token}", Problems.methodNotAllowed())
                .post("/api/payments/{token}", this::pay)
                .any("/api/payments/{token}", Problems.methodNotAllowed())
                .post("/api/payments/recurring/{token}", this::payAgain)
                .any("/api/payments/recurring/{token}", Problems.methodNotAllowed())
                .post("/mobile/payments/{token}/three-ds-complete", this::completeThreeDs)
                .any("/mobile/payments/{token}/three-ds-complete", Problems.methodNotAllowed());
    }

    private void collectDeviceData(ServerRequest request, ServerResponse response) {
        var params = CardParams.read(Body.of(request));
        var secret = secret(request);
        answer(response, secret, () -> attempts.collectDeviceData(secret, params.card()));
    }

    private void pay(ServerRequest request, ServerResponse response) {
        var params = CardParams.read(Body.of(request));
        var secret = secret(request);
        answer(
                response,
                secret,
                () -> ClientVerdict.of(attempts.pay(secret, params.card(), params.shopper(), NOWHERE)));
    }

    /** With a card that was saved; only its security code is typed again. */
    private void payAgain(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var method = body.requiredText("paymentMethodId", LONGEST_ID);
        var cvv = body.requiredText("cV2", LONGEST_CODE);
        var shopper = CardParams.shopper(body, false);
        body.check();
        var secret = secret(request);
        answer(response, secret, () -> ClientVerdict.of(attempts.payAgain(secret, method, cvv, shopper, NOWHERE)));
    }

    private void completeThreeDs(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var result = body.text("paRes", LONGEST_RESULT);
        var validated = body.object("cardinalValidateResponse");
        var actionCode = validated == null ? null : validated.text("actionCode", 100);
        body.check();

        var secret = secret(request);
        var report = new ChallengeReport(result == null ? "" : result, actionCode == null ? "" : actionCode);
        answer(response, secret, () -> ClientVerdict.of(attempts.conclude(secret, report)));
    }

    private void answer(ServerResponse response, String secret, Supplier<Object> ask) {
        Object view;
        try {
            view = ask.get();
        } catch (Refusal refusal) {
            view = ClientVerdict.of(refusal, () -> attempts.admit(secret));
        }
        Json.send(response, view);
    }

    private static String secret(ServerRequest request) {
        return request.path().pathParameters().get("token");
    }
}
