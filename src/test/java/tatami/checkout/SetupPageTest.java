package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.checkout.MoodyAcquirer.Mood;
import tools.jackson.databind.JsonNode;

/** The hosted page of a setup intent, as a browser without scripts meets it. */
class SetupPageTest extends WithMoodyGateway {

    private static final String SHOP = "https://hotel.example";
    private static final String FRICTIONLESS = "5200 0000 0000 1005";
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String CHALLENGED = "4456 5300 0000 1096";
    private static final String TERMS = "Who does not come is charged for one night.";

    private static final Map<String, String> AGREED = Map.of("consent", "yes");

    @Test
    void thePageSaysWhoAsksForWhatAndThatNothingIsChargedNow() {
        var page = open(create("""
                "config":{"title":"The Harbour Inn","details":{"showReference":true}},"description":"Two nights in May"
                """));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("<h1>The Harbour Inn</h1>");
        assertThat(Html.words(page))
                .startsWith(" Save your card – The Harbour Inn ")
                .contains("Nothing is charged now.", "Tatami Sandbox may later charge this card once, under the terms")
                .contains("Two nights in May", "Reference Booking 7", "Expected charge £120.00")
                .contains("may be a different amount", TERMS, "Save card")
                .contains("I agree that Tatami Sandbox may later charge this card once, under these terms.");
        mustNotSpeakOfPaying(page);
    }

    @Test
    void aCardThatMayBeChargedAgainAndAgainIsAskedForAsSuch() {
        var page = open(create("\"merchantInitiatedTransactionType\":\"Unscheduled\""));

        assertThat(Html.words(page))
                .contains("may later charge this card more than once, under the terms")
                .contains("I agree that Tatami Sandbox may later charge this card more than once, under these terms.")
                .doesNotContain("card once");
    }

    @Test
    void whoDoesNotKnowWhatTheChargeWillBeSaysSo() {
        var page = open(create("\"intendedAmount\":{\"value\":0,\"currencyCode\":\"GBP\"}"));

        assertThat(Html.words(page)).contains("Expected charge Not known yet").doesNotContain("£0", "different amount");
    }

    @Test
    void theBoxToTickIsARealOneAndNamesItsTerms() {
        var page = open(create(""));

        assertThat(page.text())
                .contains("<label for=\"consent\">", "type=\"checkbox\" value=\"yes\" required")
                .contains("aria-details=\"terms\"")
                .contains("id=\"terms\" role=\"region\" aria-label=\"Terms\" tabindex=\"0\">" + TERMS + "</div>")
                .doesNotContain(" checked", "aria-invalid=", "role=\"alert\"");
    }

    @Test
    void agreeingSavesTheCardAndLeadsBackToTheShopWithTheId() {
        var id = create(redirect(SHOP + "/thanks?booking=7"));

        var saved = save(open(id), FRICTIONLESS);

        assertThat(saved.status()).isEqualTo(200);
        assertThat(Html.words(saved))
                .startsWith(" Card saved – Tatami Sandbox ")
                .contains("Taking you back to Tatami Sandbox", "Saved for Tatami Sandbox", "Expected charge £120.00")
                .contains("Back to Tatami Sandbox");
        assertThat(Html.leadsTo(saved)).isEqualTo(SHOP + "/thanks?booking=7&id=" + id);
        assertThat(status(id)).isEqualTo("Authorized");
        mustNotSpeakOfPaying(saved);
    }

    @Test
    void withoutAShopToGoBackToThePageSaysThatTheCardIsSavedAndWhatWasAgreed() {
        var saved = save(open(create("")), FRICTIONLESS);

        assertThat(Html.words(saved))
                .contains("Card saved", "Nothing was charged. You can close this page.")
                .contains("The terms you agreed to", TERMS);
        assertThat(saved.text()).doesNotContain("http-equiv=\"refresh\"");
    }

    @Test
    void theConsentIsKeptWithItsTimeTheTermsAndTheDevice() {
        var id = create("");
        var page = open(id);
        var typed = Html.with(Html.hidden(page), Html.with(Html.card(FRICTIONLESS), AGREED));

        var saved = gateway.send(gateway.open("/checkout/" + id)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", "A browser")
                .POST(BodyPublishers.ofString(Html.encode(typed))));

        assertThat(saved.text()).contains("Card saved");
        var consent = read(id).path("consent");
        assertThat(consent.path("terms").asString()).isEqualTo(TERMS);
        assertThat(consent.path("ipAddress").asString()).isEqualTo("127.0.0.1");
        assertThat(consent.path("userAgent").asString()).isEqualTo("A browser");
        assertThat(consent.path("givenAt").asString())
                .startsWith(gateway.clock().instant().toString().substring(0, 19));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "on", "<b>"})
    void whoDoesNotAgreeSavesNothingAndKeepsWhatWasTyped(String consent) {
        var id = create("\"config\":{\"customerEmail\":{\"collectionRequired\":true}}");
        var form = open(id);

        var page = Html.submit(gateway, form, Html.with(Html.card(FRICTIONLESS), Map.of("consent", consent)));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text())
                .contains("Please check your details", "Tick the box if you agree. Your card is saved only then.")
                .contains("aria-invalid=\"true\" aria-describedby=\"consent-error\"")
                .contains("autofocus data-missing=\"Tick")
                .contains("value=\"me@home.example\"", "value=\"12 / 29\"", "value=\"A Shopper\"")
                .doesNotContain("5200", "value=\"020\"", " checked");
        assertThat(page.text().split("aria-invalid=\"true\"", -1)).hasSize(2);
        assertThat(status(id)).isEqualTo("Created");
        assertThat(read(id).hasNonNull("consent")).isFalse();
        assertThat(Html.hidden(page)).as("the secret is as good as before").isEqualTo(Html.hidden(form));
        assertThat(save(form, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void theTickIsKeptWhenSomethingElseIsWrong() {
        var id = create("");

        var wrong = save(open(id), "5200 0000 0000 1006");
        var declined = save(wrong, DECLINED);

        assertThat(wrong.status()).isEqualTo(400);
        for (var page : List.of(wrong, declined)) {
            assertThat(page.text()).contains("required checked").doesNotContain("aria-describedby=\"consent-error\"");
        }
        assertThat(save(declined, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void anEmptyFormIsToldEverythingAtOnce() {
        var page = Html.post(gateway, "/checkout/" + create(""), Map.of());

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text().split("aria-invalid=\"true\"", -1)).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</div><img src=x onerror=alert(1)>",
                "\\\" autofocus onfocus=\\\"alert(1)",
                "'&amp;&lt;b&gt;",
                "First line\\n\\n  second\\r\\nthird",
                "بشرط أن تُلغى قبل يوم\\nand then English",
                "\\u202Egnp.exe"
            })
    void theTermsAreOnlyTextAndAllOfIt(String terms) {
        var id = create("\"terms\":\"" + terms + "\"");
        var written = read(id).path("terms").asString();

        var page = open(id);
        var saved = save(page, FRICTIONLESS);

        for (var answer : List.of(page, saved)) {
            var box = answer.text().substring(answer.text().indexOf("aria-label=\"Terms\" tabindex=\"0\">"));
            var text = box.substring(box.indexOf('>') + 1, box.indexOf("</div>"));
            assertThat(text).doesNotContain("<", ">");
            assertThat(Html.unescape(text)).isEqualTo(written);
        }
        assertThat(read(id).path("consent").path("terms").asString()).isEqualTo(written);
    }

    @Test
    void termsOfTenThousandCharactersAreShownInFull() {
        var terms = "Read me. ".repeat(1200).substring(0, 10_239) + ".";

        var page = open(create("\"terms\":\"" + terms + "\""));

        assertThat(page.text()).contains(">" + terms + "</div>");
        assertThat(page.text().length() - terms.length()).isLessThan(40_000);
    }

    @Test
    void aDeclineIsSaidAndAnotherCardIsWelcomeOnTheSamePage() {
        var id = create(redirect(SHOP));

        var declined = save(open(id), DECLINED);

        assertThat(declined.status()).isEqualTo(200);
        assertThat(Html.words(declined)).contains("Your card was declined", "It was not saved. Try another card");
        assertThat(status(id)).isEqualTo("Created");
        mustNotSpeakOfPaying(declined);
        assertThat(save(declined, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void aChallengeIsAnsweredAtTheBankAndTheShopperGoesOnToTheShop() {
        var id = create(redirect(SHOP));

        var challenge = save(open(id), CHALLENGED);
        var asked = Html.submit(gateway, challenge, Map.of());
        var finished = Html.submit(gateway, asked, Map.of("code", "1234"));
        var saved = Html.submit(gateway, finished, Map.of());

        assertThat(Html.words(challenge)).contains("Confirm with your bank", "Continue to your bank");
        assertThat(Html.words(asked)).contains("Confirm your card", "Nothing is paid now.", "•••• 1096");
        assertThat(Html.words(asked)).doesNotContain("Amount", "£");
        assertThat(Html.words(finished)).contains("Card confirmed").doesNotContain("payment");
        assertThat(Html.words(saved)).contains("Card saved");
        assertThat(Html.leadsTo(saved)).isEqualTo(SHOP + "?id=" + id);
        assertThat(status(id)).isEqualTo("Authorized");
        assertThat(read(id).path("consent").path("terms").asString()).isEqualTo(TERMS);
        mustNotSpeakOfPaying(challenge);
    }

    @Test
    void aChallengeThatIsNotPassedIsSaidAndAnotherCardIsWelcome() {
        var id = create(redirect(SHOP));

        var asked = Html.submit(gateway, save(open(id), CHALLENGED), Map.of());
        var givenUp = Html.submit(gateway, asked, Map.of("cancel", "yes"));
        var back = Html.submit(gateway, givenUp, Map.of());

        assertThat(Html.words(givenUp)).contains("Card not confirmed", "nothing was confirmed");
        assertThat(back.status()).isEqualTo(200);
        assertThat(Html.words(back))
                .contains("Your bank could not confirm that it was you", "Your card was not saved. Try again");
        mustNotSpeakOfPaying(back);
        assertThat(save(back, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void aSilenceIsWaitedOutAndItsEndIsSaid() {
        var id = create(redirect(SHOP));
        be(Mood.DUMB);

        var form = open(id);
        var silent = save(form, FRICTIONLESS);
        var meanwhile = save(form, FRICTIONLESS);
        be(Mood.FINE);
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        var end = Html.open(gateway, "/checkout/" + id + "?waited");

        assertThat(silent.status()).isEqualTo(200);
        assertThat(silent.text()).contains("http-equiv=\"refresh\" content=\"2;url=/checkout/" + id + "?waited\"");
        assertThat(Html.words(silent)).contains("Your card is being checked", "do not enter it again");
        assertThat(Html.words(meanwhile)).contains("Your card is being checked");
        assertThat(Html.words(end)).contains("Your card could not be saved", "Nothing was charged");
        mustNotSpeakOfPaying(silent);
        mustNotSpeakOfPaying(end);
        assertThat(save(end, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void sendingTheSameFormTwiceWithTheBackButtonSavesOnce() {
        var id = create(redirect(SHOP));
        var form = open(id);
        save(form, FRICTIONLESS);
        var card = read(id);

        var again = save(form, "5555 5555 5555 5599");

        assertThat(again.status()).isEqualTo(200);
        assertThat(Html.words(again)).contains("Card saved");
        assertThat(read(id)).isEqualTo(card);
    }

    @Test
    void aCardThatIsLeftAlreadyIsSaidSoWithTheWayBack() {
        var id = create(redirect(SHOP));
        save(open(id), FRICTIONLESS);

        var page = open(id);

        assertThat(page.status()).isEqualTo(200);
        assertThat(Html.words(page)).contains("Card already saved", "You have left a card here", TERMS);
        assertThat(page.text())
                .contains("href=\"" + SHOP + "?id=" + id + "\"")
                .doesNotContain("name=\"card-number\"", "http-equiv=\"refresh\"");
        mustNotSpeakOfPaying(page);
    }

    @Test
    void whatIsCanceledWhileThePageIsOpenSavesNothing() {
        var id = create("\"config\":{\"cancelUrl\":\"https://hotel.example/bookings\"}");
        var form = open(id);
        gateway.delete("/setup-intents/" + id).ok();

        for (var page : List.of(save(form, FRICTIONLESS), open(id))) {
            assertThat(page.status()).isEqualTo(410);
            assertThat(Html.words(page))
                    .contains("This link is no longer valid", "No card can be saved here any more, and none is kept.");
            assertThat(page.text())
                    .contains("href=\"https://hotel.example/bookings?id=" + id)
                    .doesNotContain("name=\"card-number\"");
            mustNotSpeakOfPaying(page);
        }
        assertThat(status(id)).isEqualTo("Canceled");
    }

    @Test
    void whatTheMerchantGaveUpAfterwardsIsClosedToo() {
        var id = create("");
        save(open(id), FRICTIONLESS);
        gateway.delete("/setup-intents/" + id + "?includeAuthorized=true").ok();

        var page = open(id);

        assertThat(page.status()).isEqualTo(410);
        assertThat(Html.words(page)).contains("none is kept");
    }

    @Test
    void whatExpiresWhileThePageIsOpenSavesNothing() {
        try (var later = Gateway.start()) {
            var end = later.clock().instant().plus(Duration.ofMinutes(10));
            var id = create(later, "\"expireAt\":\"" + end + "\"");
            var form = Html.open(later, "/checkout/" + id);

            later.clock().advance(Duration.ofMinutes(10));
            var sent = Html.submit(later, form, Html.with(Html.card(FRICTIONLESS), AGREED));
            later.expire();
            var afterwards = Html.open(later, "/checkout/" + id);

            assertThat(sent.status()).isEqualTo(410);
            assertThat(afterwards.status()).isEqualTo(410);
            assertThat(later.get("/setup-intents/" + id).ok().path("status").asString())
                    .isEqualTo("Expired");
        }
    }

    @Test
    void aPageThatIsOutOfDateIsShownAgainAndWorks() {
        var id = create("");
        var old = open(id);
        gateway.post("/setup-intents/" + id + "/refresh-client-session-secret", "");

        var again = save(old, FRICTIONLESS);

        assertThat(again.status()).isEqualTo(409);
        assertThat(Html.words(again)).contains("This page was out of date", "Your card was not saved.");
        assertThat(again.text()).contains("value=\"A Shopper\"", "required checked");
        mustNotSpeakOfPaying(again);
        assertThat(save(again, FRICTIONLESS).text()).contains("Card saved");
    }

    @Test
    void theSecretOfOneKindOpensNothingOfTheOther() {
        var setup = create("");
        var payment = gateway.create("Auto").path("id").asString();

        for (var path : Map.of(setup, payment, payment, setup).entrySet()) {
            var others = Html.hidden(open(path.getValue()));
            var typed = Html.with(Html.card(FRICTIONLESS), AGREED);

            var page = Html.post(gateway, "/checkout/" + path.getKey(), Html.with(typed, others));

            assertThat(page.status()).isEqualTo(409);
        }
        assertThat(status(setup)).isEqualTo("Created");
        assertThat(gateway.get("/payment-intents/" + payment)
                        .ok()
                        .path("status")
                        .asString())
                .isEqualTo("Created");
    }

    @ParameterizedTest
    @CsvSource({"true, me@home.example", "false, ''"})
    void theEmailIsKeptWhereTheMerchantAsksForIt(boolean asks, String kept) {
        var id = create("\"config\":{\"customerEmail\":{\"collectionRequired\":" + asks + "}}");

        save(open(id), FRICTIONLESS);

        assertThat(read(id).path("customer").path("emailAddress").asString("")).isEqualTo(kept);
    }

    /** Nothing is paid or taken on any page of a setup intent; only the gateway is one for payments. */
    private static void mustNotSpeakOfPaying(Answer page) {
        assertThat(Html.words(page).replace("straight to the payment gateway", ""))
                .doesNotContainPattern("(?i)\\b(pay|paid|payments?|taken)\\b");
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }

    private static Answer save(Answer page, String number) {
        return Html.submit(gateway, page, Html.with(Html.card(number), AGREED));
    }

    private static String create(String more) {
        return create(gateway, more);
    }

    /** @param more members of the request instead of the usual ones, or nothing */
    private static String create(Gateway at, String more) {
        var usual = Map.of(
                "terms", "\"" + TERMS + "\"",
                "intendedAmount", "{\"value\":12000,\"currencyCode\":\"GBP\"}",
                "merchantInitiatedTransactionType", "\"NoShow\"");
        var request = new StringBuilder("{\"reference\":\"Booking 7\"");
        usual.forEach((name, value) -> {
            if (!more.contains("\"" + name + "\"")) {
                request.append(",\"").append(name).append("\":").append(value);
            }
        });
        var comma = more.isEmpty() ? "" : ",";
        return at.post("/setup-intents", request + comma + more + "}")
                .ok()
                .path("id")
                .asString();
    }

    private static JsonNode read(String id) {
        return gateway.get("/setup-intents/" + id).ok();
    }

    private static String status(String id) {
        return read(id).path("status").asString();
    }

    private static String redirect(String url) {
        return "\"config\":{\"redirectUrl\":\"" + url + "\"}";
    }
}
