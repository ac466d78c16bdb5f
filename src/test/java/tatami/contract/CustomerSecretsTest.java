package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;

/**
 * A customer's device is let in by a customer secret, to that customer's saved cards alone: operations
 * 27 to 29. Nobody has saved a card here.
 */
class CustomerSecretsTest {

    private static final String UNKNOWN = "cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA";
    private static final String NO_CARD = "pm_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    private static Gateway gateway;

    private String customer;
    private String secret;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void create() {
        customer = newCustomer();
        secret = newSecret(customer);
    }

    @Test
    void aSecretLivesAQuarterOfAnHour() {
        var made = gateway.post("/customers/" + customer + "/create-secret", "").ok();

        assertThat(made.propertyNames()).containsExactly("secret", "createdAt", "expireAt");
        assertThat(made.path("secret").asString())
                .matches("cs_sandbox_[A-Za-z0-9_-]+")
                .hasSizeLessThanOrEqualTo(400);
        var createdAt = Instant.parse(made.path("createdAt").asString());
        assertThat(Instant.parse(made.path("expireAt").asString())).isEqualTo(createdAt.plus(Duration.ofMinutes(15)));
        assertThat(Duration.between(createdAt, gateway.clock().instant()).abs()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aLaterSecretIsAnotherAndBothLetIn() {
        gateway.clock().advance(Duration.ofMinutes(1));
        var later = newSecret(customer);

        assertThat(later).isNotEqualTo(secret);
        assertThat(cards("Basic " + secret).status()).isEqualTo(200);
        assertThat(cards("Basic " + later).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"nothing\":\"asked for\"}"})
    void noBodyIsNeededToMakeASecret(String body) {
        gateway.post("/customers/" + customer + "/create-secret", body).ok();
    }

    @Test
    void whoHasNoCardsIsToldWhichCouldBeSaved() {
        var answer = cards("Basic " + secret);

        var shown = answer.ok();
        assertThat(answer.text()).doesNotContain(":null");
        assertThat(shown.propertyNames())
                .containsExactly("customerId", "merchantId", "savedPaymentMethods", "supportedPaymentMethods");
        assertThat(shown.path("customerId").asString()).isEqualTo(customer);
        assertThat(shown.path("merchantId").asString()).isNotEmpty();
        assertThat(shown.path("savedPaymentMethods").toString()).isEqualTo("[]");
        assertThat((Object) shown.path("supportedPaymentMethods"))
                .as("what this merchant's intents show")
                .isEqualTo(gateway.create("Auto").at("/merchantConfig/supportedPaymentMethods"));
        assertThat(shown.path("supportedPaymentMethods").propertyNames()).containsExactly("cardSchemes", "wallets");
    }

    @Test
    void theMerchantIsTheOneWhoseCustomerItIs() {
        var key = gateway.openAccount("Another shop");
        var theirs = newCustomer(key);
        var theirSecret = newSecret(key, theirs);

        var own = cards("Basic " + secret).ok();
        var another = list(theirs, "Basic " + theirSecret).ok();

        assertThat(another.path("customerId").asString()).isEqualTo(theirs);
        assertThat((Object) another.path("merchantId")).isNotEqualTo(own.path("merchantId"));
    }

    /** A letter more or less in front must not carry a secret from one world into the other. */
    @Test
    void aLiveCustomersSecretIsLive() {
        var key = gateway.openAccount(Environment.Live, "A live shop");
        var theirs = newCustomer(key);
        var live = newSecret(key, theirs);

        assertThat(live).startsWith("cs_").doesNotStartWith("cs_sandbox_");
        assertThat(list(theirs, "Basic " + live).ok().path("customerId").asString())
                .isEqualTo(theirs);
        for (var id : List.of(theirs, theirs.replace("cust_", "cust_sandbox_"))) {
            Wire.problem(list(id, "Basic " + live.replace("cs_", "cs_sandbox_")), 401);
        }
        for (var id : List.of(customer, customer.replace("cust_sandbox_", "cust_"))) {
            Wire.problem(list(id, "Basic " + secret.replace("cs_sandbox_", "cs_")), 401);
        }
    }

    // The door.

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "Authorization", "AUTHORIZATION", "aUTHORIZATION"})
    void theHeadersLettersMayBeOfAnyCase(String header) {
        var answer = gateway.send(gateway.open(path(customer))
                .header(header, "Basic " + secret)
                .header("VERSION", Gateway.VERSION)
                .GET());

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic ", "BASIC ", "Basic   "})
    void soMayTheSchemes(String scheme) {
        assertThat(cards(scheme + secret).status()).isEqualTo(200);
    }

    @Test
    void ofTwoCredentialsTheCustomerSecretCounts() {
        var own = "Basic " + secret;
        var keys = "Basic " + gateway.secretKey();

        assertThat(cards(own, keys).status()).isEqualTo(200);
        assertThat(cards(keys, own).status()).isEqualTo(200);
        assertThat(cards(own + ", " + keys).status()).isEqualTo(200);
        assertThat(cards(keys + "," + own).status()).isEqualTo(200);
        Wire.problem(delete(customer, NO_CARD, keys, own), 404);
    }

    /** The key that comes along is not looked at: the secret alone says whose device this is. */
    @Test
    void aWrongKeyBesideTheSecretDoesNoHarmAndARightOneNoGood() {
        assertThat(cards("Basic sk_sandbox_nobodys", "Basic " + secret).status())
                .isEqualTo(200);
        Wire.problem(cards("Basic " + gateway.secretKey(), "Basic cs_sandbox_nobodys"), 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic {key}",
                "Bearer {secret}",
                "{secret}",
                "Basic",
                "Basic ",
                "Basic cs_",
                "Basic cs_sandbox_",
                "Basic cs_sandbox_AAAA",
                "Basic cs_sandbox_!!!!",
                "Basic cs_sandbox_..",
                "Basic {secret}A",
                "Basic {secret}AAAA",
                "Basic A{secret}",
                "Basic {secret}{secret}",
                "Basic {upper}",
                "Basic \"{secret}\"",
                "Basic {long}",
                "Basic {secret}{long}",
                ",,,"
            })
    void nothingElseLetsIn(String header) {
        var value = header.replace("{key}", gateway.secretKey())
                .replace("{secret}", secret)
                .replace("{upper}", secret.toUpperCase(java.util.Locale.ROOT))
                .replace("{long}", "cs_sandbox_" + "A".repeat(600));

        for (var answer : List.of(cards(value), delete(customer, NO_CARD, value))) {
            Wire.problem(answer, 401);
            assertThat(answer.response().headers().firstValue("www-authenticate"))
                    .hasValue("Basic");
            assertThat(answer.text()).doesNotContain(secret);
        }
    }

    @Test
    void withoutASecretNobodyIsLetIn() {
        Wire.problem(cards(), 401);
        Wire.problem(delete(customer, NO_CARD), 401);
        Wire.problem(list(UNKNOWN), 401);
    }

    @Test
    void aSecretWithAnyLetterChangedLetsNobodyIn() {
        for (int i = "cs_sandbox_".length(); i < secret.length(); i++) {
            for (var other : List.of('A', 'B', 'z', '_')) {
                var changed = secret.substring(0, i) + other + secret.substring(i + 1);
                if (!changed.equals(secret)) {
                    assertThat(cards("Basic " + changed).status()).as(changed).isEqualTo(401);
                }
            }
        }
    }

    @Test
    void aSecretCutShortLetsNobodyIn() {
        for (int length = 0; length < secret.length(); length++) {
            assertThat(cards("Basic " + secret.substring(0, length)).status())
                    .as("the first " + length)
                    .isEqualTo(401);
        }
    }

    @Test
    void aSecretLetsToItsOwnCustomerAlone() {
        var other = newCustomer();

        for (var id : List.of(other, UNKNOWN, "id", customer + "A", customer + "," + other, "%00")) {
            Wire.problem(list(id, "Basic " + secret), 401);
            Wire.problem(delete(id, NO_CARD, "Basic " + secret), 401);
        }
    }

    @Test
    void aSecretEndsWhenItSaidItWould() {
        gateway.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
        var still = cards("Basic " + secret);
        gateway.clock().advance(Duration.ofSeconds(1));
        var noMore = cards("Basic " + secret);

        assertThat(still.status()).isEqualTo(200);
        Wire.problem(noMore, 401);
        Wire.problem(delete(customer, NO_CARD, "Basic " + secret), 401);
        assertThat(cards("Basic " + newSecret(customer)).status()).isEqualTo(200);
    }

    @Test
    void theSecretOfACustomerWhoWasDeletedFindsNobody() {
        assertThat(gateway.delete("/customers/" + customer).status()).isEqualTo(204);

        Wire.problem(cards("Basic " + secret), 404);
        Wire.problem(delete(customer, NO_CARD, "Basic " + secret), 404);
    }

    @Test
    void aSecretIsNoKey() {
        var request = gateway.open("/customers/" + customer)
                .header("version", Gateway.VERSION)
                .header("Authorization", "Basic " + secret);

        Wire.problem(gateway.send(request.copy().GET()), 401);
        Wire.problem(gateway.send(request.copy().DELETE()), 401);
    }

    /** Its key comes from the data directory, so a gateway that starts again knows what it gave out. */
    @Test
    void anotherGatewayOfTheSameHouseKnowsTheSecret() {
        try (var beside = Gateway.beside(gateway)) {
            beside.clock().set(gateway.clock().instant());

            var answer = beside.send(beside.open(path(customer))
                    .header("version", Gateway.VERSION)
                    .header("authorization", "Basic " + secret)
                    .GET());

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    // Cards that are not there.

    @ParameterizedTest
    @ValueSource(strings = {NO_CARD, "pm_sandbox_T", "pm_", "id", "%00", "%C3%A9"})
    void aCardThatIsNotThereCannotBeDeleted(String card) {
        Wire.problem(delete(customer, card, "Basic " + secret), 404);
    }

    // Asked wrongly.

    @ParameterizedTest
    @CsvSource({
        "/customers/public/{id}/payment-methods,       POST PUT PATCH DELETE",
        "/customers/public/{id}/payment-methods/pm_x,  GET POST PUT PATCH"
    })
    void whatCannotBeDoneWithAPathIs405(String path, String verbs) {
        for (var verb : verbs.split(" ")) {
            for (var slash : List.of("", "/")) {
                var request = asked(path.replace("{id}", customer) + slash, "Basic " + secret);
                Wire.problem(gateway.send(request.method(verb, BodyPublishers.ofString("{}"))), 405);
            }
        }
    }

    @Test
    void aSlashAtTheEndDoesNotMatter() {
        assertThat(gateway.send(asked(path(customer) + "/", "Basic " + secret)).status())
                .isEqualTo(200);
        Wire.problem(delete(customer, NO_CARD + "/", "Basic " + secret), 404);
    }

    @Test
    void aVersionIsNeededHereToo() {
        for (var path : List.of(path(customer), path(customer) + "/pm_x")) {
            var request = gateway.open(path).header("Authorization", "Basic " + secret);
            request.method(path.endsWith("pm_x") ? "DELETE" : "GET", BodyPublishers.noBody());

            Wire.invalidField(gateway.send(request.copy()), "version");
            Wire.invalidField(gateway.send(request.copy().header("version", "2021-12-31")), "version");
        }
    }

    private Answer cards(String... credentials) {
        return list(customer, credentials);
    }

    private static Answer list(String customer, String... credentials) {
        return gateway.send(asked(path(customer), credentials));
    }

    private static Answer delete(String customer, String card, String... credentials) {
        return gateway.send(asked(path(customer) + "/" + card, credentials).DELETE());
    }

    private static HttpRequest.Builder asked(String path, String... credentials) {
        var request = gateway.open(path).header("version", Gateway.VERSION).header("IS-MOBILE", "true");
        for (var credential : credentials) {
            request.header("Authorization", credential);
        }
        return request;
    }

    private static String path(String customer) {
        return "/customers/public/" + customer + "/payment-methods";
    }

    private static String newCustomer() {
        return newCustomer(gateway.secretKey());
    }

    private static String newCustomer(String key) {
        return Wire.id(gateway.send(Wire.json(gateway.requestAs(key, "/customers"), "{\"name\":\"Alex\"}"))
                .ok());
    }

    private static String newSecret(String customer) {
        return newSecret(gateway.secretKey(), customer);
    }

    private static String newSecret(String key, String customer) {
        return gateway.send(Wire.json(gateway.requestAs(key, "/customers/" + customer + "/create-secret"), ""))
                .ok()
                .path("secret")
                .asString();
    }
}
