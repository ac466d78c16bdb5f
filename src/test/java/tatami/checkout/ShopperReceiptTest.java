package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** The receipt that a shopper asks for: once, and only to the address of who paid. */
class ShopperReceiptTest {

    private static final String CARD = "5200 0000 0000 1005";
    private static final String EMAIL = "\"config\":{\"customerEmail\":{\"collectionRequired\":true}}";

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whoHasPaidCanHaveAReceiptWithoutSayingTheirAddressAgain() {
        var id = create(EMAIL);
        var paid = pay(id);

        var sent = Html.open(gateway, Html.header(press(paid), "Location"));

        assertThat(paid.text())
                .contains("Send the receipt to m•••@home.example")
                .doesNotContain("me@home");
        assertThat(Html.words(sent)).startsWith(" Receipt sent ").contains("It is on its way to m•••@home.example.");
        assertThat(mails(id)).containsExactly("me@home.example");
        assertThat(books.rows("SELECT type FROM event WHERE data->>'paymentIntentId' = '" + id + "'"))
                .contains("payment_intent.send-receipt");
    }

    @Test
    void anAddressThatTheMerchantKnewWillDo() {
        var id = create("\"customer\":{\"emailAddress\":\"you@home.example\"}");

        press(pay(id));

        assertThat(mails(id)).containsExactly("you@home.example");
    }

    @Test
    void itGoesOnceHoweverOftenItIsAskedFor() throws Exception {
        var id = create(EMAIL);
        var paid = pay(id);

        Callable<Answer> press = () -> press(paid);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(
                    IntStream.range(0, 30).mapToObj(_ -> press).toList());
            for (var answer : answers) {
                assertThat(answer.resultNow().status()).isEqualTo(303);
            }
        }
        var again = Html.open(gateway, "/checkout/" + id);

        assertThat(mails(id)).hasSize(1);
        assertThat(again.text())
                .contains("Already paid", "The receipt was sent to m•••@home.example.")
                .doesNotContain("<form");
        assertThat(books.number("SELECT count(*) FROM event WHERE type = 'payment_intent.send-receipt'"
                        + " AND data->>'paymentIntentId' = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void nobodyElseCanBeWrittenTo() {
        var id = create(EMAIL);
        pay(id);

        Html.post(gateway, "/checkout/" + id + "/receipt", Map.of("email", "victim@other.example"));

        assertThat(mails(id)).containsExactly("me@home.example");
    }

    @Test
    void withoutAnAddressOrAPaymentThereIsNoReceipt() {
        var nameless = create("");
        var unpaid = create("\"customer\":{\"emailAddress\":\"you@home.example\"}");
        var odd = create("\"customer\":{\"emailAddress\":\"nobody at home\"}");

        var paid = List.of(pay(nameless), pay(odd));
        for (var id : List.of(nameless, unpaid, odd)) {
            var answer = Html.post(gateway, "/checkout/" + id + "/receipt", Map.of());

            assertThat(answer.status()).isEqualTo(303);
            assertThat(mails(id)).isEmpty();
        }
        assertThat(paid).allSatisfy(page -> assertThat(page.text()).doesNotContain("receipt"));
    }

    @Test
    void theWordInTheAddressAloneSaysNothing() {
        var id = create(EMAIL);
        pay(id);

        assertThat(Html.open(gateway, "/checkout/" + id + "?receipt").text())
                .contains("Already paid", "Send the receipt to")
                .doesNotContain("Receipt sent");
        assertThat(Html.open(gateway, "/checkout/" + id + "/receipt").status()).isEqualTo(303);
    }

    @Test
    void whoGoesOnToTheShopIsNotHeldUp() {
        var id = create(
                "\"config\":{\"redirectUrl\":\"https://shop.example\",\"customerEmail\":{\"collectionRequired\":true}}");

        assertThat(pay(id).text()).doesNotContain("Send the receipt");
        assertThat(Html.open(gateway, "/checkout/" + id).text()).contains("Send the receipt");
    }

    private static Answer pay(String id) {
        return Html.send(gateway, Html.open(gateway, "/checkout/" + id), Html.card(CARD));
    }

    private static Answer press(Answer done) {
        return Html.submit(gateway, done, Map.of());
    }

    private static List<String> mails(String id) {
        return books.rows("SELECT recipient FROM mail WHERE text LIKE '%" + id + "%'");
    }

    private static String create(String more) {
        var comma = more.isEmpty() ? "" : ",";
        return gateway.post("/payment-intents", """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"%s%s}
                """.formatted(comma, more))
                .ok()
                .path("id")
                .asString();
    }
}
