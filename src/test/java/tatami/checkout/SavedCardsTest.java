package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.db.Sql;
import tools.jackson.databind.JsonNode;

/** Cards that are saved while paying, and pay again: as the mobile SDKs and merchants' servers do it. */
class SavedCardsTest {

    private static final String MASTERCARD = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";

    private static Gateway gateway;

    private String customer;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        new Books(gateway).mustAgree();
        gateway.close();
    }

    @BeforeEach
    void makeCustomer() {
        customer = newCustomer();
    }

    @Test
    void aCardIsSavedWhenItHasPaidAndThePaymentAsksForIt() {
        pay(intentOf(customer), MASTERCARD, true);

        var saved = saved(customer);
        assertThat(saved).hasSize(1);
        assertThat(saved.get(0).path("id").asString()).matches("pm_sandbox_[A-Za-z0-9_-]{22}");
        assertThat(saved.get(0).path("cardDetails").toString())
                .isEqualTo("{\"pan\":\"52000000****1005\",\"expiryDate\":\"2029-12-31\",\"scheme\":\"MASTERCARD\"}");
    }

    @Test
    void aCardIsNotSavedUnlessThePaymentAsksForIt() {
        pay(intentOf(customer), MASTERCARD, false);

        assertThat(saved(customer)).isEmpty();
    }

    @Test
    void aCardThatWasDeclinedIsNotSaved() {
        assertThat(pay(intentOf(customer), DECLINED, true).path("statusCode").asInt())
                .isEqualTo(5);

        assertThat(saved(customer)).isEmpty();
    }

    @Test
    void aCardIsSavedAfterAChallengeToo() {
        var intent = intentOf(customer);
        var challenge = pay(intent, CHALLENGED, true);
        assertThat(saved(customer)).as("not before it has paid").isEmpty();
        answerChallenge(challenge);

        assertThat(complete(intent).path("statusCode").asInt()).isZero();

        assertThat(saved(customer).get(0).at("/cardDetails/pan").asString()).isEqualTo("44565300****1096");
    }

    @Test
    void aChallengedCardIsNotSavedUnlessThePaymentAsksForIt() {
        var intent = intentOf(customer);
        answerChallenge(pay(intent, CHALLENGED, false));
        complete(intent);

        assertThat(saved(customer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"customer\":{\"emailAddress\":\"a@shop.example\"},", "\"customer\":{\"id\":\"42\"},"})
    void aPaymentOfNobodyKnownSavesNothingAndSucceeds(String nobody) {
        assertThat(pay(intent(nobody), MASTERCARD, true).path("statusCode").asInt())
                .isZero();
    }

    @Test
    void anotherMerchantsCustomerIsGivenNoCard() {
        var other = gateway.openAccount("Another");
        var theirs = gateway.send(gateway.requestAs(other, "/customers")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .ok()
                .path("id")
                .asString();

        assertThat(pay(intentOf(theirs), MASTERCARD, true).path("statusCode").asInt())
                .isZero();

        var secret = gateway.send(gateway.requestAs(other, "/customers/" + theirs + "/create-secret")
                        .POST(BodyPublishers.noBody()))
                .ok();
        assertThat(saved(theirs, secret.path("secret").asString())).isEmpty();
    }

    @Test
    void theSameCardIsSavedOnceHoweverOftenItPays() {
        for (int i = 0; i < 3; i++) {
            pay(intentOf(customer), MASTERCARD, true);
        }
        pay(intentOf(customer), "5200000000000056", true);

        assertThat(saved(customer)).hasSize(2);
    }

    @Test
    void ofManyWhoSaveOneCardAtTheSameTimeOneIsSaved() {
        var intents = IntStream.range(0, 50).mapToObj(_ -> intentOf(customer)).toList();
        try (var shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            intents.forEach(intent -> shoppers.submit(() -> pay(intent, MASTERCARD, true)));
        }

        assertThat(saved(customer)).hasSize(1);
    }

    @Test
    void aSavedCardPaysWithItsSecurityCodeAlone() {
        pay(intentOf(customer), MASTERCARD, true);
        var intent = intentOf(customer);

        var verdict = payAgain(intent, savedId(customer), "020");

        assertThat(verdict.ok().path("statusCode").asInt()).isZero();
        var paid =
                gateway.get("/payment-intents/" + intent.path("id").asString()).ok();
        assertThat(paid.path("status").asString()).isEqualTo("Captured");
        assertThat(paid.at("/paymentDetails/cardNumber").asString()).isEqualTo("52000000****1005");
        assertThat(paid.at("/paymentDetails/cardName").asString()).isEqualTo("A Shopper");
    }

    @Test
    void aSavedCardIsChallengedLikeAnyOther() {
        var first = intentOf(customer);
        answerChallenge(pay(first, CHALLENGED, true));
        complete(first);
        var intent = intentOf(customer);

        var challenge = payAgain(intent, savedId(customer), "020").ok();

        assertThat(challenge.path("statusCode").asInt()).isEqualTo(3);
        answerChallenge(challenge);
        assertThat(complete(intent).path("statusCode").asInt()).isZero();
    }

    @Test
    void aStrangersCardIsNeverUsable() {
        pay(intentOf(customer), MASTERCARD, true);
        var stranger = newCustomer();

        var verdict = payAgain(intentOf(stranger), savedId(customer), "020").ok();

        assertThat(verdict.path("statusCode").asInt()).isEqualTo(404);
        assertThat(payAgain(intent(""), savedId(customer), "020")
                        .ok()
                        .path("statusCode")
                        .asInt())
                .as("an intent of nobody")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"pm_sandbox_AAAAAAAAAAAAAAAAAAAAAA, 020, 404", "nonsense, 020, 404", "real, 02, 400", "real, abc, 400"})
    void whatCannotPayIsToldApart(String method, String cvv, int code) {
        pay(intentOf(customer), MASTERCARD, true);
        var id = method.equals("real") ? savedId(customer) : method;

        var verdict = payAgain(intentOf(customer), id, cvv).ok();

        assertThat(verdict.path("statusCode").asInt()).isEqualTo(code);
    }

    @Test
    void aRequestWithoutCardOrCodeNamesBoth() {
        var secret = intentOf(customer).path("clientSessionSecret").asString();

        var answer = gateway.postOpen("/api/payments/recurring/" + secret, "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("errors").propertyNames()).containsExactlyInAnyOrder("PaymentMethodId", "CV2");
    }

    @Test
    void aRemovedCardIsGoneAndPaysNothing() {
        pay(intentOf(customer), MASTERCARD, true);
        var id = savedId(customer);

        assertThat(remove(customer, id, secret(customer)).status()).isEqualTo(204);

        assertThat(saved(customer)).isEmpty();
        assertThat(payAgain(intentOf(customer), id, "020")
                        .ok()
                        .path("statusCode")
                        .asInt())
                .isEqualTo(404);
        assertThat(remove(customer, id, secret(customer)).status()).isEqualTo(404);
        pay(intentOf(customer), MASTERCARD, true);
        assertThat(saved(customer)).as("it can be saved again").hasSize(1);
    }

    @Test
    void nobodyElseRemovesACard() {
        pay(intentOf(customer), MASTERCARD, true);
        var id = savedId(customer);
        var stranger = newCustomer();

        assertThat(remove(customer, id, secret(stranger)).status()).isEqualTo(401);
        assertThat(remove(customer, id, gateway.secretKey()).status()).isEqualTo(401);
        assertThat(remove(stranger, id, secret(stranger)).status()).isEqualTo(404);

        assertThat(saved(customer)).hasSize(1);
    }

    @Test
    void aDeletedCustomersCardsAreDestroyed() {
        pay(intentOf(customer), MASTERCARD, true);
        var id = savedId(customer);
        var intent = intentOf(customer);

        gateway.delete("/customers/" + customer);

        assertThat(payAgain(intent, id, "020").ok().path("statusCode").asInt()).isEqualTo(404);
        assertThat(rowsOf(id)).isEmpty();
    }

    @Test
    void aCardNumberLiesNowhereInTheClear() {
        pay(intentOf(customer), MASTERCARD, true);

        assertThat(rowsOf(savedId(customer))).hasSize(1).noneMatch(row -> row.contains(MASTERCARD));
    }

    private static List<String> rowsOf(String method) {
        return gateway.database()
                .once(tx -> tx.sql(Sql.of("SELECT m::text AS row FROM payment_method m WHERE id = :id"))
                        .bind("id", method)
                        .list(row -> row.text("row")));
    }

    private static String newCustomer() {
        return gateway.post("/customers", "{\"name\":\"Alex\"}").ok().path("id").asString();
    }

    private static JsonNode intentOf(String customer) {
        return intent("\"customer\":{\"id\":\"" + customer + "\"},");
    }

    private static JsonNode intent(String customer) {
        return gateway.post("/payment-intents", """
                {%s"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"}""".formatted(customer)).ok();
    }

    private static JsonNode pay(JsonNode intent, String pan, boolean save) {
        return gateway.postOpen(
                        "/api/payments/" + intent.path("clientSessionSecret").asString(), """
                {"cV2":"020","cardName":"A Shopper","cardNumber":"%s","expiryDate":"12 / 29","savePaymentMethod":%s}
                """.formatted(pan, save))
                .ok();
    }

    private static Answer payAgain(JsonNode intent, String method, String cvv) {
        return gateway.postOpen(
                "/api/payments/recurring/" + intent.path("clientSessionSecret").asString(), """
                {"cV2":"%s","paymentMethodId":"%s"}""".formatted(cvv, method));
    }

    private static void answerChallenge(JsonNode challenge) {
        var page = Html.post(
                gateway,
                challenge
                        .path("stepUpUrl")
                        .asString()
                        .substring(gateway.baseUrl().length()),
                Map.of(
                        "JWT", challenge.path("paReq").asString(),
                        "MD", challenge.path("md").asString()));
        assertThat(Html.submit(gateway, page, Map.of("code", "1234")).text()).contains("return to the app");
    }

    private static JsonNode complete(JsonNode intent) {
        return gateway.postOpen(
                        "/mobile/payments/" + intent.path("clientSessionSecret").asString() + "/three-ds-complete", """
                        {"paRes":"","cardinalValidateResponse":{"isValidated":true,"actionCode":"SUCCESS"}}""")
                .ok();
    }

    private static String secret(String customer) {
        return gateway.post("/customers/" + customer + "/create-secret", "")
                .ok()
                .path("secret")
                .asString();
    }

    private static JsonNode saved(String customer) {
        return saved(customer, secret(customer));
    }

    private static JsonNode saved(String customer, String secret) {
        return gateway.send(gateway.open("/customers/public/" + customer + "/payment-methods")
                        .header("version", Gateway.VERSION)
                        .header("Authorization", "Basic " + secret)
                        .GET())
                .ok()
                .path("savedPaymentMethods");
    }

    private static String savedId(String customer) {
        return saved(customer).get(0).path("id").asString();
    }

    private static Answer remove(String customer, String method, String secret) {
        return gateway.send(gateway.open("/customers/public/" + customer + "/payment-methods/" + method)
                .header("version", Gateway.VERSION)
                .header("Authorization", "Basic " + secret)
                .DELETE());
    }
}
