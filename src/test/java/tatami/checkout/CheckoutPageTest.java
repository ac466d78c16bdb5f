package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.checkout.MoodyAcquirer.Mood;

/** The hosted page as a browser without scripts meets it. */
class CheckoutPageTest extends WithMoodyGateway {

    private static final String SHOP = "https://shop.example";
    private static final String FRICTIONLESS = "5200 0000 0000 1005";
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String CHALLENGED = "4456 5300 0000 1096";

    @AfterAll
    static void stop() {
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        new Books(gateway).mustAgree();
    }

    @Test
    void thePageShowsWhatIsPaidToWhom() {
        var page = open(create("""
                "config":{"title":"Coffee and cake","details":{"showReference":true}},
                "description":"Table 7","tipsAmount":{"value":150,"currencyCode":"GBP"}
                """));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("<h1>Coffee and cake</h1>", "£11.50", "£10.00", "£1.50", "Tip", "Order 234", "Table 7")
                .contains("Pay £11.50", "Tatami Sandbox", "No money moves");
    }

    @Test
    void whatTheMerchantDoesNotAskForIsNotThere() {
        var page = open(create(""));

        assertThat(page.text())
                .contains("<h1>Tatami Sandbox</h1>")
                .doesNotContain("Order 234", "name=\"email\"", "class=\"cancel\"", "<dl");
    }

    @Test
    void aBasketIsListed() {
        var page = open(create("""
                "itemLines":[{"caption":"Flat white","quantity":2,"amountTotal":{"value":700,"currencyCode":"GBP"}}],
                "taxLines":[{"caption":"VAT","amountTotal":{"value":167,"currencyCode":"GBP"}}]
                """));

        assertThat(page.text()).contains("2 × Flat white", "£7.00", "VAT", "£1.67");
    }

    @Test
    void browsersKnowEachFieldAndPeopleToo() {
        var page = open(create("\"config\":{\"customerEmail\":{\"collectionRequired\":true}}"));

        for (var field : List.of(Field.EMAIL, Field.NUMBER, Field.EXPIRY, Field.CVV, Field.NAME)) {
            assertThat(page.text()).contains("<label for=\"" + field.id() + "\">", "id=\"" + field.id() + "\"");
        }
        assertThat(page.text())
                .contains("autocomplete=\"cc-number\"", "autocomplete=\"cc-exp\"", "autocomplete=\"cc-csc\"")
                .contains("autocomplete=\"cc-name\"", "autocomplete=\"email\"", "inputmode=\"numeric\"")
                .doesNotContain("aria-invalid=", "role=\"alert\"");
    }

    @Test
    void payingLeadsBackToTheShopWithTheId() {
        var id = create(redirect(SHOP + "/thanks"));

        var paid = pay(open(id), FRICTIONLESS);

        assertThat(paid.text()).contains("Payment successful");
        assertThat(Html.leadsTo(paid)).isEqualTo(SHOP + "/thanks?id=" + id);
        assertThat(status(id)).isEqualTo("Captured");
    }

    @ParameterizedTest
    @CsvSource({
        "/?wc-api=wc_dojo,              /?wc-api=wc_dojo&id=ID",
        "/?,                            /?id=ID",
        "/?a=1&,                        /?a=1&id=ID",
        "/done#top,                     /done?id=ID#top",
        "/done?a=1#top?b,               /done?a=1&id=ID#top?b",
        "'',                            ?id=ID",
        "/bestätigt?a=ü,                /best%C3%A4tigt?a=%C3%BC&id=ID"
    })
    void theIdIsAddedToWhateverTheAddressIs(String configured, String followed) {
        var id = create(redirect(SHOP + configured));

        var paid = pay(open(id), FRICTIONLESS);

        assertThat(Html.leadsTo(paid)).isEqualTo(SHOP + followed.replace("ID", id));
    }

    @Test
    void withoutAShopToGoBackToThePageSaysThatItWorked() {
        var paid = pay(open(create("")), FRICTIONLESS);

        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.text()).contains("Payment successful", "£10.00").doesNotContain("http-equiv=\"refresh\"");
    }

    @Test
    void theMerchantsOwnButtonIsThereAfterPayment() {
        var id = create("\"actionLink\":{\"url\":\"https://shop.example/ticket\",\"label\":\"Get your ticket\"}");

        var paid = pay(open(id), FRICTIONLESS);

        assertThat(paid.text()).contains("href=\"https://shop.example/ticket\">Get your ticket</a>");
    }

    /** What is kept instead of opened, and under which name: the merchant's, or the one that it has. */
    @ParameterizedTest
    @CsvSource({"'', ''", "'\"fileName\":\"ticket.pdf\",', ticket.pdf"})
    void theMerchantsOwnButtonMayKeepAFile(String fileName, String name) {
        var id = create(
                "\"actionLink\":{\"url\":\"https://shop.example/ticket\",\"action\":\"DownloadFile\",%s\"label\":\"Ticket\"}"
                        .formatted(fileName));

        var paid = pay(open(id), FRICTIONLESS);

        assertThat(paid.text()).contains("href=\"https://shop.example/ticket\" download=\"" + name + "\">Ticket</a>");
    }

    @Test
    void aManualIntentIsAuthorizedOnly() {
        var id = create("\"captureMode\":\"Manual\"");

        var paid = pay(open(id), FRICTIONLESS);

        assertThat(paid.text()).contains("Payment successful");
        assertThat(status(id)).isEqualTo("Authorized");
    }

    @Test
    void aDeclineIsSaidAndAnotherCardIsWelcomeOnTheSamePage() {
        var id = create(redirect(SHOP));

        var declined = pay(open(id), DECLINED);
        var paid = pay(declined, FRICTIONLESS);

        assertThat(declined.status()).isEqualTo(200);
        assertThat(declined.text())
                .contains("Your card was declined", "role=\"alert\" tabindex=\"-1\" autofocus")
                .contains("value=\"A Shopper\"", "value=\"12 / 29\"")
                .doesNotContain("4000");
        assertThat(paid.text()).contains("Payment successful");
    }

    @Test
    void aChallengeIsAnsweredAtTheBankAndTheShopperGoesOnToTheShop() {
        var id = create(redirect(SHOP + "/?order=1"));

        var challenge = pay(open(id), CHALLENGED);
        var paid = Html.confirm(gateway, challenge, "1234");

        assertThat(challenge.text()).contains("Confirm with your bank", ">Continue to your bank</button>");
        assertThat(Html.hidden(challenge)).containsOnlyKeys("JWT", "MD");
        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.text()).contains("Payment successful", "Back to Tatami Sandbox");
        assertThat(Html.leadsTo(paid)).isEqualTo(SHOP + "/?order=1&id=" + id);
        assertThat(status(id)).isEqualTo("Captured");
    }

    @Test
    void aChallengeThatIsNotPassedIsSaidAndAnotherCardIsWelcome() {
        var id = create(redirect(SHOP));

        var page = Html.submit(gateway, pay(open(id), CHALLENGED), Map.of());
        page = Html.submit(gateway, page, Map.of("code", "1"));
        page = Html.submit(gateway, page, Map.of("code", "2"));
        page = Html.submit(gateway, page, Map.of("code", "3"));
        var back = Html.submit(gateway, page, Map.of());
        var paid = pay(back, FRICTIONLESS);

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.text()).contains("Your bank could not confirm that it was you");
        assertThat(paid.text()).contains("Payment successful");
    }

    @Test
    void comingBackFromTheBankTwiceLeadsToThePage() {
        var id = create("");
        var finished =
                Html.submit(gateway, Html.submit(gateway, pay(open(id), CHALLENGED), Map.of()), Map.of("code", "1234"));
        Html.submit(gateway, finished, Map.of());

        var again = Html.submit(gateway, finished, Map.of());
        var typedByHand = Html.open(gateway, "/checkout/" + id + "/three-ds");

        assertThat(again.status()).isEqualTo(303);
        assertThat(Html.header(again, "Location")).isEqualTo("/checkout/" + id);
        assertThat(typedByHand.status()).isEqualTo(303);
        assertThat(open(id).text()).contains("Already paid");
    }

    @Test
    void aForgedReturnFromTheBankPaysNothing() {
        var id = create("");
        var challenge = pay(open(id), CHALLENGED);
        var md = Html.hidden(challenge).get("MD");

        for (var forged : List.of("", "x", "x.y", md, md + "A")) {
            var page = Html.post(gateway, "/checkout/" + id + "/three-ds", Map.of("MD", forged, "PaRes", "a.b.c"));

            assertThat(page.status()).as(forged).isLessThan(400);
            assertThat(status(id)).as(forged).isEqualTo("Created");
        }
    }

    @Test
    void whoeverGivesUpGoesBackToTheShop() {
        var page = open(create("\"config\":{\"cancelUrl\":\"https://shop.example/cart?step=2\"}"));

        assertThat(Html.attribute(page, "class=\"cancel\" href"))
                .startsWith("https://shop.example/cart?step=2&id=pi_sandbox_");
        assertThat(page.text()).contains("Back to Tatami Sandbox");
    }

    @Test
    void aPaidIntentSaysSoWithTheWayBack() {
        var id = create(redirect(SHOP));
        pay(open(id), FRICTIONLESS);

        var page = open(id);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("Already paid", "href=\"" + SHOP + "?id=" + id + "\"")
                .doesNotContain("name=\"card-number\"", "http-equiv=\"refresh\"");
    }

    @Test
    void aCanceledIntentIsNoLongerValid() {
        var id = create("");
        gateway.delete("/payment-intents/" + id);

        var page = open(id);

        assertThat(page.status()).isEqualTo(410);
        assertThat(page.text()).contains("no longer valid").doesNotContain("name=\"card-number\"");
    }

    @Test
    void anExpiredIntentIsNoLongerValidEvenBeforeItIsCanceled() {
        try (var later = Gateway.start()) {
            var id = later.create("Auto").path("id").asString();
            var form = Html.open(later, "/checkout/" + id);

            later.clock().advance(Duration.ofDays(30));

            assertThat(Html.open(later, "/checkout/" + id).status()).isEqualTo(410);
            assertThat(Html.submit(later, form, Html.card(FRICTIONLESS)).status())
                    .isEqualTo(410);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
                "si_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
                "pi_nonsense",
                "%3Cscript%3E",
                "%00"
            })
    void anUnknownIntentHasAPageToo(String id) {
        for (var page : new Answer[] {open(id), Html.post(gateway, "/checkout/" + id, Html.card(FRICTIONLESS))}) {
            assertThat(page.status()).isEqualTo(404);
            assertThat(Html.header(page, "Content-Type")).startsWith("text/html");
            assertThat(page.text()).contains("We cannot find this page");
        }
    }

    @Test
    void aPageThatIsOutOfDateIsShownAgainAndWorks() {
        var id = create(redirect(SHOP));
        var old = open(id);
        gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "");

        var again = pay(old, FRICTIONLESS);
        var paid = pay(again, FRICTIONLESS);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("This page was out of date", "value=\"A Shopper\"");
        assertThat(paid.text()).contains("Payment successful");
    }

    @Test
    void theSecretOfAnotherIntentPaysNeither() {
        var one = create("");
        var other = create("");
        var secret = Html.hidden(open(other)).get("secret");

        var page = Html.post(gateway, "/checkout/" + one, Html.with(Html.card(FRICTIONLESS), Map.of("secret", secret)));

        assertThat(page.status()).isEqualTo(409);
        assertThat(status(one)).isEqualTo("Created");
        assertThat(status(other)).isEqualTo("Created");
    }

    @Test
    void lookingTwiceDoesNotSpoilTheFirstPage() {
        var id = create(redirect(SHOP));
        var first = open(id);
        open(id);

        assertThat(pay(first, FRICTIONLESS).text()).contains("Payment successful");
    }

    @Test
    void aPageIsGoodForFiveMinutesAtLeast() {
        try (var later = Gateway.start()) {
            var id = later.create("Auto").path("id").asString();
            later.clock().advance(Duration.ofMinutes(26));

            var page = Html.open(later, "/checkout/" + id);
            later.clock().advance(Duration.ofMinutes(29));

            assertThat(Html.submit(later, page, Html.card(FRICTIONLESS)).text()).contains("Payment successful");
        }
    }

    @Test
    void sendingTheSameFormTwicePaysOnce() {
        var id = create(redirect(SHOP));
        var page = open(id);
        pay(page, FRICTIONLESS);

        var again = pay(page, FRICTIONLESS);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).contains("Payment successful");
        assertThat(new Books(gateway).captured(id)).isEqualTo(1000);
    }

    @Test
    void aSilenceIsWaitedOutAndItsEndIsSaid() {
        var id = create(redirect(SHOP));
        be(Mood.DUMB);

        var form = open(id);
        var silent = pay(form, FRICTIONLESS);
        var meanwhile = pay(form, FRICTIONLESS);
        be(Mood.FINE);
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        var end = Html.open(gateway, "/checkout/" + id + "?waited");

        assertThat(silent.status()).isEqualTo(200);
        assertThat(silent.text())
                .contains("Your payment is being processed")
                .contains("http-equiv=\"refresh\" content=\"2;url=/checkout/" + id + "?waited\"");
        assertThat(meanwhile.text()).contains("Your payment is being processed");
        assertThat(end.text()).contains("Your payment did not go through", "Nothing was taken");
        assertThat(pay(end, FRICTIONLESS).text()).contains("Payment successful");
    }

    @Test
    void aPaymentThatGotLostIsWithdrawnAndCanBeTriedAgain() {
        var id = create(redirect(SHOP));
        be(Mood.FORGETFUL);

        var lost = pay(open(id), FRICTIONLESS);
        be(Mood.FINE);

        assertThat(lost.text()).contains("Your payment did not go through");
        assertThat(pay(lost, FRICTIONLESS).text()).contains("Payment successful");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        card-number | 5200 0000 0000 1006 | card number is not right
        card-number |                     | Enter your card number.
        expiry      | 13 / 29             | Enter month and year
        expiry      | 01 / 20             | This card has expired.
        expiry      |                     | Enter the expiry date.
        cvv         | 12                  | security code.
        cvv         | 0200                | security code.
        name        |                     | Enter the name on the card.
        name        | 5200000000001005    | Enter the name as it is on the card.
        email       | nonsense            | This is not an e-mail address.
        """)
    void aFieldThatIsWrongSaysWhat(String field, String typed, String sentence) {
        var id = create("\"config\":{\"customerEmail\":{\"collectionRequired\":true}}");
        var wrong = Map.of(field, typed == null ? "" : typed);

        var page = Html.submit(gateway, open(id), Html.with(Html.card(FRICTIONLESS), wrong));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text())
                .contains("Please check your details", sentence)
                .contains("id=\"" + field + "-error\"", "aria-describedby=\"" + field + "-error\"")
                .doesNotContain("5200", "value=\"020\"");
        assertThat(page.text().split("aria-invalid=\"true\"", -1)).hasSize(2);
        assertThat(Html.submit(gateway, page, Html.card(FRICTIONLESS)).text()).contains("Payment successful");
    }

    @Test
    void theEmailIsKeptWithTheIntent() {
        var id = create("\"config\":{\"customerEmail\":{\"collectionRequired\":true}}");

        pay(open(id), FRICTIONLESS);

        assertThat(gateway.get("/payment-intents/" + id)
                        .ok()
                        .path("customer")
                        .path("emailAddress")
                        .asString())
                .isEqualTo("me@home.example");
    }

    @Test
    void anEmptyFormIsToldEverythingAtOnce() {
        var page = Html.post(gateway, "/checkout/" + create(""), Map.of());

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text().split("aria-invalid=\"true\"", -1)).hasSize(5);
    }

    @Test
    void whatAMerchantOrAShopperWritesIsOnlyText() {
        var hostile = "<script>alert(1)</script>\\\"'&amp;";
        var id = create("""
                "config":{"title":"%1$s","redirectUrl":"https://shop.example/?a='b","details":{"showReference":true}},
                "description":"%1$s","itemLines":[{"caption":"%1$s","quantity":1,"amountTotal":{"value":1,"currencyCode":"GBP"}}]
                """.formatted(hostile));

        var page = open(id);
        var again =
                Html.submit(gateway, page, Html.with(Html.card(""), Map.of("name", "\"><script>alert(2)</script>")));

        for (var answer : new Answer[] {page, again}) {
            assertThat(answer.text()).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert", "\"><script");
        }
    }

    @Test
    void aPageMayDoNothingButWhatItMust() {
        var id = create(redirect("http://shop.example:8080/thanks"));
        var page = open(id);
        var challenge = pay(page, CHALLENGED);

        assertThat(Html.header(page, "Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'nonce-")
                .contains("form-action 'self';", "base-uri 'none'", "frame-ancestors 'none'")
                .contains("connect-src 'self'; frame-src 'self'")
                .doesNotContain("unsafe");
        assertThat(Html.header(challenge, "Content-Security-Policy"))
                .contains("form-action 'self' " + gateway.baseUrl() + ";");
        for (var answer : new Answer[] {page, challenge, open("unknown"), pay(open(id), DECLINED)}) {
            assertThat(Html.header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(Html.header(answer, "Referrer-Policy")).isEqualTo("same-origin");
            assertThat(Html.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(Html.header(answer, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(Html.header(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.text()).doesNotContain(" style=\"", "onclick", "src=", "@import", "url(");
        }
    }

    @Test
    void aPageIsSmallEnoughForASlowPhone() {
        assertThat(open(create("")).text().length()).isLessThan(40_000);
    }

    @Test
    void aBodyThatIsNoFormIsAnEmptyForm() {
        var id = create("");
        for (var type : new String[] {"application/json", "text/plain"}) {
            var page = gateway.send(
                    gateway.open("/checkout/" + id).header("Content-Type", type).POST(BodyPublishers.ofString("{}")));

            assertThat(page.status()).as(type).isEqualTo(400);
            assertThat(page.text()).contains("Enter your card number.");
        }
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }

    private static Answer pay(Answer page, String number) {
        return Html.submit(gateway, page, Html.card(number));
    }

    /** @param more members of the request, or nothing */
    private static String create(String more) {
        var comma = more.isEmpty() ? "" : ",";
        return gateway.post("/payment-intents", """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"%s%s}
                """.formatted(comma, more))
                .ok()
                .path("id")
                .asString();
    }

    private static String redirect(String url) {
        return "\"config\":{\"redirectUrl\":\"" + url + "\"}";
    }

    private static String status(String id) {
        return gateway.get("/payment-intents/" + id).ok().path("status").asString();
    }
}
