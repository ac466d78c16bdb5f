package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the card component is served as, and the ways that its frames go; a browser's part is in {@code browser}. */
class ComponentTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "5200000000001005";
    private static final String DECLINED = "4000000000000002";
    private static final String CHALLENGED = "4456530000001096";
    private static final String CHANNEL = "AAAAAAAAAAAAAAAAAAAAAA";

    /** Script, and one form with its style: what a shopper waits for. */
    private static final int LARGEST_BYTES = 14_000;

    @AfterAll
    static void stop() {
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        new Books(gateway).mustAgree();
    }

    @Test
    void theScriptIsServedToEveryPageAndKeptForMinutes() {
        var script = gateway.send(gateway.open("/payments/v1/client.js").GET());

        assertThat(script.status()).isEqualTo(200);
        assertThat(header(script, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(script, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(script, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(script, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(script.response().headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(script.response().headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(script.text())
                .contains("const HOME = \"" + gateway.baseUrl() + "\";")
                .doesNotContain("{{")
                .doesNotContain("innerHTML")
                .doesNotContain("document.cookie");
    }

    @Test
    void aBrowserThatHasTheScriptIsNotSentItAgain() {
        var etag = header(gateway.send(gateway.open("/payments/v1/client.js").GET()), "ETag");

        var again = gateway.send(gateway.open("/payments/v1/client.js")
                .header("If-None-Match", "\"other\", " + etag)
                .GET());
        var other = gateway.send(gateway.open("/payments/v1/client.js")
                .header("If-None-Match", "\"other\"")
                .GET());

        assertThat(etag).matches("W/\"[0-9a-f]{32}\"");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(etag);
        assertThat(header(again, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(other.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"card", "code", "wallets"})
    void theFormMayBeFramedByAnybodyAndTalkToItsOwnOriginOnly(String form) {
        var page = gateway.send(gateway.open("/payments/v1/" + form).GET());

        assertThat(policy(page))
                .isEqualTo("default-src 'none'; script-src 'nonce-…'; style-src 'nonce-…'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors *; connect-src 'self'; frame-src 'self'");
        assertThat(page.response().headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(page.response().headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(page.text()).doesNotContain(" name=\"c");
        assertThat(page.text().contains("autocomplete=\"cc-csc\"")).isNotEqualTo(form.equals("wallets"));
    }

    @Test
    void onlyTheFormsThemselvesAndTheBanksWayMayBeFramed() {
        var bank = gateway.send(gateway.open("/payments/v1/bank").GET());
        var checkout = gateway.send(
                gateway.open("/checkout/" + gateway.create("Auto").path("id").asString())
                        .GET());

        assertThat(policy(bank))
                .isEqualTo("default-src 'none'; script-src 'nonce-…'; style-src 'nonce-…'; form-action 'self' https:; "
                        + "base-uri 'none'; frame-ancestors *; frame-src 'self' https:");
        assertThat(policy(checkout)).contains("frame-ancestors 'none'");
    }

    @ParameterizedTest
    @CsvSource({
        "'gzip, deflate, br', true",
        "gzip, true",
        "'br;q=1.0, gzip;q=0.8', true",
        "'', false",
        "br, false",
        "gzip;q=0, false",
        "'gzip;q=0.0, br', false",
        "x-gzip, false"
    })
    void theScriptIsCompressedForWhoTakesIt(String accepted, boolean compressed) {
        var script = gateway.send(gateway.open("/payments/v1/client.js")
                .header("Accept-Encoding", accepted)
                .GET());

        assertThat(header(script, "Content-Encoding")).isEqualTo(compressed ? "gzip" : "");
        assertThat(header(script, "Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void scriptAndFormAreSmall() {
        var script = zipped("client.js");
        var form = zipped("card");

        assertThat(length(script)).isLessThan(5_000);
        assertThat(length(script) + length(form)).isLessThan(LARGEST_BYTES);
    }

    @Test
    void aBrowsersChallengeComesBackToTheFormThatBeganIt() {
        var intent = gateway.create("Auto");
        var asked = pay(intent, CHALLENGED, "?frame=" + CHANNEL).ok();
        assertThat(asked.path("statusCode").intValue()).isEqualTo(3);
        var finished = answer(asked);
        assertThat(finished.target())
                .isEqualTo(gateway.baseUrl() + "/payments/v1/three-ds/"
                        + intent.path("id").asString() + "/" + CHANNEL);

        var back = comeBack(finished.target(), finished.fields());

        assertThat(back.status()).isEqualTo(200);
        assertThat(policy(back)).contains("frame-ancestors *").doesNotContain("connect-src");
        assertThat(back.text()).contains("data-channel=\"" + CHANNEL + "\"");
        assertThat(verdict(back).path("statusCode").intValue()).isZero();
        assertThat(verdict(back).path("authCode").asString()).isEqualTo("123456");
        // Loaded again, it says how things stand.
        assertThat(verdict(comeBack(finished.target(), finished.fields()))
                        .path("statusCode")
                        .intValue())
                .isZero();
        assertThat(outcome(intent).path("authCode").asString()).isEqualTo("123456");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?frame=",
                "?frame=short",
                "?frame=https://evil.example/AAAAAAAA",
                "?frame=AAAAAAAAAAAAAAAAAAAAA%22"
            })
    void whoIsNoCardFormIsNotComeBackTo(String query) {
        var asked = pay(gateway.create("Auto"), CHALLENGED, query).ok();

        assertThat(answer(asked).target()).isEmpty();
    }

    @Test
    void comingBackWithAnothersNoteOrToNowhereMovesNothing() {
        var intent = gateway.create("Auto");
        pay(intent, CHALLENGED, "?frame=" + CHANNEL).ok();
        var path =
                gateway.baseUrl() + "/payments/v1/three-ds/" + intent.path("id").asString() + "/";

        assertThat(verdict(comeBack(path + CHANNEL, "MD=x&PaRes=y"))
                        .path("statusCode")
                        .intValue())
                .isEqualTo(30);
        assertThat(comeBack(path + "x%22%3E", "MD=x&PaRes=y").status()).isEqualTo(404);
        assertThat(verdict(comeBack(gateway.baseUrl() + "/payments/v1/three-ds/pi_sandbox_x/" + CHANNEL, "MD=x"))
                        .path("statusCode")
                        .intValue())
                .isEqualTo(404);
        assertThat(gateway.get("/payment-intents/" + intent.path("id").asString())
                        .ok()
                        .path("status")
                        .asString())
                .isEqualTo("Created");
    }

    @Test
    void howAnIntentStandsIsToldToWhoTriedToPayIt() {
        var paid = gateway.create("Manual");
        pay(paid, FRICTIONLESS, "").ok();
        var declined = gateway.create("Auto");
        pay(declined, DECLINED, "").ok();
        var canceled = gateway.create("Auto");
        gateway.delete("/payment-intents/" + canceled.path("id").asString());
        be(Mood.DUMB);
        var silent = gateway.create("Auto");
        pay(silent, FRICTIONLESS, "").ok();

        assertThat(outcome(paid).path("statusCode").intValue()).isZero();
        assertThat(outcome(declined).path("statusCode").intValue()).isEqualTo(5);
        assertThat(outcome(canceled).path("statusCode").intValue()).isEqualTo(400);
        assertThat(outcome(silent).path("statusCode").intValue()).isEqualTo(40);
        assertThat(outcome(gateway.create("Auto")).path("statusCode").intValue())
                .isEqualTo(30);
        assertThat(gateway.send(gateway.open("/payments/v1/outcome/nonsense").GET())
                        .ok()
                        .path("statusCode")
                        .intValue())
                .isEqualTo(401);
    }

    @Test
    void whatWalletsAreAskedForIsToldToWhoMayPay() {
        var intent = gateway.createForWallets();

        var offer = offer(intent);

        assertThat(offer.path("statusCode").intValue()).isZero();
        assertThat(offer.path("merchant").asString())
                .isEqualTo(gateway.account(gateway.secretKey()).id().value());
        assertThat(offer.path("amount").intValue()).isEqualTo(1000);
        assertThat(offer.path("currency").asString()).isEqualTo("GBP");
        assertThat(offer.size()).isEqualTo(4);
        assertThat(offer(intent)).as("nothing was used up").isEqualTo(offer);
    }

    @Test
    void walletsAreAskedForTheTotalOfThisMoment() {
        var intent = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "paymentMethods":["Card","Wallet"],"config":{"payment":{"customAmountAllowed":true}}}
                        """).ok();
        gateway.post(
                        "/payment-intents/" + intent.path("id").asString() + "/amount",
                        "{\"amount\":{\"value\":1200,\"currencyCode\":\"GBP\"}}")
                .ok();

        assertThat(offer(intent).path("statusCode").intValue()).isEqualTo(401);
        assertThat(offer(gateway.get("/payment-intents/" + intent.path("id").asString())
                                .ok())
                        .path("amount")
                        .intValue())
                .isEqualTo(1200);
    }

    @Test
    void whereNoWalletCanPayTheOfferSaysWhy() {
        var paid = gateway.createForWallets();
        pay(paid, FRICTIONLESS, "").ok();
        var live = gateway.openAccount(Environment.Live, "Bluebell Books");
        var earning = gateway.send(gateway.requestAs(live, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                                 "paymentMethods":["Card","Wallet"]}
                                """)))
                .ok();

        assertThat(refusal(gateway.create("Auto")))
                .isEqualTo("400 This payment intent takes no wallets: its paymentMethods do not name Wallet.");
        assertThat(refusal(earning)).isEqualTo("400 Live accounts take no wallets in browsers yet.");
        assertThat(refusal(gateway.createSetup("NoShow"))).startsWith("400 A setup intent takes a card");
        assertThat(refusal(paid)).startsWith("401 ");
        assertThat(refusal(JsonMapper.shared().readTree("{\"clientSessionSecret\":\"nonsense\"}")))
                .startsWith("401 ");
    }

    @Test
    void aWalletsChallengeComesBackToTheFrameThatBeganIt() {
        var intent = gateway.createForWallets();
        var token = JsonMapper.shared()
                .writeValueAsString(Map.of("token", gateway.googleToken(CHALLENGED, AuthMethod.PAN_ONLY)));
        var asked = gateway.postOpen(
                        "/api/payments/" + intent.path("clientSessionSecret").asString() + "/google-pay?frame="
                                + CHANNEL,
                        token)
                .ok();
        assertThat(asked.path("statusCode").intValue()).isEqualTo(3);

        var finished = answer(asked);

        assertThat(finished.target())
                .isEqualTo(gateway.baseUrl() + "/payments/v1/three-ds/"
                        + intent.path("id").asString() + "/" + CHANNEL);
        assertThat(verdict(comeBack(finished.target(), finished.fields()))
                        .path("statusCode")
                        .intValue())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.js", "card", "code", "wallets", "bank", "outcome/x", "offer/x"})
    void otherVerbsAreRefused(String path) {
        assertThat(gateway.send(gateway.open("/payments/v1/" + path).DELETE()).status())
                .isEqualTo(405);
    }

    private record Return(String target, String fields) {}

    /** Gives the bank the right code; says where its page sends the browser, and with what. */
    private static Return answer(JsonNode asked) {
        var page = gateway.send(gateway.open("/sandbox/three-ds/answer")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(Map.of(
                                "JWT", asked.path("paReq").asString(),
                                "MD", asked.path("md").asString(),
                                "code", "1234")))))
                .text();
        return new Return(
                found(page, "action=\"([^\"]*)\""),
                form(Map.of(
                        "PaRes", found(page, "name=\"PaRes\" value=\"([^\"]*)\""),
                        "MD", found(page, "name=\"MD\" value=\"([^\"]*)\""))));
    }

    private static Answer comeBack(String target, String fields) {
        return gateway.send(gateway.open(target.substring(gateway.baseUrl().length()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields)));
    }

    private static Answer pay(JsonNode intent, String pan, String query) {
        return gateway.postOpen(
                "/api/payments/" + intent.path("clientSessionSecret").asString() + query, Gateway.card(pan));
    }

    private static JsonNode outcome(JsonNode intent) {
        return gateway.send(gateway.open("/payments/v1/outcome/"
                                + intent.path("clientSessionSecret").asString())
                        .GET())
                .ok();
    }

    private static JsonNode offer(JsonNode intent) {
        return gateway.send(gateway.open("/payments/v1/offer/"
                                + intent.path("clientSessionSecret").asString())
                        .GET())
                .ok();
    }

    private static String refusal(JsonNode intent) {
        var offer = offer(intent);
        return offer.path("statusCode").intValue() + " " + offer.path("message").asString();
    }

    private static JsonNode verdict(Answer page) {
        var text = found(page.text(), "data-verdict=\"([^\"]*)\"").replace("&#34;", "\"");
        return JsonMapper.shared().readTree(text);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String found(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1).replace("&amp;", "&") : "";
    }

    private static String header(Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse("");
    }

    private static Answer zipped(String path) {
        return gateway.send(gateway.open("/payments/v1/" + path)
                .header("Accept-Encoding", "gzip")
                .GET());
    }

    private static int length(Answer answer) {
        return Integer.parseInt(header(answer, "Content-Length"));
    }

    private static String policy(Answer page) {
        return header(page, "Content-Security-Policy").replaceAll("nonce-[^']+", "nonce-…");
    }
}
