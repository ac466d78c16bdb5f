package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

class RetrieveAndCancelTest {

    private static final java.util.List<String> MALFORMED = Wire.MALFORMED_INTENTS;

    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aPaidIntentShowsItsPaymentAndItsHistory() {
        Golden.check("get-captured", 200, gateway.get("/payment-intents/" + gateway.paid("Auto")));
    }

    @Test
    void anAuthorizedIntentShowsItsPaymentToo() {
        Golden.check("get-authorized", 200, gateway.get("/payment-intents/" + gateway.paid("Manual")));
    }

    @Test
    void aDeclineLeavesTheIntentCreatedWithOneMoreEvent() {
        var intent = gateway.create("Auto");

        gateway.pay(intent, Wire.DECLINED_CARD).ok();

        Golden.check("get-declined", 200, gateway.get("/payment-intents/" + Wire.id(intent)));
    }

    @Test
    void readingChangesNothing() {
        var id = gateway.paid("Auto");

        var first = gateway.get("/payment-intents/" + id).text();
        gateway.clock().advance(Duration.ofSeconds(1));

        assertThat(gateway.get("/payment-intents/" + id).text()).isEqualTo(first);
    }

    @Test
    void anUnknownIntentIsNotFound() {
        Wire.refused(
                gateway.get("/payment-intents/" + Wire.UNKNOWN_INTENT),
                404,
                "There is no payment intent with this id.");
        Wire.refused(
                gateway.delete("/payment-intents/" + Wire.UNKNOWN_INTENT),
                404,
                "There is no payment intent with this id.");
    }

    @ParameterizedTest
    @FieldSource("MALFORMED")
    void whatCannotBeAnIdIsNotFoundEither(String id) {
        Wire.problem(gateway.get("/payment-intents/" + id), 404);
        Wire.problem(gateway.delete("/payment-intents/" + id), 404);
        Wire.problem(gateway.get("/payment-intents/public/" + id), 404);
    }

    @Test
    void anUnpaidIntentCanBeCanceled() {
        var id = Wire.id(gateway.create("Auto"));

        Golden.check("cancel", 200, gateway.delete("/payment-intents/" + id));

        assertThat(Wire.status(gateway, id)).isEqualTo("Canceled");
        assertThat(rows.events(id)).containsExactly("payment_intent.created", "payment_intent.status_updated");
        assertThat(rows.lastEvent(id)).contains("\"paymentStatus\":\"Canceled\"");
        assertThat(rows.ledger(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorized", "Captured", "Reversed", "Refunded", "Canceled"})
    void whatIsPaidOrOverCannotBeCanceled(String status) {
        var id = Wire.intent(gateway, status);
        var before = gateway.get("/payment-intents/" + id).text();
        var events = rows.events(id);

        Wire.refused(gateway.delete("/payment-intents/" + id), 400, "cannot be canceled");

        assertThat(gateway.get("/payment-intents/" + id).text()).isEqualTo(before);
        assertThat(rows.events(id)).isEqualTo(events);
    }

    @Test
    void aCanceledIntentCannotBePaid() {
        var intent = gateway.create("Auto");
        gateway.delete("/payment-intents/" + Wire.id(intent)).ok();

        var paid = gateway.pay(intent, Wire.GOOD_CARD);

        assertThat(paid.ok().path("statusCode").asInt()).isEqualTo(400);
        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Canceled");
        assertThat(rows.operations(Wire.id(intent))).isEmpty();
    }

    @Test
    void anIntentThatNobodyPaidIsCanceledWhenItsTimeIsUp() {
        var soon = gateway.clock().instant().plusSeconds(60);
        var intent = Wire.create(gateway, "\"expireAt\":\"" + soon + "\"");
        gateway.clock().advance(Duration.ofSeconds(61));

        gateway.expire();

        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Canceled");
        assertThat(rows.events(Wire.id(intent)))
                .containsExactly("payment_intent.created", "payment_intent.status_updated");
    }

    @Test
    void theEventsOfAPaymentAreToldInTheirOrder() {
        assertThat(rows.events(gateway.paid("Auto")))
                .containsExactly("payment_intent.created", "payment_intent.status_updated", "payment.successful");
        assertThat(rows.events(gateway.paid("Manual")))
                .containsExactly("payment_intent.created", "payment_intent.status_updated");
    }

    @Test
    void onlyACaptureIsInTheLedger() {
        assertThat(rows.ledger(gateway.paid("Auto"))).containsExactly("AcquirerReceivable < MerchantPayable GBP 1000");
        assertThat(rows.ledger(gateway.paid("Manual"))).isEmpty();
    }

    @Test
    void aShoppersDeviceReadsTheSameIntentWithoutAKey() {
        var id = gateway.paid("Auto");

        var open = gateway.send(gateway.open("/payment-intents/public/" + id)
                .header("version", Gateway.VERSION)
                .header("IS-MOBILE", "true")
                .GET());

        assertThat(open.ok()).isEqualTo(Wire.get(gateway, id));
        assertThat(open.text()).isEqualTo(gateway.get("/payment-intents/" + id).text());
    }

    @Test
    void aShoppersDeviceFindsNothingUnderAnUnknownId() {
        var open = gateway.send(gateway.open("/payment-intents/public/" + Wire.UNKNOWN_INTENT)
                .header("version", Gateway.VERSION)
                .GET());

        Wire.refused(open, 404, "There is no payment intent with this id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled"})
    void noIntentIsChargedWithoutASetupIntent(String status) {
        var id = Wire.intent(gateway, status);

        Wire.problem(gateway.post("/payment-intents/" + id + "/charge", ""), 400);
        Wire.problem(gateway.post("/payment-intents/" + id + "/charge", "{\"anything\":[1]}"), 400);
        assertThat(Wire.status(gateway, id)).isEqualTo(status);
    }

    @Test
    void chargingAnUnknownIntentIsABadRequest() {
        Wire.problem(gateway.post("/payment-intents/" + Wire.UNKNOWN_INTENT + "/charge", ""), 400);
        Wire.problem(gateway.post("/payment-intents/pi_sandbox_T/charge", ""), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, ''",
        "GET, ''",
        "DELETE, ''",
        "PATCH, /{id}",
        "POST, /{id}",
        "PUT, /{id}",
        "GET, /search",
        "DELETE, /search",
        "POST, /refunds/x",
        "DELETE, /refunds/x",
        "POST, /public/{id}",
        "DELETE, /public/{id}",
        "GET, /public/{id}/refresh-client-session-secret",
        "GET, /{id}/amount",
        "PUT, /{id}/tips-amount",
        "GET, /{id}/refresh-client-session-secret",
        "GET, /{id}/captures",
        "DELETE, /{id}/reversal",
        "GET, /{id}/refunds",
        "GET, /{id}/receipt",
        "GET, /{id}/charge",
        "OPTIONS, ''",
        "TRACE, /{id}",
        "BREW, /{id}"
    })
    void aVerbThatThePathDoesNotKnowIsNotAllowed(String verb, String path) {
        var id = Wire.id(gateway.create("Auto"));

        var answer = gateway.send(gateway.request("/payment-intents" + path.replace("{id}", id))
                .method(verb, java.net.http.HttpRequest.BodyPublishers.noBody()));

        Wire.refused(answer, 405, verb + " is not something that can be done with this path.");
        assertThat(Wire.status(gateway, id)).isEqualTo("Created");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/payment-intent",
                "/payment-intents/a/b",
                "/payment-intents/a/captures/b",
                "/payment-intents/public/a/b",
                "/v1/payment-intents",
                "/favicon.ico"
            })
    void aPathThatLeadsNowhereIsNotFound(String path) {
        Wire.refused(gateway.get(path), 404, "There is nothing at this path.");
        Wire.refused(gateway.post(path, "{}"), 404, "There is nothing at this path.");
    }
}
