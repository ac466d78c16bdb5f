package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

class SecretsTest {

    private static final int DONE = 0;
    private static final int DECLINED = 5;
    private static final int USED_OR_EXPIRED = 401;

    private static Gateway gateway;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aSecretLooksAsTheApisOwn() {
        var secret = Wire.secret(gateway.create("Auto"));

        assertThat(secret).matches("[A-Za-z0-9_-]+={0,2}").hasSizeBetween(148, 160);
        assertThat(secret.length() % 4).isZero();
    }

    @Test
    void aSecretLastsThirtyMinutesInWholeSeconds() {
        var intent = gateway.create("Auto");

        var expires = intent.path("clientSessionSecretExpirationDate").asString();

        assertThat(expires).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        var inHalfAnHour = gateway.clock().instant().plus(Duration.ofMinutes(30));
        assertThat(Instant.parse(expires)).isEqualTo(inHalfAnHour.truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void aRefreshIsTheWholeIntentWithAnotherSecret() {
        var intent = gateway.create("Auto");

        var refreshed = gateway.post("/payment-intents/" + Wire.id(intent) + "/refresh-client-session-secret", "");

        Golden.check("refresh-client-session-secret", 200, refreshed);
        assertThat(Wire.secret(refreshed.json()))
                .isNotEqualTo(Wire.secret(intent))
                .hasSize(Wire.secret(intent).length());
        assertThat(rows.events(Wire.id(intent))).containsExactly("payment_intent.created", "payment_intent.updated");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefreshedSecretPaysAndTheOldOneIsDead(boolean byTheDevice) {
        var intent = gateway.create("Auto");

        var refreshed = byTheDevice ? refreshOpen(Wire.id(intent)) : refresh(Wire.id(intent));

        assertThat(pay(intent)).isEqualTo(USED_OR_EXPIRED);
        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Created");
        assertThat(pay(refreshed)).isEqualTo(DONE);
        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Captured");
    }

    @Test
    void aSecretIsGoodForOneAttempt() {
        var intent = gateway.create("Auto");

        assertThat(code(intent, Wire.DECLINED_CARD)).isEqualTo(DECLINED);
        assertThat(pay(intent)).isEqualTo(USED_OR_EXPIRED);
        assertThat(pay(refreshOpen(Wire.id(intent)))).isEqualTo(DONE);
    }

    @Test
    void aSecretExpires() {
        var intent = gateway.create("Auto");
        gateway.clock().advance(Duration.ofMinutes(30));

        assertThat(pay(intent)).isEqualTo(USED_OR_EXPIRED);
        assertThat(pay(refresh(Wire.id(intent)))).isEqualTo(DONE);
    }

    @Test
    void aSecretIsGoodUntilItExpires() {
        var intent = gateway.create("Auto");
        gateway.clock().advance(Duration.ofMinutes(29).plusSeconds(58));

        assertThat(pay(intent)).isEqualTo(DONE);
    }

    @Test
    void aForgedSecretOpensNothing() {
        var intent = gateway.create("Auto");
        var secret = Wire.secret(intent);

        for (int at : new int[] {0, 10, 40, 62, 80, 140}) {
            var other = secret.charAt(at) == 'x' ? 'y' : 'x';
            var forged = secret.substring(0, at) + other + secret.substring(at + 1);
            assertThat(gateway.postOpen("/api/payments/" + forged, Gateway.card(Wire.GOOD_CARD))
                            .ok()
                            .path("statusCode")
                            .asInt())
                    .as("forged at " + at)
                    .isEqualTo(USED_OR_EXPIRED);
        }
        assertThat(Wire.status(gateway, Wire.id(intent))).isEqualTo("Created");
    }

    @Test
    void aSecretMayComePercentEncoded() {
        var encoded = Wire.secret(gateway.create("Auto"))
                .replace("=", "%3D")
                .replace("-", "%2D")
                .replace("_", "%5F");

        var paid = gateway.postOpen("/api/payments/" + encoded, Gateway.card(Wire.GOOD_CARD));

        assertThat(paid.ok().path("statusCode").asInt()).isEqualTo(DONE);
    }

    @Test
    void anIntentShowsItsCurrentSecretWhereverItIsShown() {
        var id = Wire.id(gateway.create("Auto"));
        var refreshed = refreshOpen(id);

        assertThat(Wire.secret(Wire.get(gateway, id))).isEqualTo(Wire.secret(refreshed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorized", "Captured", "Reversed", "Refunded", "Canceled"})
    void refreshingIsHarmlessWhateverTheStatus(String status) {
        var id = Wire.intent(gateway, status);

        var refreshed = refresh(id);

        assertThat(refreshed.path("status").asString()).isEqualTo(status);
        assertThat(pay(refreshed)).isNotEqualTo(DONE);
        assertThat(Wire.status(gateway, id)).isEqualTo(status);
    }

    @Test
    void anUnknownIntentIsABadRequestForTheMerchantAndNotFoundForTheDevice() {
        for (var id : new String[] {Wire.UNKNOWN_INTENT, "pi_sandbox_T"}) {
            Wire.refused(
                    gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", ""),
                    400,
                    "There is no payment intent with this id.");
            Wire.refused(
                    gateway.send(gateway.open("/payment-intents/public/" + id + "/refresh-client-session-secret")
                            .header("version", Gateway.VERSION)
                            .POST(BodyPublishers.noBody())),
                    404,
                    "There is no payment intent with this id.");
        }
    }

    private static JsonNode refresh(String id) {
        return gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "{}")
                .ok();
    }

    private static JsonNode refreshOpen(String id) {
        return gateway.send(gateway.open("/payment-intents/public/" + id + "/refresh-client-session-secret")
                        .header("Version", Gateway.VERSION)
                        .header("IS-MOBILE", "true")
                        .POST(BodyPublishers.noBody()))
                .ok();
    }

    private static int pay(JsonNode intent) {
        return code(intent, Wire.GOOD_CARD);
    }

    private static int code(JsonNode intent, String pan) {
        return gateway.pay(intent, pan).ok().path("statusCode").asInt();
    }
}
