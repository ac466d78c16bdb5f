package tatami.checkout;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.http.Body;
import tatami.http.Devices;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.intents.Attempt;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.kit.Refusal;
import tatami.setups.Consent;

/**
 * The calls that the mobile SDKs and the card component make for a card. The client session secret in the
 * path admits; there is no key.
 *
 * <p>An older dialect than the rest of the API: whatever became of an attempt, and every refusal of
 * one, is a {@code statusCode} in the body of an HTTP 200, because one SDK throws away any other
 * answer's body and the other reads nothing but the body. Only a request that could not be read is a
 * problem document, as everywhere.
 */
public final class ClientRoutes implements HttpService {

    /** Far more than any bank's signed message. */
    private static final int LONGEST_RESULT = 100_000;

    private static final int LONGEST_ID = 100;
    private static final int LONGEST_CODE = 10;

    private final PaymentTill payments;
    private final SetupTill setups;
    private final ClientSessionSecrets secrets;
    private final Devices devices;
    private final AddressLimit limit;
    private final ReturnUrls returns;

    public ClientRoutes(
            PaymentTill payments,
            SetupTill setups,
            ClientSessionSecrets secrets,
            Devices devices,
            AddressLimit limit,
            ReturnUrls returns) {
        this.payments = payments;
        this.setups = setups;
        this.secrets = secrets;
        this.devices = devices;
        this.limit = limit;
        this.returns = returns;
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
        var card = CardParams.readForDevice(Body.of(request));
        answer(request, response, (till, secret) -> till.collectDeviceData(secret, card));
    }

    private void pay(ServerRequest request, ServerResponse response) {
        var params = CardParams.read(Body.of(request));
        var consenting = params.mitConsentGiven() ? device(request) : null;
        var back = returnUrl(request);
        answer(
                request,
                response,
                (till, secret) -> limited(
                        request, () -> till.present(secret, params.card(), params.shopper(), consenting, back)));
    }

    /** With a card that was saved; only its security code is typed again. */
    private void payAgain(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var method = body.requiredText("paymentMethodId", LONGEST_ID);
        var cvv = body.requiredText("cV2", LONGEST_CODE);
        var shopper = CardParams.shopper(body, false);
        body.check();
        var back = returnUrl(request);
        answer(
                request,
                response,
                (till, secret) -> limited(request, () -> till.presentSaved(secret, method, cvv, shopper, back)));
    }

    private void completeThreeDs(ServerRequest request, ServerResponse response) {
        var body = Body.of(request);
        var result = body.text("paRes", LONGEST_RESULT);
        var validated = body.object("cardinalValidateResponse");
        var actionCode = validated == null ? null : validated.text("actionCode", 100);
        body.check();

        var report = new ChallengeReport(result == null ? "" : result, actionCode == null ? "" : actionCode);
        answer(request, response, (till, secret) -> limited(request, () -> till.conclude(secret, report)));
    }

    private ClientVerdict limited(ServerRequest request, Supplier<Attempt<?>> attempt) {
        return ClientVerdict.of(limit.attempt(devices.distinct(request), attempt));
    }

    private void answer(ServerRequest request, ServerResponse response, Call call) {
        var secret = request.path().pathParameters().get("token");
        var till = till(secret);
        Object view;
        try {
            view = call.ask(till, secret);
        } catch (Refusal refusal) {
            view = ClientVerdict.of(refusal, () -> till.isDone(secret));
        }
        Json.send(response, view);
    }

    private String returnUrl(ServerRequest request) {
        var secret = request.path().pathParameters().get("token");
        return returns.of(secret, request.query().first("frame").asOptional());
    }

    /** What is no secret of ours is refused by either. */
    private Till<?> till(String secret) {
        return secrets.read(secret)
                        .filter(admission -> admission.kind() == IntentKind.Setup)
                        .isPresent()
                ? setups
                : payments;
    }

    private Consent.Device device(ServerRequest request) {
        return new Consent.Device(devices.address(request), devices.userAgent(request));
    }

    private interface Call {
        Object ask(Till<?> till, String secret);
    }
}
