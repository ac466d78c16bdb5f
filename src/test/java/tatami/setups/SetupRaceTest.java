package tatami.setups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.LateBank;
import tools.jackson.databind.JsonNode;

/** Many at once on one setup intent, over real HTTP on real PostgreSQL. What moves is counted in both books. */
class SetupRaceTest {

    private static final int CROWD = 100;
    private static final int ROUNDS = 20;

    private static final String CARD = "5200000000001005";
    private static final String OTHER_CARD = "5200000000000056";
    private static final String CHALLENGED = "4456530000001096";

    private static final AtomicReference<LateBank> BANK = new AtomicReference<>();

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.startWith(sandbox -> {
            BANK.set(new LateBank(sandbox));
            return BANK.get();
        });
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        gateway.close();
    }

    @Test
    void aHundredIntentsUnderOneNoShowChargedAtOnceAreOneCharge() {
        var setup = gateway.agreed("NoShow");
        var intents = intentsUnder(setup);

        var answers = Crowd.atOnce(CROWD, i -> () -> gateway.charge(intents.get(i)));

        assertThat(answers).filteredOn(SetupRaceTest::isSuccessful).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 400, 409);
        assertThat(captured(intents)).isEqualTo(1000);
        assertThat(operations(intents)).as("nobody else was even asked").isEqualTo(1);
        assertThat(status(setup)).isEqualTo("Completed");
        assertThat(books.numbers(setup)).isZero();
    }

    @Test
    void oneIntentChargedAHundredTimesAtOnceIsOneCharge() {
        for (var type : List.of("NoShow", "Unscheduled")) {
            var setup = gateway.agreed(type);
            var intent = gateway.createUnder(setup);

            var answers = Crowd.atOnce(CROWD, _ -> () -> gateway.charge(intent));

            assertThat(answers).filteredOn(SetupRaceTest::isSuccessful).hasSize(1);
            assertThat(answers).extracting(Answer::status).isSubsetOf(200, 400, 409);
            assertThat(books.captured(intent)).isEqualTo(1000);
            assertThat(operations(List.of(intent))).isEqualTo(1);
        }
    }

    @Test
    void aHundredIntentsUnderOneUnscheduledAgreementAreAllCharged() {
        var setup = gateway.agreed("Unscheduled");
        var intents = intentsUnder(setup);

        var answers = Crowd.atOnce(CROWD, i -> () -> gateway.charge(intents.get(i)));

        assertThat(answers).allMatch(SetupRaceTest::isSuccessful);
        assertThat(captured(intents)).isEqualTo(1000L * CROWD);
        assertThat(status(setup)).isEqualTo("Authorized");
        assertThat(books.numbers(setup)).isEqualTo(1);
    }

    @Test
    void chargeAndCancellationAtOnceLeaveOneWinner() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.agreed("NoShow");
            var intent = gateway.createUnder(setup);

            var answers = Crowd.atOnce(2, i -> () -> i == 0 ? gateway.charge(intent) : close(setup));

            var charged = isSuccessful(answers.getFirst());
            assertThat(charged).isNotEqualTo(answers.getLast().status() == 200);
            assertThat(status(setup)).isEqualTo(charged ? "Completed" : "Closed");
            assertThat(books.captured(intent)).isEqualTo(charged ? 1000 : 0);
            assertThat(books.numbers(setup)).isZero();
        }
    }

    /** An agreement to unforeseen charges may end while one is asked: what is asked is answered, whichever came first. */
    @Test
    void anUnscheduledAgreementThatEndsAmongItsChargesKeepsNoNumber() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.agreed("Unscheduled");
            var intent = gateway.createUnder(setup);

            var answers = Crowd.atOnce(2, i -> () -> i == 0 ? gateway.charge(intent) : close(setup));

            assertThat(answers.getLast().status()).isEqualTo(200);
            assertThat(answers.getFirst().status()).isIn(200, 400);
            assertThat(books.captured(intent)).isEqualTo(isSuccessful(answers.getFirst()) ? 1000 : 0);
            assertThat(status(setup)).isEqualTo("Closed");
            assertThat(books.numbers(setup)).isZero();
        }
    }

    @Test
    void chargeAndCancellationOfTheIntentAtOnceLeaveOneWinner() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.agreed("NoShow");
            var intent = gateway.createUnder(setup);

            var answers = Crowd.atOnce(
                    2, i -> () -> i == 0 ? gateway.charge(intent) : gateway.delete("/payment-intents/" + intent));

            var charged = isSuccessful(answers.getFirst());
            assertThat(charged).isNotEqualTo(answers.getLast().status() == 200);
            assertThat(status(setup)).isEqualTo(charged ? "Completed" : "Authorized");
            assertThat(books.captured(intent)).isEqualTo(charged ? 1000 : 0);
        }
    }

    @Test
    void aShopperWhoPaysAndAMerchantWhoChargesAtOnceArePaidOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.agreed("NoShow");
            var id = gateway.createUnder(setup);
            var intent = gateway.get("/payment-intents/" + id).ok();

            var answers = Crowd.atOnce(2, i -> () -> i == 0 ? gateway.charge(id) : gateway.pay(intent, CARD));

            var charged = isSuccessful(answers.getFirst());
            assertThat(charged).isNotEqualTo(code(answers.getLast()) == 0);
            assertThat(books.captured(id)).isEqualTo(1000);
            assertThat(status(setup)).isEqualTo(charged ? "Completed" : "Authorized");
        }
    }

    @Test
    void oneSecretUsedThirtyTimesAtOnceLeavesOneCard() {
        var setup = gateway.createSetup("NoShow");

        var answers = Crowd.atOnce(30, i -> () -> gateway.agree(setup, i % 2 == 0 ? CARD : OTHER_CARD));

        assertThat(answers).filteredOn(answer -> code(answer) == 0).hasSize(1);
        assertThat(history(setup)).isEqualTo("Authorized");
        assertThat(books.numbers(id(setup))).isEqualTo(1);
    }

    /** Each refreshes first, so that the secrets do not keep them apart as they do above. */
    @Test
    void shoppersWhoEachHaveASecretOfTheirOwnLeaveOneCard() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.createSetup("Unscheduled");

            var answers = Crowd.atOnce(3, i -> () -> gateway.agree(refresh(setup), i % 2 == 0 ? CARD : OTHER_CARD));

            assertThat(answers).filteredOn(answer -> code(answer) == 0).hasSize(1);
            assertThat(answers).extracting(SetupRaceTest::code).isSubsetOf(0, 20, 401);
            assertThat(history(setup)).isEqualTo("Authorized");
            assertThat(books.numbers(id(setup))).isEqualTo(1);
        }
    }

    @Test
    void oneChallengeReportedTwiceAtOnceIsOneVerification() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.createSetup("NoShow");
            assertThat(code(gateway.agree(setup, CHALLENGED))).isEqualTo(3);

            var answers = Crowd.atOnce(2, _ -> () -> complete(setup));

            assertThat(answers).filteredOn(answer -> code(answer) == 0).hasSize(1);
            assertThat(answers).extracting(SetupRaceTest::code).isSubsetOf(0, 20, 30, 400);
            assertThat(status(id(setup))).isEqualTo("Authorized");
            assertThat(books.numbers(id(setup))).isEqualTo(1);
        }
    }

    @Test
    void anAttemptAndACancellationAtOnceLeaveOneWinner() {
        for (int round = 0; round < ROUNDS; round++) {
            var setup = gateway.createSetup("NoShow");
            var path = "/setup-intents/" + id(setup);

            var answers = Crowd.atOnce(2, i -> () -> i == 0 ? gateway.agree(setup, CARD) : gateway.delete(path));

            var agreed = code(answers.getFirst()) == 0;
            assertThat(agreed).isNotEqualTo(answers.getLast().status() == 200);
            assertThat(answers.getLast().status()).isIn(200, 400, 409);
            assertThat(status(id(setup))).isEqualTo(agreed ? "Authorized" : "Canceled");
            assertThat(books.numbers(id(setup))).isEqualTo(agreed ? 1 : 0);
        }
    }

    /** The bank takes its time; when it has said no, another shopper has agreed with a card of theirs. */
    @Test
    void aShopperWhomTheBankDistrustsTooLateIsNotTheOneWhoAgreed() {
        var setup = gateway.createSetup("NoShow");
        assertThat(code(gateway.agree(setup, CHALLENGED))).isEqualTo(3);
        BANK.get().distrusts(() -> assertThat(code(complete(setup))).isZero());

        var late = gateway.agree(refresh(setup), OTHER_CARD);

        assertThat(code(late)).isEqualTo(20);
        var after = gateway.get("/setup-intents/" + id(setup)).ok();
        assertThat(after.path("status").asString()).isEqualTo("Authorized");
        assertThat(history(setup)).isEqualTo("AuthChallenged Authorized");
        assertThat(after.path("consent").path("givenAt"))
                .as("the consent to the card that is kept")
                .isEqualTo(after.at("/setupEvents/0/transactionDateTime"));
    }

    @Test
    void aShopperWhomTheBankDistrustsAfterTheMerchantGaveUpLeavesNoTrace() {
        var setup = gateway.createSetup("NoShow");
        BANK.get().distrusts(() -> gateway.delete("/setup-intents/" + id(setup)).ok());

        assertThat(code(gateway.agree(setup, CARD))).isEqualTo(400);

        var after = gateway.get("/setup-intents/" + id(setup)).ok();
        assertThat(after.path("status").asString()).isEqualTo("Canceled");
        assertThat(after.path("setupEvents")).isEmpty();
        assertThat(after.has("consent")).isFalse();
    }

    private static List<String> intentsUnder(String setup) {
        return IntStream.range(0, CROWD)
                .mapToObj(_ -> gateway.createUnder(setup))
                .toList();
    }

    private static long captured(List<String> intents) {
        return intents.stream().mapToLong(books::captured).sum();
    }

    private static long operations(List<String> intents) {
        return books.number(
                "SELECT count(*) FROM operation WHERE payment_intent_id IN ('" + String.join("', '", intents) + "')");
    }

    private static boolean isSuccessful(Answer charge) {
        return charge.status() == 200 && charge.json().path("status").asString().equals("Successful");
    }

    private static Answer close(String setup) {
        return gateway.delete("/setup-intents/" + setup + "?includeAuthorized=true");
    }

    private static JsonNode refresh(JsonNode setup) {
        return gateway.post("/setup-intents/" + id(setup) + "/refresh-client-session-secret", "")
                .ok();
    }

    private static Answer complete(JsonNode setup) {
        return gateway.postOpen(
                "/mobile/payments/" + setup.path("clientSessionSecret").asString() + "/three-ds-complete", """
                {"paRes":"eyJ.from.cardinal","cardinalValidateResponse":{"actionCode":"SUCCESS"}}""");
    }

    private static int code(Answer answer) {
        return answer.ok().path("statusCode").asInt();
    }

    private static String id(JsonNode setup) {
        return setup.path("id").asString();
    }

    private static String status(String setup) {
        return gateway.get("/setup-intents/" + setup).ok().path("status").asString();
    }

    private static String history(JsonNode setup) {
        return gateway.get("/setup-intents/" + id(setup))
                .ok()
                .path("setupEvents")
                .valueStream()
                .map(event -> event.path("eventType").asString())
                .collect(Collectors.joining(" "));
    }
}
