package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;

class AuthenticationTest {

    private static Gateway gateway;
    private static String intent;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        intent = Wire.id(gateway.create("Auto"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theKeyIsSentAsItIs() {
        assertThat(signed("Basic " + gateway.secretKey()).status()).isEqualTo(200);
    }

    @Test
    void librariesThatEncodeTheKeyAreUnderstood() {
        assertThat(signed("Basic " + encoded(gateway.secretKey() + ":")).status())
                .isEqualTo(200);
        assertThat(signed("Basic " + encoded(gateway.secretKey() + ":password")).status())
                .isEqualTo(200);
        assertThat(signed("Basic " + encoded(gateway.secretKey())).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic ", "BASIC ", "Basic   "})
    void theSchemesLettersMayBeOfAnyCase(String scheme) {
        assertThat(signed(scheme + gateway.secretKey()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void soMayTheHeaders(String header) {
        var answer = gateway.send(gateway.open("/payment-intents/" + intent)
                .header(header, "Basic " + gateway.secretKey())
                .header("VERSION", Gateway.VERSION)
                .GET());

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void ofTwoCredentialsTheSecretKeyCounts() {
        var key = "Basic " + gateway.secretKey();

        assertThat(signed("Basic cs_sandbox_other", key).status()).isEqualTo(200);
        assertThat(signed(key, "Basic cs_sandbox_other").status()).isEqualTo(200);
        assertThat(signed("Basic cs_sandbox_other, " + key).status()).isEqualTo(200);
        assertThat(signed(key + ",Basic cs_sandbox_other").status()).isEqualTo(200);
    }

    @Test
    void withoutAKeyNobodyIsSignedIn() {
        Golden.check("unauthorized", 401, unsigned());
        assertThat(unsigned().response().headers().firstValue("www-authenticate"))
                .hasValue("Basic");
    }

    @Test
    void anUnknownKeyIsRefused() {
        Wire.refused(signed("Basic sk_sandbox_" + "A".repeat(86)), 401, "not known, or no longer valid");
        Wire.refused(signed("Basic sk_prod_" + "A".repeat(86)), 401, "not known, or no longer valid");
        Wire.refused(signed("Basic " + gateway.secretKey() + "x"), 401, "not known, or no longer valid");
        var short1 = gateway.secretKey().substring(0, gateway.secretKey().length() - 1);
        Wire.refused(signed("Basic " + short1), 401, "not known, or no longer valid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer {key}", "{key}", "Token {key}", "Basic", "Basic ", "Basic cs_sandbox_secret", "Basic Og==",
                "Basic !!!!", "Basic {upper}", "Digest {key}", "Basic: {key}", ",,,", "Basic \"{key}\"", "Basic sk_"
            })
    void anythingElseIsRefusedToo(String header) {
        var value = header.replace("{key}", gateway.secretKey())
                .replace("{upper}", gateway.secretKey().toUpperCase(java.util.Locale.ROOT));

        var answer = signed(value);

        Wire.problem(answer, 401);
        assertThat(answer.text()).doesNotContain(gateway.secretKey());
    }

    @Test
    void aNewAccountsKeyOpensItsOwnAccount() {
        var key = gateway.openAccount("Another shop");

        var created = gateway.send(Wire.json(gateway.requestAs(key, "/payment-intents"), Wire.body("")))
                .ok();

        assertThat(created.path("config").path("tradingName").asString()).isEqualTo("Another shop");
    }

    @Test
    void aLiveAccountsIdsAreNotTheSandboxes() {
        var key = gateway.openAccount(Environment.Live, "A live shop");

        var created = gateway.send(Wire.json(gateway.requestAs(key, "/payment-intents"), Wire.body("")))
                .ok();

        assertThat(key).startsWith("sk_prod_");
        assertThat(Wire.id(created)).matches("pi_(?!sandbox_)[A-Za-z0-9_-]{22}");
    }

    /** Every operation that needs a key, with a body that would otherwise do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   |                                    | {"amount":{"value":1,"currencyCode":"GBP"},"reference":"x"}
            GET    | /{id}                              |
            DELETE | /{id}                              |
            POST   | /{id}/charge                       |
            POST   | /{id}/refresh-client-session-secret |
            POST   | /search                            | {}
            POST   | /{id}/tips-amount                  | {"tipsAmount":{"value":1,"currencyCode":"GBP"}}
            POST   | /{id}/amount                       | {"amount":{"value":1,"currencyCode":"GBP"}}
            POST   | /{id}/receipt                      | {"emails":["a@shop.example"]}
            POST   | /{id}/refunds                      | {"amount":1}
            GET    | /refunds/rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAAA |
            POST   | /{id}/reversal                     |
            POST   | /{id}/captures                     | {"amount":1}
            POST   |                                    | {"nothing":"that makes sense"}
            GET    | /pi_sandbox_T                      |
            """)
    void noOperationAnswersWithoutAKeyWhateverElseIsWrong(String verb, String path, String body) {
        var rows = new Rows(gateway);
        var before = rows.counts();

        var answer = gateway.send(gateway.open("/payment-intents" + (path == null ? "" : path.replace("{id}", intent)))
                .header("Content-Type", "application/json")
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));

        Wire.problem(answer, 401);
        assertThat(rows.counts()).isEqualTo(before);
    }

    private static Answer signed(String... values) {
        var request = gateway.open("/payment-intents/" + intent).header("version", Gateway.VERSION);
        for (var value : values) {
            request.header("Authorization", value);
        }
        return gateway.send(request.GET());
    }

    private static Answer unsigned() {
        return signed();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
