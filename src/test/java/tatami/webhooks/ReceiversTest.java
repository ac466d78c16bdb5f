package tatami.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Await;
import tatami.webhooks.SampleReceiver.Language;

/**
 * The guide's sample receivers, each run and sent what a gateway sends, and what it never would. Signatures
 * are made here once more, by the JDK alone.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
class ReceiversTest {

    private static final String FIRST = "PDYkJQq6sESYHp_zJuTTBQ";
    private static final String SECOND = "ws_OYsyzcrH70GpJfs8MMkKpg";

    /** With a comma too many, as it happens: an empty secret is one that everybody knows. */
    private static final String SECRETS = FIRST + "," + SECOND + ",";

    /** The API's own example, and its signature by the first secret. */
    private static final String OFFICIAL = message("evt_hnnHxIKR_Uy6bhZCusCltw", "pi_vpwd4ooAPEqyNAQe4z89WQ");

    private static final String OFFICIAL_SIGNATURE = "sha256=4B-49-F8-FE-25-A7-E6-7D-00-4F-A7-9C-F8-0B-63-00-"
            + "C7-77-B4-F2-2D-E5-E1-22-84-FA-04-18-50-A1-76-FD";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static SampleReceiver receiver;

    @Parameter
    private Language language;

    @BeforeParameterizedClassInvocation
    static void start(Language language) throws IOException {
        if (language.isHere()) {
            receiver = new SampleReceiver(language, SECRETS, Files.createTempDirectory(directory, language.name()));
        }
    }

    /** Each test says that it is skipped; a whole class would be skipped in silence. */
    @BeforeEach
    void onlyWhereThereIsSuchALanguage() {
        Assumptions.assumeTrue(receiver != null, () -> "There is nothing here to run " + language.file + " with.");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
    }

    @Test
    void theOfficialExampleIsTakenOnce() {
        var line = "payment_intent.created pi_vpwd4ooAPEqyNAQe4z89WQ Created";

        assertThat(post(OFFICIAL, "dojo-signature", OFFICIAL_SIGNATURE)).isEqualTo(200);
        mustPrint(line);
        assertThat(post(OFFICIAL, "dojo-signature", OFFICIAL_SIGNATURE)).isEqualTo(200);
        mustTake("pi_after_the_repetition");

        assertThat(receiver.printed()).containsOnlyOnce(line);
    }

    @Test
    void theOfficialExampleWithAnotherFirstPairIsRefused() {
        mustRefuse(OFFICIAL, "dojo-signature", OFFICIAL_SIGNATURE.replace("=4B-", "=5B-"));
    }

    @Test
    void theSecondSecretIsAsGoodAsTheFirst() {
        var body = message("evt_second", "pi_second");

        assertThat(post(body, "dojo-signature", dojo(SECOND, body))).isEqualTo(200);
        mustPrint("payment_intent.created pi_second Created");
    }

    @Test
    void everyOtherSecretIsRefused() {
        var body = message("evt_other", "pi_other");

        mustRefuse(body, "dojo-signature", dojo("PDYkJQq6sESYHp_zJuTTBR", body));
        mustRefuse(body, "dojo-signature", dojo(SECRETS, body));
    }

    /** HMAC fills a short key up with zeros, so that a zero is as good as no key, which Java does not take. */
    @Test
    void theEmptySecretIsRefused() {
        var body = message("evt_empty", "pi_empty");

        mustRefuse(body, "dojo-signature", dojo("\0", body));
    }

    @Test
    void aBodyWithOneByteChangedIsRefused() {
        var body = message("evt_changed", "pi_changed");
        var signature = dojo(FIRST, body);

        mustRefuse(body.replace("pi_changed", "pi_chAnged"), "dojo-signature", signature);
        mustRefuse(body + "\n", "dojo-signature", signature);
    }

    @Test
    void aMissingSignatureIsRefused() {
        mustRefuse(message("evt_unsigned", "pi_unsigned"));
        mustRefuse(message("evt_unsigned", "pi_unsigned"), "dojo-signature", "");
    }

    @Test
    void aSignatureInAnotherSpellingIsRefused() {
        var body = message("evt_spelling", "pi_spelling");
        var hex = HexFormat.of().formatHex(hmac(FIRST, body));

        mustRefuse(body, "dojo-signature", hex);
        mustRefuse(body, "dojo-signature", "sha256=" + hex);
        mustRefuse(body, "dojo-signature", dojo(FIRST, body).substring("sha256=".length()));
        mustRefuse(body, "dojo-signature", "sha256=é");
    }

    @Test
    void whatWasSentJustNowIsTaken() {
        mustTake("pi_now");
    }

    @Test
    void whatWasSentTenMinutesAgoIsRefused() {
        var body = message("evt_old", "pi_old");

        mustRefuse(body, headers(FIRST, "evt_old", now() - 600, body));
        mustRefuse(body, headers(FIRST, "evt_old", now() + 600, body));
    }

    @Test
    void aTimeThatWasNotSignedIsRefused() {
        var body = message("evt_time", "pi_time");
        var headers = headers(FIRST, "evt_time", now() - 600, body);

        headers[3] = Long.toString(now());
        mustRefuse(body, headers);
        headers[3] = "yesterday";
        mustRefuse(body, headers);
    }

    @Test
    void anEventOfAnUnknownKindIsAnsweredAllTheSame() {
        var body =
                "{\"id\":\"evt_kind\",\"event\":\"tea.served\",\"accountId\":\"acc_test\",\"data\":{\"tea\":\"mint\"}}";

        assertThat(post(body, "dojo-signature", dojo(FIRST, body))).isEqualTo(200);
        mustTake("pi_after_the_tea");

        assertThat(receiver.printed()).noneMatch(line -> line.contains("tea.served"));
    }

    @Test
    void aHugeBodyIsRefusedEvenIfItIsSigned() {
        var body = message("evt_huge", "pi_huge" + "e".repeat(300_000));

        assertThat(post(body, "dojo-signature", dojo(FIRST, body))).isIn(400, 413);
        mustTake("pi_after_the_huge_one");
        assertThat(receiver.printed()).noneMatch(line -> line.contains("pi_huge"));
    }

    @Test
    void aCallerWhoHangsUpHalfwayLeavesItRunning() throws IOException {
        try (var socket = new Socket("127.0.0.1", receiver.port())) {
            socket.getOutputStream().write(bytes(request("POST", "/hook", 200) + "{\"id\":"));
        }

        mustTake("pi_after_the_silence");
    }

    @Test
    void nothingIsServedElsewhere() {
        assertThat(send(request("GET", "/hook", 0))).isIn(404, 405, 501);
        assertThat(send(request("POST", "/else", 0))).isEqualTo(404);
    }

    /** A whole delivery, as the gateway sends it. */
    private static void mustTake(String intent) {
        var id = "evt_of_" + intent;
        var body = message(id, intent);
        assertThat(post(body, headers(FIRST, id, now(), body)))
                .as(() -> receiver.errors())
                .isEqualTo(200);
        mustPrint("payment_intent.created " + intent + " Created");
    }

    private static void mustPrint(String line) {
        Await.until("printed: " + line, LIMIT, () -> receiver.printed().contains(line));
    }

    private static void mustRefuse(String body, String... headers) {
        assertThat(post(body, headers)).as(() -> receiver.errors()).isEqualTo(401);
    }

    /** @param headers names and values in turn */
    private static int post(String body, String... headers) {
        return send(request("POST", "/hook", bytes(body).length, headers) + body);
    }

    private static String request(String method, String path, int length, String... headers) {
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "User-Agent: Tatami-Webhooks/1\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** The status of the answer, even of one that comes while we still send. */
    private static int send(String request) {
        try (var socket = new Socket("127.0.0.1", receiver.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            try {
                socket.getOutputStream().write(bytes(request));
            } catch (IOException e) {
                // it has heard enough
            }
            var start = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), UTF_8);
            assertThat(start).as(() -> receiver.errors()).matches("HTTP/1\\.[01] [1-5][0-9][0-9]");
            return Integer.parseInt(start.substring("HTTP/1.1 ".length()));
        } catch (IOException e) {
            throw new AssertionError("No answer:\n" + receiver.errors(), e);
        }
    }

    private static String message(String id, String intent) {
        return ("{'id':'" + id + "','event':'payment_intent.created','accountId':'acc_test',"
                        + "'createdAt':'2022-02-01T13:07:41.8667859Z','data':{'paymentIntentId':'" + intent
                        + "','paymentStatus':'Created','captureMode':'Auto'}}")
                .replace('\'', '"');
    }

    private static String[] headers(String secret, String id, long timestamp, String body) {
        var mac = hmac(secret, id + "." + timestamp + "." + body);
        var headers = new ArrayList<>(List.of("webhook-id", id, "webhook-timestamp", Long.toString(timestamp)));
        headers.addAll(List.of("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac)));
        headers.addAll(List.of("dojo-signature", dojo(secret, body)));
        return headers.toArray(String[]::new);
    }

    private static String dojo(String secret, String body) {
        return "sha256=" + HexFormat.ofDelimiter("-").withUpperCase().formatHex(hmac(secret, body));
    }

    private static byte[] hmac(String secret, String message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return mac.doFinal(bytes(message));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
