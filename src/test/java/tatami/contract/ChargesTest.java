package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** Merchants charge the card that a shopper left with a setup intent. */
class ChargesTest {

    private static final String NOT_CHARGEABLE =
            "Only a payment intent with an authorized setup intent can be charged.";

    /** With the code 020 its issuer agrees to later charges, and then, without a code, declines each of them. */
    private static final String DECLINED_LATER = "4456530000001013";

    private static final AtomicReference<MoodyAcquirer> ACQUIRER = new AtomicReference<>();

    private static Gateway gateway;
    private static Rows rows;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(sandbox -> {
            ACQUIRER.set(new MoodyAcquirer(sandbox));
            return ACQUIRER.get();
        });
        rows = new Rows(gateway);
        books = new Books(gateway);
    }

    @AfterEach
    void mend() {
        ACQUIRER.get().isHeardAgain();
        resolve();
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        gateway.close();
    }

    @Test
    void aChargeIsCapturedAtOnceAndANoShowIsCompletedByIt() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);

        Golden.check("charge", 200, gateway.charge(intent));

        Golden.check("get-charged", 200, gateway.get("/payment-intents/" + intent));
        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Completed");
        assertThat(rows.events(intent))
                .containsExactly("payment_intent.created", "payment_intent.status_updated", "payment.successful");
        assertThat(rows.lastEvent(intent)).contains("\"paymentStatus\":\"Captured\"");
        assertThat(rows.operations(intent)).containsExactly("Charge 1000 Approved");
        assertThat(rows.ledger(intent)).containsExactly("AcquirerReceivable < MerchantPayable GBP 1000");
        assertThat(books.numbers(setup)).isZero();
    }

    @Test
    void itsSubscribersAreTold() {
        var subscription = Wire.id(gateway.post("/webhooks", """
                {"events":["payment.successful"],"url":"https://shop.example/hook"}
                """).ok());
        var intent = gateway.createUnder(gateway.agreed("NoShow"));

        gateway.charge(intent).ok();
        gateway.deliver();

        var log = gateway.get("/webhooks/" + subscription + "/deliveries").ok();
        assertThat(log.valueStream().map(delivery -> delivery.path("event").asString()))
                .containsExactly("payment.successful");
        gateway.delete("/webhooks/" + subscription);
    }

    @Test
    void anUnscheduledAgreementIsChargedAgainAndAgain() {
        var setup = gateway.agreed("Unscheduled");
        var before = gateway.get("/setup-intents/" + setup).text();

        for (int i = 0; i < 3; i++) {
            var intent = gateway.createUnder(setup);
            assertThat(charge(intent)).isEqualTo("Successful");
            assertThat(Wire.status(gateway, intent)).isEqualTo("Captured");
        }

        assertThat(gateway.get("/setup-intents/" + setup).text()).isEqualTo(before);
        assertThat(books.numbers(setup)).isEqualTo(1);
        gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true").ok();
        assertThat(books.numbers(setup)).isZero();
        Wire.refused(gateway.charge(gateway.createUnder(setup)), 400, "with status Closed cannot be charged");
    }

    @Test
    void aDeclineIsAnAnswerAndChangesNothingButTheHistory() {
        var setup = gateway.agreed("NoShow", DECLINED_LATER);
        var intent = gateway.createUnder(setup);

        Golden.check("charge-declined", 200, gateway.charge(intent));

        var after = Wire.get(gateway, intent);
        assertThat(after.path("status").asString()).isEqualTo("Created");
        assertThat(after.path("paymentEvents")).hasSize(1);
        assertThat(after.at("/paymentEvents/0/eventType").asString()).isEqualTo("Declined");
        assertThat(after.at("/paymentEvents/0/cardNumber").asString()).isEqualTo("44565300****1013");
        assertThat(rows.events(intent)).containsExactly("payment_intent.created");
        assertThat(rows.ledger(intent)).isEmpty();
        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Authorized");
        assertThat(charge(intent)).as("once more").isEqualTo("Declined");
        assertThat(charge(gateway.createUnder(setup))).as("another").isEqualTo("Declined");
    }

    @Test
    void afterADeclineTheSameOrAnotherIntentCanBeCharged() {
        for (var same : new boolean[] {true, false}) {
            var setup = gateway.agreed("NoShow");
            var first = gateway.createUnder(setup);
            ACQUIRER.get().declinesNext();
            assertThat(charge(first)).isEqualTo("Declined");

            var second = same ? first : gateway.createUnder(setup);

            assertThat(charge(second)).isEqualTo("Successful");
            assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Completed");
            assertThat(Wire.status(gateway, second)).isEqualTo("Captured");
        }
    }

    @Test
    void aShopperMayPayAnIntentWhoseChargeWasDeclined() {
        var intent = gateway.createUnder(gateway.agreed("NoShow", DECLINED_LATER));
        gateway.charge(intent).ok();

        gateway.pay(Wire.get(gateway, intent), Wire.GOOD_CARD).ok();

        assertThat(Wire.status(gateway, intent)).isEqualTo("Captured");
        Wire.refused(gateway.charge(intent), 400, "cannot be charged");
    }

    @Test
    void whatTheAcquirerNeverHeardOfIsWithdrawnAndFailed() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        ACQUIRER.get().missesWhatItIsAsked();

        Golden.check("charge-failed", 200, gateway.charge(intent));

        assertThat(Wire.status(gateway, intent)).isEqualTo("Created");
        assertThat(Wire.get(gateway, intent).at("/paymentEvents/0/eventType").asString())
                .isEqualTo("Error");
        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Authorized");
        assertThat(rows.events(intent)).containsExactly("payment_intent.created");
        ACQUIRER.get().isHeardAgain();
        assertThat(charge(intent)).isEqualTo("Successful");
    }

    @Test
    void aSilenceIsAChargeInProgressAndTheResolverFinishesIt() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        ACQUIRER.get().losesItsAnswers();

        Golden.check("charge-unanswered", 200, gateway.charge(intent));

        assertThat(Wire.status(gateway, intent)).isEqualTo("Created");
        ACQUIRER.get().isHeardAgain();
        resolve();
        assertThat(Wire.status(gateway, intent)).isEqualTo("Captured");
        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Completed");
        assertThat(books.numbers(setup)).isZero();
        assertThat(rows.events(intent)).endsWith("payment_intent.status_updated", "payment.successful");
    }

    @Test
    void nothingElseHappensWhileAChargeIsInProgress() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        var other = gateway.createUnder(setup);
        ACQUIRER.get().losesItsAnswers();
        gateway.charge(intent).ok();

        Wire.problem(gateway.charge(intent), 409);
        Wire.refused(gateway.charge(other), 409, "This setup intent is being charged at this moment.");
        Wire.problem(gateway.delete("/payment-intents/" + intent), 409);
        Wire.refused(
                gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true"),
                409,
                "This setup intent is being charged at this moment.");

        ACQUIRER.get().isHeardAgain();
        resolve();
        Wire.refused(gateway.charge(other), 400, "with status Completed cannot be charged");
        assertThat(rows.operations(other)).isEmpty();
    }

    @Test
    void anUnscheduledAgreementMayEndWhileAChargeIsInProgress() {
        var setup = gateway.agreed("Unscheduled");
        var intent = gateway.createUnder(setup);
        var other = gateway.createUnder(setup);
        ACQUIRER.get().losesItsAnswers();
        gateway.charge(intent).ok();
        ACQUIRER.get().isHeardAgain();

        assertThat(charge(other)).isEqualTo("Successful");
        gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true").ok();
        resolve();

        assertThat(Wire.status(gateway, intent)).isEqualTo("Captured");
        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Closed");
        assertThat(books.numbers(setup)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Completed", "Closed", "Canceled", "Expired", "CardExpired"})
    void onlyAnAuthorizedSetupIntentIsCharged(String status) {
        var setup = Wire.setup(gateway, status);
        var before = gateway.get("/setup-intents/" + setup).text();
        var intent = gateway.createUnder(setup);

        Wire.refused(gateway.charge(intent), 400, "A setup intent with status " + status + " cannot be charged.");

        assertThat(rows.operations(intent)).isEmpty();
        assertThat(Wire.status(gateway, intent)).isEqualTo("Created");
        assertThat(gateway.get("/setup-intents/" + setup).text()).isEqualTo(before);
    }

    @Test
    void aCardThatHasExpiredIsNotChargedEvenBeforeAnybodyNoticed() {
        try (var late = Gateway.start()) {
            var setup = late.agreed("NoShow");
            late.clock().set(Instant.parse("2030-01-01T00:00:00Z"));

            Wire.refused(late.charge(late.createUnder(setup)), 400, "The card of this setup intent has expired.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"si_sandbox_AAAAAAAAAAAAAAAAAAAAAA", "nonsense", "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA", "☃"})
    void anUnknownSetupIntentIsNotCharged(String setup) {
        Wire.refused(gateway.charge(gateway.createUnder(setup)), 400, NOT_CHARGEABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"setupIntentId\":null", "\"setupIntentId\":\"\""})
    void neitherIsAnIntentWithoutOne(String nothing) {
        Wire.refused(gateway.charge(Wire.id(Wire.create(gateway, nothing))), 400, NOT_CHARGEABLE);
    }

    @Test
    void anotherMerchantsAgreementIsNotThere() {
        var stranger = gateway.openAccount("Stranger");
        var setup = gateway.agreed("NoShow");
        var theirs = Wire.id(gateway.send(Wire.json(
                        gateway.requestAs(stranger, "/payment-intents"),
                        Wire.body("\"setupIntentId\":\"" + setup + "\"")))
                .ok());

        Wire.refused(chargeAs(stranger, theirs), 400, NOT_CHARGEABLE);

        assertThat(Wire.setupStatus(gateway, setup)).isEqualTo("Authorized");
        Wire.refused(chargeAs(stranger, gateway.createUnder(setup)), 400, "There is no payment intent with this id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Captured", "Canceled", "Refunded", "Reversed"})
    void whatIsPaidOrOverIsNotCharged(String status) {
        var setup = gateway.agreed("Unscheduled");
        var intent = gateway.createUnder(setup);
        if (status.equals("Canceled")) {
            gateway.delete("/payment-intents/" + intent).ok();
        } else {
            gateway.charge(intent).ok();
        }
        switch (status) {
            case "Refunded" -> gateway.refund(intent, 1000, "all").ok();
            case "Reversed" ->
                gateway.post("/payment-intents/" + intent + "/reversal", "").ok();
            default -> {}
        }
        var before = rows.operations(intent);

        Wire.refused(gateway.charge(intent), 400, "cannot be charged");

        assertThat(Wire.status(gateway, intent)).isEqualTo(status);
        assertThat(rows.operations(intent)).isEqualTo(before);
    }

    @Test
    void anIntentWhoseTimeIsUpIsNotChargedEvenBeforeAnybodyNoticed() {
        var soon = gateway.clock().instant().plusSeconds(60);
        var intent = Wire.id(under(gateway.agreed("NoShow"), "\"expireAt\":\"" + soon + "\""));
        gateway.clock().advance(Duration.ofMinutes(1));

        Wire.refused(gateway.charge(intent), 400, "This payment intent has expired.");
    }

    @Test
    void aChargeIsNeverAHold() {
        var setup = gateway.agreed("NoShow");

        Wire.refused(
                gateway.charge(Wire.id(under(setup, "\"captureMode\":\"Manual\""))),
                400,
                "A charge is captured at once: create the payment intent with captureMode Auto.");

        assertThat(charge(gateway.createUnder(setup))).isEqualTo("Successful");
    }

    @Test
    void chargingWhatIsNotThereIsABadRequest() {
        for (var id : new String[] {Wire.UNKNOWN_INTENT, "pi_sandbox_T", gateway.agreed("NoShow")}) {
            Wire.refused(gateway.charge(id), 400, "There is no payment intent with this id.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\"\"", "{\"amount\":{\"value\":1}}", "[1]", "not json at all"})
    void aBodyIsNotLookedAt(String body) {
        var setup = gateway.agreed("Unscheduled");
        for (var end : new String[] {"/charge", "/charge/"}) {
            var intent = gateway.createUnder(setup);

            var charged = gateway.post("/payment-intents/" + intent + end, body);

            assertThat(charged.ok().path("status").asString()).isEqualTo("Successful");
            assertThat(books.captured(intent)).isEqualTo(1000);
        }
    }

    @Test
    void norIsItMissed() {
        var raw = new RawHttp(gateway);
        var setup = gateway.agreed("Unscheduled");
        for (var framing : List.of("Content-Length: 0\r\n", "", "Content-Type: text/plain\r\nContent-Length: 0\r\n")) {
            var reply = raw.exchange("POST /payment-intents/" + gateway.createUnder(setup)
                    + "/charge HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + gateway.secretKey()
                    + "\r\nversion: 2022-04-07\r\n" + framing + "\r\n");

            assertThat(reply.status()).as(framing + reply.body()).isEqualTo(200);
            assertThat(reply.body()).contains("\"Successful\"");
        }
    }

    @Test
    void withoutAKeyNothingIsCharged() {
        var intent = gateway.createUnder(gateway.agreed("NoShow"));

        Wire.problem(
                gateway.send(gateway.open("/payment-intents/" + intent + "/charge")
                        .header("version", Gateway.VERSION)
                        .POST(BodyPublishers.noBody())),
                401);
        Wire.problem(gateway.get("/payment-intents/" + intent + "/charge"), 405);

        assertThat(rows.operations(intent)).isEmpty();
    }

    /** The merchant agreed on an amount with the shopper; the API holds nobody to it. */
    @ParameterizedTest
    @CsvSource({"1, GBP", "1000, GBP", "250000, GBP", "1000, EUR", "500, JPY"})
    void theAmountAndTheCurrencyMayBeOthersThanIntended(long minor, String currency) {
        var setup = gateway.agreed("NoShow");

        var intent =
                Wire.id(under(setup, "\"amount\":{\"value\":" + minor + ",\"currencyCode\":\"" + currency + "\"}"));

        assertThat(charge(intent)).isEqualTo("Successful");
        assertThat(rows.operations(intent)).containsExactly("Charge " + minor + " Approved");
        assertThat(rows.ledger(intent))
                .containsExactly("AcquirerReceivable < MerchantPayable " + currency + " " + minor);
    }

    @Test
    void aTipIsChargedToo() {
        var intent =
                Wire.id(under(gateway.agreed("NoShow"), "\"tipsAmount\":{\"value\":150,\"currencyCode\":\"GBP\"}"));

        assertThat(charge(intent)).isEqualTo("Successful");

        assertThat(books.captured(intent)).isEqualTo(1150);
    }

    @Test
    void aChargeIsRefundedLikeAnyPayment() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        gateway.charge(intent).ok();

        gateway.refund(intent, 400, "one").ok();
        assertThat(Wire.get(gateway, intent).path("refundedAmount").asInt()).isEqualTo(400);
        gateway.refund(intent, 600, "two").ok();

        assertThat(Wire.status(gateway, intent)).isEqualTo("Refunded");
        assertThat(books.refunded(intent)).isEqualTo(1000);
        assertThat(Wire.setupStatus(gateway, setup)).as("it was charged once").isEqualTo("Completed");
    }

    @Test
    void aChargeIsReversedOnItsOwnDayAndNotOnTheNext() {
        var today = gateway.createUnder(gateway.agreed("NoShow"));
        gateway.charge(today).ok();
        var yesterday = gateway.createUnder(gateway.agreed("NoShow"));
        gateway.charge(yesterday).ok();

        gateway.post("/payment-intents/" + today + "/reversal", "").ok();
        gateway.clock().advance(Duration.ofDays(1));

        assertThat(Wire.status(gateway, today)).isEqualTo("Reversed");
        assertThat(rows.operations(today)).containsExactly("Charge 1000 Approved", "Reverse 1000 Approved");
        Wire.refused(gateway.post("/payment-intents/" + yesterday + "/reversal", ""), 409, "on its own day only");
    }

    @Test
    void aChargeCannotBeCapturedAgain() {
        var intent = gateway.createUnder(gateway.agreed("NoShow"));
        gateway.charge(intent).ok();

        Wire.problem(gateway.post("/payment-intents/" + intent + "/captures", "{\"amount\":1}"), 409);
    }

    /** Issuers believe in an agreement only when they are told of the transaction in which it was made. */
    @Test
    void everyChargeNamesTheVerificationInWhichTheShopperAgreed() {
        var setup = gateway.agreed("Unscheduled");
        var reference = rows.read("SELECT card->>'schemeReference' FROM setup_intent WHERE id = '" + setup + "'")
                .getFirst();
        for (int i = 0; i < 3; i++) {
            gateway.charge(gateway.createUnder(setup)).ok();
        }

        assertThat(rows.read("SELECT kind || ' ' || amount FROM sandbox.movement WHERE scheme_reference = '" + reference
                        + "'"))
                .containsExactly("Verify 0");
        assertThat(rows.read("SELECT kind || ' ' || (eci IS NULL) FROM sandbox.movement WHERE agreement = '" + reference
                        + "'"))
                .containsExactly("Charge true", "Charge true", "Charge true");
    }

    @Test
    void aChallengedCardIsChargedWithoutAnotherChallenge() {
        var setup = gateway.createSetup("NoShow");
        gateway.agree(setup, "4456530000001096").ok();
        gateway.postOpen("/mobile/payments/" + Wire.secret(setup) + "/three-ds-complete", """
                {"paRes":"eyJ.from.cardinal","cardinalValidateResponse":{"actionCode":"SUCCESS"}}""")
                .ok();
        var intent = gateway.createUnder(Wire.id(setup));

        assertThat(charge(intent)).isEqualTo("Successful");

        assertThat(Wire.get(gateway, intent).at("/paymentDetails/cardNumber").asString())
                .isEqualTo("44565300****1096");
        assertThat(books.numbers(Wire.id(setup))).isZero();
    }

    /** Straight from the table: neither as text nor anywhere else in the database. */
    @Test
    void noCardNumberLiesAnywhereInTheClear() {
        gateway.charge(gateway.createUnder(gateway.agreed("Unscheduled", "5200000000001005")))
                .ok();

        assertThat(rows.everything()).noneMatch(row -> row.contains("5200000000001005"));
    }

    @Test
    void anIntentOfAnAgreementSaysUnderWhichItWasCharged() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        gateway.charge(intent).ok();

        assertThat(Wire.get(gateway, intent).path("setupIntentId").asString()).isEqualTo(setup);
    }

    private static void resolve() {
        gateway.clock().advance(Duration.ofSeconds(10));
        gateway.resolve();
    }

    private static String charge(String intent) {
        return gateway.charge(intent).ok().path("status").asString();
    }

    private static JsonNode under(String setup, String fields) {
        return Wire.create(gateway, "\"setupIntentId\":\"" + setup + "\"," + fields);
    }

    private static Answer chargeAs(String key, String intent) {
        return gateway.send(
                gateway.requestAs(key, "/payment-intents/" + intent + "/charge").POST(BodyPublishers.noBody()));
    }
}
