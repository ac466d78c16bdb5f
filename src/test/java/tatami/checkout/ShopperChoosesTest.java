package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** A tip and another price, chosen on the page. Nobody pays what their page did not show. */
class ShopperChoosesTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "5200 0000 0000 1005";
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String CHALLENGED = "4456 5300 0000 1096";

    private static final String TIPS = "\"config\":{\"payment\":{\"tipsAllowed\":true}}";
    private static final String AMOUNTS = "\"config\":{\"payment\":{\"customAmountAllowed\":true}}";
    private static final String BOTH = "\"config\":{\"payment\":{\"tipsAllowed\":true,\"customAmountAllowed\":true}}";

    private static Books books;

    @BeforeAll
    static void start() {
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
    }

    @Test
    void withoutTheMerchantsLeaveThereIsNothingToChoose() {
        var id = create("");
        var page = open(id);

        var paid = send(page, Map.of("amount", "1", "tip", "own", "own-tip", "5"));

        assertThat(page.text()).doesNotContain("name=\"tip\"", "name=\"amount\"", "Update total");
        assertThat(paid.text()).contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(1000);
    }

    @Test
    void theTipsAreOfferedWithTheirAmounts() {
        var page = open(create(TIPS));

        assertThat(Html.words(page))
                .contains("Add a tip None 10% £1.00 12.5% £1.25 15% £1.50 Other", "Your tip (£)", "Pay £10.00");
        assertThat(Html.filled(page)).containsEntry("tip", "0");
        assertThat(page.text()).contains("<noscript><button class=\"button quiet\" name=\"update\"", "<legend>");
    }

    @Test
    void aTipThatTheMerchantGaveIsChosenAlready() {
        var tenth = open(create(TIPS + ",\"tipsAmount\":{\"value\":100,\"currencyCode\":\"GBP\"}"));
        var other = open(create(TIPS + ",\"tipsAmount\":{\"value\":333,\"currencyCode\":\"GBP\"}"));

        assertThat(Html.filled(tenth)).containsEntry("tip", "100").containsEntry("own-tip", "");
        assertThat(Html.filled(other)).containsEntry("tip", "own").containsEntry("own-tip", "3.33");
        assertThat(tenth.text()).contains("Pay £11.00");
        assertThat(send(other, Map.of()).text()).contains("Payment successful", "£13.33");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0       |        | 1000
        100     |        | 1100
        125     |        | 1125
        150     |        | 1150
        own     | 2      | 1200
        own     | £0,50  | 1050
        own     | 0      | 1000
        """)
    void whoSawTheNewTotalPaysItAtOnce(String tip, String own, long total) {
        var id = create(TIPS);

        // What the script does: the button said so before it was pressed.
        var paid = send(open(id), Map.of("tip", tip, "own-tip", own == null ? "" : own, "total", Long.toString(total)));

        assertThat(paid.text()).contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(total);
        assertThat(intent(id).path("totalAmount").path("value").asLong()).isEqualTo(total);
    }

    @Test
    void whoCouldNotSeeTheNewTotalIsShownItBeforeAnythingIsTaken() {
        var id = create(TIPS);

        var asked = send(open(id), Map.of("tip", "100"));
        var taken = books.captured(id);
        var paid = send(asked, Html.card(FRICTIONLESS));

        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.text())
                .contains("The total is now £11.00", "Nothing was taken from your card", "Pay £11.00")
                .contains("value=\"A Shopper\"")
                .doesNotContain("5200");
        assertThat(taken).isZero();
        assertThat(paid.text()).contains("Payment successful", "Tip included");
        assertThat(books.captured(id)).isEqualTo(1100);
    }

    @Test
    void theTotalCanBeLookedAtBeforeAnythingElseIsTyped() {
        var id = create(BOTH);

        var nothingElse = Map.of("amount", "20", "tip", "own", "own-tip", "3,50", "update", "yes");
        var updated = Html.send(gateway, open(id), nothingElse);
        var paid = send(updated, Html.card(FRICTIONLESS));

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.text())
                .contains("The total is now £23.50", "Pay £23.50", "value=\"20\"", "value=\"3,50\"")
                .doesNotContain("aria-invalid=");
        assertThat(paid.text()).contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(2350);
        assertThat(intent(id).path("requestedAmount").path("value").asLong()).isEqualTo(1000);
    }

    @Test
    void whatIsChosenGoesTheWayOfTheMerchantsOwnCalls() {
        var id = create(BOTH);
        var before = intent(id);

        var updated = Html.send(gateway, open(id), Map.of("amount", "20", "tip", "100", "update", "yes"));
        var unchanged = Html.send(gateway, updated, Map.of("update", "yes"));

        assertThat(intent(id).path("amount").path("value").asLong()).isEqualTo(2000);
        assertThat(intent(id).path("tipsAmount").path("value").asLong()).isEqualTo(200);
        assertThat(gateway.pay(before, FRICTIONLESS).ok().path("statusCode").asInt())
                .isEqualTo(401);
        assertThat(unchanged.text()).contains("The total is now £22.00");
        assertThat(books.number("SELECT count(*) FROM event WHERE type = 'payment_intent.updated' AND data->>"
                        + "'paymentIntentId' = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void aTipInSharesIsOfThePriceThatIsPaid() {
        var id = create(BOTH);

        var paid = send(open(id), Map.of("amount", "3.33", "tip", "125", "total", "375"));

        assertThat(paid.text()).contains("Payment successful", "£0.42", "£3.75");
        assertThat(books.captured(id)).isEqualTo(375);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        amount  |               | Enter the amount.
        amount  | 0             | Enter an amount above zero, in figures.
        amount  | -5            | Enter an amount above zero, in figures.
        amount  | $5            | Enter an amount above zero, in figures.
        amount  | 1.234         | Enter an amount above zero, in figures.
        amount  | 9999999999.99 | This is more than can be paid at once.
        own-tip |               | Enter your tip, or choose another.
        own-tip | a lot         | Enter your tip in figures.
        tip     | 999           | Choose a tip, or none.
        """)
    void aChoiceThatIsWrongSaysWhatAndChangesNothing(String field, String typed, String sentence) {
        var id = create(BOTH);
        var before = intent(id);
        var choice = Map.of("tip", "own", "own-tip", "1");

        var wrong = Html.with(choice, Map.of(field, typed == null ? "" : typed));
        var page = send(open(id), wrong);
        var looked = Html.send(gateway, open(id), Html.with(wrong, Map.of("update", "yes")));

        for (var answer : List.of(page, looked)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains(sentence, "Pay £10.00").doesNotContain("5200");
        }
        assertThat(intent(id)).isEqualTo(before);
        assertThat(send(page, Html.with(choice, Map.of("amount", "10", "total", "1100")))
                        .text())
                .contains("Payment successful");
    }

    @Test
    void aDeclineKeepsTheTipAndTheShopperMayTakeItBack() {
        var id = create(TIPS);

        var declined = send(open(id), Html.with(Html.card(DECLINED), Map.of("tip", "150", "total", "1150")));
        var paid = send(declined, Map.of("tip", "0", "total", "1000"));

        assertThat(declined.text()).contains("Your card was declined", "Pay £11.50");
        assertThat(Html.filled(declined)).containsEntry("tip", "150");
        assertThat(paid.text()).contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(1000);
    }

    @Test
    void aTabThatShowsAnOldTotalPaysNothing() {
        var id = create(TIPS);
        var one = open(id);
        var other = open(id);
        Html.send(gateway, other, Map.of("tip", "150", "update", "yes"));

        var asked = send(one, Map.of());
        var taken = books.captured(id);
        var paid = send(asked, Map.of());

        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.text()).contains("The total is now £11.50");
        assertThat(Html.filled(asked)).containsEntry("tip", "150");
        assertThat(taken).isZero();
        assertThat(paid.text()).contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(1150);
    }

    @Test
    void whatTheMerchantChangedMeanwhileIsShownFirst() {
        var id = create(AMOUNTS);
        var page = open(id);
        gateway.post("/payment-intents/" + id + "/amount", "{\"amount\":{\"value\":5500,\"currencyCode\":\"GBP\"}}")
                .ok();

        var asked = send(page, Map.of());

        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.text()).contains("The total is now £55.00", "Pay £55.00");
        assertThat(books.captured(id)).isZero();
    }

    @Test
    void theBankIsAskedForTheTotalThatWasChosen() {
        var id = create(BOTH);

        var challenge =
                send(open(id), Html.with(Html.card(CHALLENGED), Map.of("amount", "20", "tip", "100", "total", "2200")));
        var paid = Html.confirm(gateway, challenge, "1234");

        assertThat(paid.text()).contains("Payment successful", "£22.00");
        assertThat(books.captured(id)).isEqualTo(2200);
    }

    @Test
    void anotherTotalChosenWhileTheBankAsksEndsThatAttempt() {
        var id = create(TIPS);
        var challenge = send(open(id), Html.card(CHALLENGED));
        var other = open(id);
        Html.send(gateway, other, Map.of("tip", "150", "update", "yes"));

        var back = Html.confirm(gateway, challenge, "1234");

        assertThat(back.status()).isEqualTo(303);
        assertThat(books.captured(id)).isZero();
        assertThat(open(id).text()).contains("Pay £11.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "99999", "1e3", "x"})
    void aFormThatSaysAnotherTotalThanItsPageDidPaysNothing(String forged) {
        var id = create("");

        var page = send(open(id), Map.of("total", forged));

        assertThat(page.status()).isEqualTo(409);
        assertThat(books.captured(id)).isZero();
    }

    @Test
    void currenciesWithoutMinorUnitsHaveNone() {
        var id = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"JPY"},"reference":"Order 234",%s}""".formatted(BOTH))
                .ok()
                .path("id")
                .asString();
        var page = open(id);

        assertThat(Html.filled(page)).containsEntry("amount", "1000");
        assertThat(page.text()).contains("inputmode=\"numeric\"", "JP¥125");
        assertThat(send(page, Map.of("amount", "1500.00")).status()).isEqualTo(400);
        assertThat(send(page, Map.of("amount", "1,500", "tip", "own", "own-tip", "¥7", "total", "1507"))
                        .text())
                .contains("Payment successful");
        assertThat(books.captured(id)).isEqualTo(1507);
    }

    @Test
    void twoTabsThatPayDifferentTotalsAtOncePayOneOfThem() throws Exception {
        for (int round = 0; round < 20; round++) {
            var id = create(TIPS);
            var page = open(id);

            var answers = atOnce(
                    () -> send(page, Map.of("tip", "0", "total", "1000")),
                    () -> send(page, Map.of("tip", "100", "total", "1100")));

            var captured = books.captured(id);
            assertThat(captured).isIn(1000L, 1100L);
            assertThat(answers.get(captured == 1000 ? 0 : 1).text()).contains("Payment");
            assertThat(intent(id).path("totalAmount").path("value").asLong()).isEqualTo(captured);
        }
    }

    @Test
    void aPriceThatChangesWhileItIsPaidIsNotPaid() throws Exception {
        for (int round = 0; round < 20; round++) {
            var id = create(BOTH);
            var page = open(id);

            var answers = atOnce(
                    () -> send(page, Map.of("tip", "100", "total", "1100")),
                    () -> gateway.post(
                            "/payment-intents/" + id + "/amount",
                            "{\"amount\":{\"value\":5500,\"currencyCode\":\"GBP\"}}"));

            var captured = books.captured(id);
            assertThat(captured).isIn(0L, 1100L);
            if (captured == 0) {
                assertThat(answers.getFirst().status()).isEqualTo(409);
                assertThat(answers.getFirst().text()).contains("The total is now £5");
            }
        }
    }

    @Test
    void theHeadlineIsTheMerchantsChoiceAndTheButtonAlwaysSaysTheTotal() {
        var quiet = open(create("\"config\":{\"details\":{\"showTotal\":false}}"));
        var shown = open(create("\"config\":{\"details\":{\"showTotal\":true}}"));
        var silent = open(create(""));

        assertThat(quiet.text()).contains("Pay £10.00").doesNotContain("<p class=\"amount", "Total: ");
        assertThat(shown.text()).contains("Pay £10.00", "<p class=\"amount");
        assertThat(silent.text()).contains("Pay £10.00", "<p class=\"amount");
        assertThat(send(quiet, Map.of()).text()).contains("Payment successful", "£10.00");
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }

    /** Pays with a good card, unless {@code typed} says otherwise. */
    private static Answer send(Answer page, Map<String, String> typed) {
        return Html.send(gateway, page, Html.with(Html.card(FRICTIONLESS), typed));
    }

    private static List<Answer> atOnce(Callable<Answer> one, Callable<Answer> other) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(List.of(one, other)).stream()
                    .map(Future::resultNow)
                    .toList();
        }
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

    private static JsonNode intent(String id) {
        return gateway.get("/payment-intents/" + id).ok();
    }
}
