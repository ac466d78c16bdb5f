package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** The pages in the shopper's own language. */
class LanguagesTest {

    private static final String FRICTIONLESS = "5200 0000 0000 1005";
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String CHALLENGED = "4456 5300 0000 1096";

    private static final String ALL = """
            {"amount":{"value":123450,"currencyCode":"EUR"},"reference":"Order 234",
             "tipsAmount":{"value":1000,"currencyCode":"EUR"},
             "config":{"details":{"showTotal":true,"showReference":true},"cancelUrl":"https://shop.example/cancel",
                "customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
                "shippingDetails":{"collectionRequired":true},
                "payment":{"tipsAllowed":true,"customAmountAllowed":true}}}
            """;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fr-CA,fr;q=0.9,en;q=0.5 | fr-FR | Payer 1 244,50 €       | Code postal          | Allemagne
        de-AT                   | de-DE | 1.244,50 € bezahlen    | Postleitzahl         | Deutschland
        es;q=0.9,en;q=0.8       | es-ES | Pagar 1.244,50 €       | Código postal        | Alemania
        it                      | it-IT | Paga 1.244,50 €        | CAP                  | Germania
        ja                      | en-GB | Pay €1,244.50          | Postcode             | Germany
        """)
    void thePageSpeaksTheBrowsersLanguage(String header, String tag, String button, String postcode, String country) {
        var page = gateway.send(gateway.open("/checkout/" + create(ALL))
                .header("Accept-Language", header)
                .GET());

        assertThat(page.text())
                .contains("<html lang=\"" + tag + "\">", ">" + country + "</option>", postcode + "</label>");
        assertThat(words(page)).contains(" " + button + " ");
    }

    @ParameterizedTest
    @EnumSource
    void theShopperMayChooseAnotherLanguageAndKeepsIt(Language language) {
        var words = Words.in(language);
        var id = create(ALL);

        var page = open(id, language);
        var wrong = Html.send(gateway, page, Map.of());
        var declined = Html.send(gateway, wrong, typed(DECLINED));
        var challenge = Html.send(gateway, declined, typed(CHALLENGED));
        var paid = Html.confirm(gateway, challenge, "1234");
        var sent = follow(Html.submit(gateway, paid, Map.of()));

        says(page, words.say("tip.add"), words.say("billing"), words.say("delivery"), words.say("reference"));
        says(wrong, words.say("notice.CHECK"), words.missing(Field.NUMBER), words.missing(Field.BILLING_LINE1));
        says(declined, words.say("notice.DECLINED"), words.say("notice.DECLINED.text"));
        says(challenge, words.say("challenge"), words.say("challenge.go"));
        says(paid, words.say("done"), words.say("done.text"), words.say("receipt.send", "m•••@home.example"));
        says(sent, words.say("receipt.sent.title"), words.say("receipt.sent.text", "m•••@home.example"));
        for (var each : new Answer[] {page, wrong, declined, challenge, paid, sent}) {
            assertThat(each.text()).contains("<html lang=\"" + language.tag() + "\">");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTermsAreAgreedToInTheShoppersLanguage(Language language) {
        var words = Words.in(language);
        var id = gateway.createSetup("NoShow").path("id").asString();

        var page = open(id, language);
        var unticked = Html.submit(gateway, page, Html.card(FRICTIONLESS));
        var agreed = Html.submit(gateway, page, Html.with(Html.card(FRICTIONLESS), Map.of("consent", "yes")));

        says(page, words.say("setup.title"), words.say("setup.nothing-now"), words.say("save"));
        says(unticked, words.missing(Field.CONSENT));
        says(agreed, words.say("done.setup"), words.say("done.text.setup"), words.say("done.terms"));
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBePaidIsSaidInTheShoppersLanguage(Language language) {
        var words = Words.in(language);
        var id = create("{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"r\"}");
        gateway.delete("/payment-intents/" + id).ok();

        says(open(id, language), words.say("closed"), words.say("closed.text", "Tatami Sandbox"));
        says(open("pi_nobody", language), words.say("unknown"), words.say("unknown.text"));
    }

    /** Between two languages everything differs that the gateway says itself. */
    @Test
    void noWordIsForgottenInATemplate() {
        var id = create(ALL);
        var english = sentences(open(id, Language.en));

        for (var language : new Language[] {Language.fr, Language.de, Language.es, Language.it}) {
            var same = sentences(open(id, language));
            same.retainAll(english);
            same.removeIf(text -> text.matches("English|Français|Deutsch|Español|Italiano|Order 234|Tatami Sandbox"));
            same.removeIf(text -> text.matches("Sandbox|Total:?|4456 5300 0000 1005|E-mail"));
            same.removeAll(Countries.startingWith("", language).stream()
                    .map(Countries.Country::name)
                    .toList());
            assertThat(same).as(language.name()).isEmpty();
        }
    }

    private static HashSet<String> sentences(Answer page) {
        var texts = new HashSet<String>();
        var shown = page.text().replaceAll("(?s)<(style|script)\\b.*?</\\1>", "");
        Pattern.compile(">([^<]*)<").matcher(shown).results().forEach(text -> {
            var sentence = Html.unescape(text.group(1)).strip();
            if (sentence.codePoints().anyMatch(Character::isLetter)) {
                texts.add(sentence);
            }
        });
        return texts;
    }

    private static Answer open(String id, Language language) {
        return gateway.send(gateway.open("/checkout/" + id + "?lang=" + language)
                .header("Accept-Language", language == Language.fr ? "de" : "fr")
                .GET());
    }

    private static Answer follow(Answer redirect) {
        assertThat(redirect.status()).isEqualTo(303);
        return Html.open(gateway, Html.header(redirect, "Location"));
    }

    private static void says(Answer page, String... sentences) {
        assertThat(words(page))
                .contains(java.util.Arrays.stream(sentences)
                        .map(LanguagesTest::spaced)
                        .toArray(String[]::new));
    }

    private static String words(Answer page) {
        return spaced(Html.words(page));
    }

    private static String spaced(String text) {
        return text.replaceAll("[\\u00a0\\u202f]", " ");
    }

    private static Map<String, String> typed(String number) {
        return Html.with(
                Html.card(number),
                Map.of(
                        "billing-country", "DE",
                        "billing-line1", "Unter den Linden 1",
                        "billing-city", "Berlin",
                        "billing-postcode", "10117",
                        "shipping-name", "An Other",
                        "shipping-same", "yes"));
    }

    private static String create(String intent) {
        return gateway.post("/payment-intents", intent).ok().path("id").asString();
    }
}
