package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

/** Thieves try one stolen number after the other until one is good. They do not get far, and nobody else notices. */
class CardTestersTest {

    private static final String GOOD = "5200000000001005";
    private static final String BAD = "4000000000000002";

    private static final int FAILED = 30;
    private static final int DECLINED = 5;

    /** What one intent bears, and what one address does here. */
    private static final int OF_AN_INTENT = 10;

    private static final int OF_AN_ADDRESS = 25;

    private static Gateway gateway;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("TATAMI_PROXIES", "1", "TATAMI_FAILURES_PER_ADDRESS", "" + OF_AN_ADDRESS));
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment-intents", "setup-intents"})
    void anIntentTakesTenFailuresInAnHour(String kind) {
        var id = create(kind);
        for (int i = 0; i < OF_AN_INTENT; i++) {
            assertThat(code(attempt(kind, id, BAD, ""))).isEqualTo(DECLINED);
        }

        var refused = attempt(kind, id, GOOD, "");

        assertThat(code(refused)).isEqualTo(FAILED);
        assertThat(refused.path("message").asString()).startsWith("Too many attempts have failed here.");
        assertThat(gateway.get("/" + kind + "/" + id).ok().path("status").asString())
                .isEqualTo("Created");
        assertThat(code(attempt(kind, create(kind), GOOD, "")))
                .as("another intent")
                .isZero();
        gateway.clock().advance(Duration.ofMinutes(61));
        assertThat(code(attempt(kind, id, GOOD, ""))).as("an hour later").isZero();
    }

    @Test
    void aShopperReadsOnThePageWhy() {
        var id = create("payment-intents");
        for (int i = 0; i < OF_AN_INTENT; i++) {
            attempt("payment-intents", id, BAD, "");
        }

        var page = Html.submit(gateway, Html.open(gateway, "/checkout/" + id), Html.card(GOOD));

        assertThat(page.status()).isEqualTo(429);
        assertThat(page.text()).contains("Too many attempts have failed", "Nothing was taken.");
    }

    @Test
    void theMerchantHearsOfItOnce() {
        var id = create("payment-intents");
        for (int i = 0; i < OF_AN_INTENT + 3; i++) {
            attempt("payment-intents", id, BAD, "");
        }

        var refreshes = OF_AN_INTENT + 3;
        assertThat(books.number("SELECT count(*) FROM event WHERE type = 'payment_intent.updated'"
                        + " AND data ->> 'paymentIntentId' = '" + id + "'"))
                .isEqualTo(refreshes + 1);
    }

    @Test
    void anAddressThatFailsEverywhereWaitsTenMinutes() {
        fail(OF_AN_ADDRESS, "203.0.113.7");

        var refused = attempt("payment-intents", create("payment-intents"), GOOD, "203.0.113.7");

        assertThat(code(refused)).isEqualTo(FAILED);
        assertThat(refused.path("message").asString()).startsWith("Too many attempts from this address have failed.");
        assertThat(code(attempt("setup-intents", create("setup-intents"), GOOD, "203.0.113.7")))
                .isEqualTo(FAILED);
        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "203.0.113.8")))
                .as("somebody else")
                .isZero();
        gateway.clock().advance(Duration.ofMinutes(11));
        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "203.0.113.7")))
                .isZero();
    }

    @Test
    void whoeverHasAnIpv6NetworkHasOneAddress() {
        for (int i = 0; i < OF_AN_ADDRESS; i++) {
            fail(1, "2001:db8:1:2::" + Integer.toHexString(i + 1));
        }

        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "2001:db8:1:2:ffff::1")))
                .isEqualTo(FAILED);
        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "2001:db8:1:3::1")))
                .isZero();
    }

    @Test
    void whatSucceedsDoesNotCount() {
        fail(OF_AN_ADDRESS - 1, "198.51.100.4");

        for (int i = 0; i < 5; i++) {
            assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "198.51.100.4")))
                    .isZero();
        }
    }

    @Test
    void whatACallerWritesBeforeTheProxysWordIsNotBelieved() {
        for (int i = 0; i < OF_AN_ADDRESS; i++) {
            fail(1, "192.0.2." + i + ", 203.0.113.99");
        }

        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "192.0.2.200, 203.0.113.99")))
                .isEqualTo(FAILED);
    }

    @Test
    void thisVeryMachineIsNoSuspect() {
        fail(OF_AN_ADDRESS + 1, "127.0.0.1");

        assertThat(code(attempt("payment-intents", create("payment-intents"), GOOD, "127.0.0.1")))
                .isZero();
    }

    @Test
    void behindAProxyThatNobodyDeclaredAllAddressesAreOneAndNoneIsLimited() {
        try (var undeclared = Gateway.start(Map.of("TATAMI_FAILURES_PER_ADDRESS", "1"))) {
            for (var pan : List.of(BAD, BAD, BAD, GOOD)) {
                var intent = undeclared.create("Auto");
                var answer = undeclared.send(undeclared
                        .open("/api/payments/"
                                + intent.path("clientSessionSecret").asString())
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", "203.0.113.7")
                        .POST(BodyPublishers.ofString(Gateway.card(pan))));
                assertThat(code(answer.ok())).isEqualTo(pan.equals(GOOD) ? 0 : DECLINED);
            }
        }
    }

    @Test
    void aWalletIsLimitedLikeATypedCard() {
        for (int i = 0; i < OF_AN_ADDRESS; i++) {
            assertThat(code(attemptWithWallet(gateway.appleToken(BAD), "203.0.113.20")))
                    .isEqualTo(DECLINED);
        }
        var token = gateway.appleToken(GOOD);

        var refused = attemptWithWallet(token, "203.0.113.20");

        assertThat(code(refused)).isEqualTo(FAILED);
        assertThat(refused.path("message").asString()).startsWith("Too many attempts from this address have failed.");
        assertThat(code(attemptWithWallet(token, "203.0.113.21")))
                .as("the token was not used up")
                .isZero();
    }

    private static JsonNode attemptWithWallet(String token, String address) {
        var intent = gateway.createForWallets();
        return gateway.send(gateway.open("/cors/api/payments/"
                                + intent.path("clientSessionSecret").asString() + "/apple-pay")
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", address)
                        .POST(BodyPublishers.ofString("{\"token\":" + token + "}")))
                .ok();
    }

    private static void fail(int times, String address) {
        for (int i = 0; i < times; i++) {
            attempt("payment-intents", create("payment-intents"), BAD, address);
        }
    }

    private static String create(String kind) {
        var intent = kind.equals("setup-intents") ? gateway.createSetup("NoShow") : gateway.create("Auto");
        return intent.path("id").asString();
    }

    private static int code(JsonNode answer) {
        return answer.path("statusCode").asInt();
    }

    /** With a fresh secret, as thieves do. */
    private static JsonNode attempt(String kind, String id, String pan, String address) {
        var fresh = gateway.post("/" + kind + "/" + id + "/refresh-client-session-secret", "{}")
                .ok();
        var request = gateway.open(
                        "/api/payments/" + fresh.path("clientSessionSecret").asString())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Gateway.consentingCard(pan)));
        return gateway.send(address.isEmpty() ? request : request.header("X-Forwarded-For", address))
                .ok();
    }
}
