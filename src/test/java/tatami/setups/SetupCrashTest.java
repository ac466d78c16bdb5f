package tatami.setups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.payments.Mortal;
import tatami.payments.Mortal.Step;
import tools.jackson.databind.JsonNode;

/**
 * A gateway dies while it verifies a card or charges it, and another one, on the same database, finds
 * out the truth: the shopper's word is kept, the card exactly when it was approved, and a charge happens once.
 */
class SetupCrashTest {

    private static final String CARD = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    private Mortal mortal;
    private Gateway gateway;
    private Gateway survivor;
    private Books books;

    @BeforeEach
    void start() {
        gateway = Gateway.startWith(real -> mortal = new Mortal(real));
        survivor = Gateway.beside(gateway);
        books = new Books(gateway);
    }

    @AfterEach
    void stop() {
        books.mustAgree();
        survivor.close();
        gateway.close();
    }

    @Test
    void aVerificationThatTheAcquirerApprovedKeepsTheCard() {
        var setup = gateway.createSetup("NoShow");

        dyingAgree(Step.AFTER_ASK, setup, CARD);
        resolveTwice();

        assertThat(status(setup)).isEqualTo("Authorized");
        assertThat(history(setup)).isEqualTo("Authorized");
        assertThat(books.numbers(id(setup))).isEqualTo(1);
        assertThat(charge(gateway.createUnder(id(setup)))).isEqualTo("Successful");
    }

    @Test
    void oneThatItDeclinedKeepsNothing() {
        var setup = gateway.createSetup("NoShow");

        dyingAgree(Step.AFTER_ASK, setup, DECLINED);
        resolveTwice();

        assertThat(status(setup)).isEqualTo("Created");
        assertThat(history(setup)).isEqualTo("Declined");
        assertThat(numbers()).isZero();
    }

    @Test
    void oneThatItNeverHeardOfIsWithdrawnAndTheShopperTriesAgain() {
        var setup = gateway.createSetup("NoShow");

        dyingAgree(Step.BEFORE_ASK, setup, CARD);
        resolveTwice();

        assertThat(status(setup)).isEqualTo("Created");
        assertThat(history(setup)).isEqualTo("Error");
        assertThat(numbers()).isZero();
        assertThat(code(gateway.agree(refresh(setup), CARD))).isZero();
        assertThat(numbers()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void theShoppersWordIsOnRecordBeforeAnybodyIsAsked(Step step) {
        var setup = gateway.createSetup("NoShow");

        dyingAgree(step, setup, CARD);

        var consent = gateway.get("/setup-intents/" + id(setup)).ok().path("consent");
        assertThat(consent.path("terms")).isEqualTo(setup.path("terms"));
        assertThat(consent.path("ipAddress").asString()).isEqualTo("127.0.0.1");
        resolveTwice();
        assertThat(gateway.get("/setup-intents/" + id(setup)).ok().path("consent"))
                .isEqualTo(consent);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE_ASK, Created, 0", "AFTER_ASK, Authorized, 1"})
    void aChallengedCardIsKeptExactlyWhenItWasApprovedToo(Step step, String status, int kept) {
        var setup = gateway.createSetup("NoShow");
        assertThat(code(gateway.agree(setup, CHALLENGED))).isEqualTo(3);

        mortal.dieAt(step);
        assertThat(complete(setup).status()).isEqualTo(500);
        resolveTwice();

        assertThat(status(setup)).isEqualTo(status);
        assertThat(numbers()).isEqualTo(kept);
        if (kept == 1) {
            assertThat(charge(gateway.createUnder(id(setup)))).isEqualTo("Successful");
        }
    }

    @Test
    void aVerificationThatArrivesAfterItWasWithdrawnHasNoEffect() {
        var setup = gateway.createSetup("NoShow");

        mortal.delayNextPayment();
        gateway.agree(setup, CARD);
        resolveTwice();
        mortal.letItArrive();

        assertThat(status(setup)).isEqualTo("Created");
        assertThat(numbers()).isZero();
        assertThat(books.number("SELECT count(*) FROM sandbox.movement WHERE outcome = 'Approved'"))
                .isZero();
    }

    @Test
    void nothingElseHappensToASetupIntentWhoseVerificationIsUnsettled() {
        var setup = gateway.createSetup("NoShow");
        dyingAgree(Step.AFTER_ASK, setup, CARD);
        mortal.live();

        assertThat(code(gateway.agree(refresh(setup), CARD))).isEqualTo(20);
        assertThat(gateway.delete("/setup-intents/" + id(setup)).status()).isEqualTo(409);
        assertThat(gateway.charge(gateway.createUnder(id(setup))).status()).isEqualTo(400);
        resolveTwice();

        assertThat(history(setup)).isEqualTo("Authorized");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7_900})
    void aFreshVerificationIsLeftToWhoeverIsAskingIt(long millis) {
        var setup = gateway.createSetup("NoShow");
        dyingAgree(Step.BEFORE_ASK, setup, CARD);

        gateway.clock().advance(Duration.ofMillis(millis));

        assertThat(gateway.resolve()).isZero();
        assertThat(books.unsettled()).isEqualTo(1);
        resolveTwice();
        assertThat(status(setup)).isEqualTo("Created");
    }

    /** The shopper thinks for minutes at the bank's page; that is not the time in which the acquirer is asked. */
    @Test
    void afterALongChallengeAFreshVerificationIsLeftAloneToo() {
        var setup = gateway.createSetup("NoShow");
        gateway.agree(setup, CHALLENGED);
        gateway.clock().advance(Duration.ofMinutes(10));
        survivor.clock().advance(Duration.ofMinutes(10));

        mortal.dieAt(Step.BEFORE_ASK);
        complete(setup);

        assertThat(gateway.resolve()).isZero();
        resolveTwice();
        assertThat(history(setup)).isEqualTo("AuthChallenged Error");
    }

    @Test
    void aSilentAcquirerIsAskedAgainUntilItSpeaks() {
        var setup = gateway.createSetup("NoShow");

        mortal.fallSilent();
        assertThat(code(gateway.agree(setup, CARD))).isEqualTo(40);
        gateway.clock().advance(Duration.ofSeconds(10));
        assertThat(gateway.resolve()).isEqualTo(1);
        assertThat(books.unsettled()).isEqualTo(1);
        assertThat(numbers()).isEqualTo(1);

        mortal.speakAgain();
        resolveTwice();
        assertThat(history(setup)).isEqualTo("Error");
        assertThat(numbers()).isZero();
    }

    @Test
    void whatAChallengeLeftBehindIsDestroyedUnlessTheCardIsKept() {
        var left = gateway.createSetup("NoShow");
        var canceled = gateway.createSetup("NoShow");
        var failed = gateway.createSetup("NoShow");
        var approved = gateway.createSetup("NoShow");
        for (var setup : List.of(left, canceled, failed, approved)) {
            assertThat(code(gateway.agree(setup, CHALLENGED))).isEqualTo(3);
        }
        gateway.delete("/setup-intents/" + id(canceled)).ok();
        complete(failed, "FAILURE");
        assertThat(code(complete(approved))).isZero();
        assertThat(numbers()).as("of the one left, and the one approved").isEqualTo(2);

        gateway.clock().advance(Duration.ofMinutes(16));
        gateway.reap();

        assertThat(numbers()).isEqualTo(1);
        assertThat(code(complete(left))).isEqualTo(30);
        assertThat(charge(gateway.createUnder(id(approved)))).isEqualTo("Successful");
    }

    @ParameterizedTest
    @CsvSource({
        "NoShow, BEFORE_ASK, Created, Authorized",
        "NoShow, AFTER_ASK, Captured, Completed",
        "Unscheduled, BEFORE_ASK, Created, Authorized",
        "Unscheduled, AFTER_ASK, Captured, Authorized"
    })
    void aChargeInterruptedHappensOnceOrNot(String type, Step step, String intentStatus, String setupStatus) {
        var setup = gateway.agreed(type);
        var intent = gateway.createUnder(setup);

        dyingCharge(step, intent);
        resolveTwice();

        assertThat(intentStatus(intent)).isEqualTo(intentStatus);
        assertThat(books.captured(intent)).isEqualTo(intentStatus.equals("Captured") ? 1000 : 0);
        assertThat(gateway.get("/setup-intents/" + setup).ok().path("status").asString())
                .isEqualTo(setupStatus);
        assertThat(books.numbers(setup)).isEqualTo(setupStatus.equals("Authorized") ? 1 : 0);
    }

    @Test
    void aNoShowWhoseChargeWasWithdrawnIsChargedAgainAndOnce() {
        var setup = gateway.agreed("NoShow");
        var first = gateway.createUnder(setup);
        dyingCharge(Step.BEFORE_ASK, first);
        resolveTwice();

        assertThat(charge(gateway.createUnder(setup))).isEqualTo("Successful");
        assertThat(gateway.charge(first).status()).isEqualTo(400);
        assertThat(books.captured(first)).isZero();
    }

    @Test
    void aChargeThatTheAcquirerDeclinedIsReleasedWhoeverFindsOut() {
        var setup = gateway.agreed("NoShow", "4456530000001013");
        var intent = gateway.createUnder(setup);

        dyingCharge(Step.AFTER_ASK, intent);
        resolveTwice();

        assertThat(intentStatus(intent)).isEqualTo("Created");
        assertThat(gateway.get("/payment-intents/" + intent)
                        .ok()
                        .at("/paymentEvents/0/eventType")
                        .asString())
                .isEqualTo("Declined");
        assertThat(charge(gateway.createUnder(setup)))
                .as("nothing keeps it out")
                .isEqualTo("Declined");
    }

    @Test
    void aChargeThatArrivesAfterItWasWithdrawnHasNoEffect() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);

        mortal.delayNextPayment();
        gateway.charge(intent);
        resolveTwice();
        mortal.letItArrive();

        assertThat(books.captured(intent)).isZero();
        assertThat(charge(intent)).isEqualTo("Successful");
        assertThat(books.captured(intent)).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void whileAChargeIsUnsettledANoShowTakesNoOther(Step step) {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        dyingCharge(step, intent);
        mortal.live();

        assertThat(gateway.charge(gateway.createUnder(setup)).status()).isEqualTo(409);
        assertThat(survivor.charge(gateway.createUnder(setup)).status()).isEqualTo(409);
        assertThat(gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true")
                        .status())
                .isEqualTo(409);

        resolveTwice();
        assertThat(books.captured(intent)).isEqualTo(step == Step.AFTER_ASK ? 1000 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7_900})
    void aFreshChargeIsLeftToWhoeverIsAskingIt(long millis) {
        var intent = gateway.createUnder(gateway.agreed("NoShow"));
        dyingCharge(Step.BEFORE_ASK, intent);

        gateway.clock().advance(Duration.ofMillis(millis));

        assertThat(gateway.resolve()).isZero();
        assertThat(books.unsettled()).isEqualTo(1);
        resolveTwice();
        assertThat(intentStatus(intent)).isEqualTo("Created");
    }

    /** The number is gone, and whoever finds out does without it. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void anUnscheduledAgreementMayEndBeforeItsLastChargeIsSettled(Step step) {
        var setup = gateway.agreed("Unscheduled");
        var intent = gateway.createUnder(setup);
        dyingCharge(step, intent);
        mortal.live();

        gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true").ok();
        assertThat(numbers()).isZero();
        resolveTwice();

        assertThat(books.captured(intent)).isEqualTo(step == Step.AFTER_ASK ? 1000 : 0);
        assertThat(gateway.get("/setup-intents/" + setup).ok().path("status").asString())
                .isEqualTo("Closed");
    }

    @Test
    void aCardDoesNotExpireUnderAChargeThatIsUnsettled() {
        var setup = gateway.agreed("NoShow");
        var intent = gateway.createUnder(setup);
        dyingCharge(Step.AFTER_ASK, intent);

        survivor.clock().advance(Duration.ofDays(4 * 366));
        survivor.expire();
        assertThat(numbers()).isEqualTo(1);
        resolveTwice();

        assertThat(intentStatus(intent)).isEqualTo("Captured");
        assertThat(gateway.get("/setup-intents/" + setup).ok().path("status").asString())
                .isEqualTo("Completed");
    }

    private void dyingAgree(Step step, JsonNode setup, String pan) {
        mortal.dieAt(step);
        assertThat(gateway.agree(setup, pan).status()).isEqualTo(500);
        assertThat(books.unsettled()).isEqualTo(1);
    }

    private void dyingCharge(Step step, String intent) {
        mortal.dieAt(step);
        assertThat(gateway.charge(intent).status()).isEqualTo(500);
        assertThat(books.unsettled()).isEqualTo(1);
    }

    /** Once to find the truth, and once more, by the gateway that was dead, to see that it is found only once. */
    private void resolveTwice() {
        mortal.live();
        survivor.clock().advance(Duration.ofSeconds(20));
        survivor.resolve();
        gateway.clock().advance(Duration.ofSeconds(20));
        gateway.resolve();
    }

    private Answer complete(JsonNode setup) {
        return complete(setup, "SUCCESS");
    }

    private Answer complete(JsonNode setup, String actionCode) {
        return gateway.postOpen(
                "/mobile/payments/" + setup.path("clientSessionSecret").asString() + "/three-ds-complete",
                "{\"paRes\":\"eyJ.from.cardinal\",\"cardinalValidateResponse\":{\"actionCode\":\"" + actionCode
                        + "\"}}");
    }

    private JsonNode refresh(JsonNode setup) {
        return gateway.post("/setup-intents/" + id(setup) + "/refresh-client-session-secret", "")
                .ok();
    }

    private String charge(String intent) {
        return gateway.charge(intent).ok().path("status").asString();
    }

    /** In the whole database. */
    private long numbers() {
        return books.number("SELECT count(*) FROM card");
    }

    private String status(JsonNode setup) {
        return gateway.get("/setup-intents/" + id(setup)).ok().path("status").asString();
    }

    private String intentStatus(String intent) {
        return gateway.get("/payment-intents/" + intent).ok().path("status").asString();
    }

    private String history(JsonNode setup) {
        return gateway.get("/setup-intents/" + id(setup))
                .ok()
                .path("setupEvents")
                .valueStream()
                .map(event -> event.path("eventType").asString())
                .collect(Collectors.joining(" "));
    }

    private static String id(JsonNode setup) {
        return setup.path("id").asString();
    }

    private static int code(Answer answer) {
        return answer.ok().path("statusCode").asInt();
    }
}
