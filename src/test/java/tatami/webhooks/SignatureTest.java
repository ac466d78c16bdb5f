package tatami.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final String ID = "evt_hnnHxIKR_Uy6bhZCusCltw";
    private static final String SECRET = "PDYkJQq6sESYHp_zJuTTBQ";
    private static final String SIGNATURE = "sha256=4B-49-F8-FE-25-A7-E6-7D-00-4F-A7-9C-F8-0B-63-00-"
            + "C7-77-B4-F2-2D-E5-E1-22-84-FA-04-18-50-A1-76-FD";

    private static final String OTHER_SECRET = "ws_OYsyzcrH70GpJfs8MMkKpg";
    private static final String OTHER_SIGNATURE = "sha256=94-AC-93-67-D6-8B-69-6D-15-A2-C2-45-40-98-B5-E7-"
            + "64-72-38-C5-1F-6D-32-D0-5F-CB-91-20-A9-20-64-F4";

    private static final String DATA = """
            {"paymentIntentId":"pi_vpwd4ooAPEqyNAQe4z89WQ","paymentStatus":"Created","captureMode":"Auto"}""";

    private static final String BODY = """
            {"id":"evt_hnnHxIKR_Uy6bhZCusCltw","event":"payment_intent.created","accountId":"acc_test",\
            "createdAt":"2022-02-01T13:07:41.8667859Z","data":""" + DATA + "}";

    private static final Instant NOW = Instant.now();

    @Test
    void theFirstOfficialVectorIsSignedAsTheApiSignsIt() {
        assertThat(headers(SECRET, BODY)).containsEntry("dojo-signature", SIGNATURE);
    }

    @Test
    void theSecondOfficialVectorIsSignedAsTheApiSignsIt() {
        assertThat(headers(OTHER_SECRET, BODY)).containsEntry("dojo-signature", OTHER_SIGNATURE);
    }

    @Test
    void theOfficialVerifierTakesOursAndRefusesTheNegativeVector() {
        var ours = headers(SECRET, BODY).get("dojo-signature");

        assertThat(officialVerifier(ours, SECRET, BODY)).isTrue();
        assertThat(officialVerifier(ours.replace("sha256=4B", "sha256=5B"), SECRET, BODY))
                .isFalse();
        assertThat(officialVerifier(ours, OTHER_SECRET, BODY)).isFalse();
        assertThat(officialVerifier(ours, SECRET, BODY.replace("Created\"", "Captured\"")))
                .isFalse();
    }

    @Test
    void theBodyIsTheDocumentedOneByteForByte() {
        var at = Instant.parse("2022-02-01T13:07:41.8667859Z");
        var message = new Message(ID, "payment_intent.created", "acc_test", at, DATA);

        assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(BODY);
    }

    @Test
    void thePublishedStandardWebhooksVerifierTakesOurs() {
        var verifier = new Webhook(SECRET.getBytes(StandardCharsets.UTF_8));

        assertThatCode(() -> verifier.verify(BODY, published(headers(SECRET, BODY))))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherPublishedVerifierTakesOursAndNothingElse() throws Exception {
        var verifier = new com.svix.Webhook(SECRET.getBytes(StandardCharsets.UTF_8));

        assertThatCode(() -> verifier.verify(BODY, lists(headers(SECRET, BODY))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verifier.verify(BODY + " ", lists(headers(SECRET, BODY))))
                .isInstanceOf(com.svix.exceptions.WebhookVerificationException.class);
        assertThatThrownBy(() -> verifier.verify(BODY, lists(headers(OTHER_SECRET, BODY))))
                .isInstanceOf(com.svix.exceptions.WebhookVerificationException.class);
    }

    @Test
    void thePublishedVerifierTakesTheSecretInItsOwnSpellingToo() {
        var spelled = "whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));

        assertThatCode(() -> new Webhook(spelled).verify(BODY, published(headers(SECRET, BODY))))
                .doesNotThrowAnyException();
    }

    @Test
    void thePublishedVerifierRefusesWhatWasChangedOrIsOld() {
        var verifier = new Webhook(SECRET.getBytes(StandardCharsets.UTF_8));
        var body = BODY.getBytes(StandardCharsets.UTF_8);
        var anHourAgo = Signature.headers(SECRET, ID, NOW.minus(Duration.ofHours(1)), body);

        assertThatThrownBy(() -> verifier.verify(BODY + " ", published(headers(SECRET, BODY))))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verifier.verify(BODY, published(headers(OTHER_SECRET, BODY))))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verifier.verify(BODY, published(anHourAgo)))
                .as("replayed")
                .isInstanceOf(WebhookVerificationException.class);
    }

    private static Map<String, String> headers(String secret, String body) {
        return Signature.headers(secret, ID, NOW, body.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpHeaders published(Map<String, String> headers) {
        return HttpHeaders.of(lists(headers), (_, _) -> true);
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }

    /** What the API's own clients do: two parts, the first literal, then a comparison of texts. */
    private static boolean officialVerifier(String header, String secret, String body) {
        var parts = header.split("=");
        if (parts.length != 2 || !parts[0].equals("sha256")) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var expected = mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.ofDelimiter("-")
                    .withUpperCase()
                    .formatHex(expected)
                    .equals(parts[1]);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
