package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** A customer's saved cards on the hosted page, as a browser without scripts meets them. */
class SavedCardsPageTest {

    private static final String MASTERCARD = "5200000000001005";
    private static final String VISA = "4456530000001005";
    private static final String CHALLENGED = "4456530000001096";
    private static final String SECOND = "2024-02-05";

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
        customer = gateway.post("/customers", "{\"emailAddress\":\"me@home.example\"}")
                .ok()
                .path("id")
                .asString();
    }

    @Test
    void aCustomersCardsAreOfferedTheNewestFirstWithoutTheirNumbers() {
        save(MASTERCARD);
        save(VISA);

        var page = open(create());

        var words = Html.words(page);
        assertThat(words).contains("Pay with Visa •••• 1005 Expires 12/29 Mastercard •••• 1005", "Another card");
        assertThat(page.text()).doesNotContain("520000");
        assertThat(Html.filled(page).get("method")).isEqualTo(methods().getLast());
    }

    @Test
    void aSavedCardPaysWithItsCodeAlone() {
        save(MASTERCARD);
        var id = create();

        var paid = Html.send(gateway, open(id), Map.of("cvv", "020"));

        assertThat(Html.words(paid)).contains("Payment successful");
        var intent = intent(id);
        assertThat(intent.path("status").asString()).isEqualTo("Captured");
        assertThat(intent.path("paymentDetails").path("cardNumber").asString()).isEqualTo("52000000****1005");
    }

    @Test
    void itsCodeIsAskedAndNothingElse() {
        save(MASTERCARD);

        var page = Html.send(gateway, open(create()), Map.of());

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text())
                .contains("Enter the security code.")
                .containsPattern("id=\"card-number-error\" hidden")
                .containsPattern("id=\"name-error\" hidden");
        assertThat(Html.filled(page).get("method")).isEqualTo(methods().getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "12", "abc"})
    void aCodeThatCannotBeItsIsRefused(String code) {
        save(MASTERCARD);
        var id = create();

        var page = Html.send(gateway, open(id), Map.of("cvv", code));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text()).contains("Enter the three or four digits").doesNotContain("value=\"" + code + "\"");
        assertThat(intent(id).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void anotherCardIsWelcomeAndKeptWhenTheShopperSaysSo() {
        save(MASTERCARD);
        var id = create();
        var page = open(id);

        var paid = Html.send(gateway, page, Html.with(Html.card(VISA), Map.of("method", "new", "save", "yes")));

        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(intent(id).path("paymentDetails").path("cardNumber").asString())
                .isEqualTo("44565300****1005");
        assertThat(methods()).hasSize(2);
        assertThat(Html.words(open(create()))).contains("Visa •••• 1005 Expires 12/29");
    }

    @Test
    void aCardIsNotKeptUnlessTheShopperSaysSo() {
        var page = open(create());
        assertThat(Html.words(page)).contains("Save this card for next time").doesNotContain("Pay with");

        var paid = Html.send(gateway, page, Html.card(VISA));

        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(methods()).isEmpty();
    }

    @Test
    void aSavedCardIsChallengedLikeAnyOther() {
        save(CHALLENGED);
        var id = create();

        var challenge = Html.send(gateway, open(id), Map.of("cvv", "020"));
        var paid = Html.confirm(gateway, challenge, "1234");

        assertThat(Html.words(challenge)).contains("Confirm with your bank");
        assertThat(Html.words(paid)).contains("Payment successful");
        assertThat(intent(id).path("status").asString()).isEqualTo("Captured");
    }

    @Test
    void aCardThatIsGoneWhenItIsChosenIsNoLongerOffered() {
        save(MASTERCARD);
        var id = create();
        var page = open(id);
        assertThat(gateway.delete("/customers/" + customer).status()).isEqualTo(204);

        var answer = Html.send(gateway, page, Map.of("cvv", "020"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Html.words(answer)).doesNotContain("Mastercard", "Pay with");
        assertThat(intent(id).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void anotherCustomersCardIsNobodysChoice() {
        save(MASTERCARD);
        var foreign = methods().getFirst();
        makeCustomer();
        save(VISA);
        var id = create();

        var page = Html.send(gateway, open(id), Map.of("method", foreign, "cvv", "020"));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text()).contains("Choose a card.").doesNotContain(foreign);
        assertThat(intent(id).path("status").asString()).isEqualTo("Created");
    }

    @Test
    void anExpiredCardIsNotOffered() {
        try (var later = Gateway.start()) {
            var mine = gateway;
            gateway = later;
            try {
                makeCustomer();
                save(MASTERCARD);
                later.clock().advance(Duration.ofDays(366 * 5));
                assertThat(Html.words(open(create()))).doesNotContain("Mastercard", "Pay with");
            } finally {
                gateway = mine;
            }
        }
    }

    @Test
    void nobodySeesSavedCardsUnlessTheMerchantAsksForIt() {
        save(MASTERCARD);
        var plain = gateway.post("/payment-intents", intentOf("[\"Card\"]"))
                .ok()
                .path("id")
                .asString();

        assertThat(Html.words(open(plain))).doesNotContain("Mastercard", "Pay with", "next time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payment-intents", "/setup-intents"})
    void theFirstReleaseOfTheApiKnowsNoSavedCards(String kind) {
        var body = kind.startsWith("/setup")
                ? Gateway.setup("NoShow").replace("\"reference\"", "\"paymentMethods\":[\"SavedCard\"],\"reference\"")
                : intentOf("[\"Card\",\"SavedCard\"]");

        var refused = gateway.post(kind, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").toString()).contains("must be one of: Card, Wallet.");
    }

    private void save(String number) {
        gateway.clock().advance(Duration.ofSeconds(1));
        var typed = Html.with(Html.card(number), Map.of("method", "new", "save", "yes"));
        var answer = Html.send(gateway, open(create()), typed);
        var paid =
                Html.words(answer).contains("Confirm with your bank") ? Html.confirm(gateway, answer, "1234") : answer;
        assertThat(Html.words(paid)).contains("Payment successful");
    }

    /** The ids of what is saved, the oldest first. */
    private List<String> methods() {
        var secret = gateway.post("/customers/" + customer + "/create-secret", "")
                .ok()
                .path("secret")
                .asString();
        return gateway.send(gateway.open("/customers/public/" + customer + "/payment-methods")
                        .header("version", Gateway.VERSION)
                        .header("Authorization", "Basic " + secret)
                        .GET())
                .ok()
                .path("savedPaymentMethods")
                .valueStream()
                .map(method -> method.path("id").asString())
                .toList();
    }

    private String create() {
        return gateway.send(gateway.request("/payment-intents")
                        .setHeader("version", SECOND)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(intentOf("[\"Card\",\"SavedCard\"]"))))
                .ok()
                .path("id")
                .asString();
    }

    private String intentOf(String methods) {
        return """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                 "customer":{"id":"%s"},"paymentMethods":%s}
                """.formatted(customer, methods);
    }

    private static JsonNode intent(String id) {
        return gateway.get("/payment-intents/" + id).ok();
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }
}
