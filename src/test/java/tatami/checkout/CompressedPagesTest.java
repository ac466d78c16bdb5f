package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

/** What of the pages goes out compressed, and to whom. */
class CompressedPagesTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
    @ValueSource(
            strings = {
                "/checkout/{payment}",
                "/checkout/{setup}",
                "/checkout/pi_sandbox_nobody",
                "/payments/v1/card",
                "/payments/v1/code",
                "/payments/v1/wallets",
                "/payments/v1/bank",
                "/payments/v1/client.js"
            })
    void whatIsLookedAtIsCompressedForWhoTakesIt(String pattern) throws IOException, InterruptedException {
        var path = path(pattern);
        var plain = send(gateway.open(path).GET());
        var zipped =
                send(gateway.open(path).header("Accept-Encoding", "br, gzip").GET());

        assertThat(encoding(plain)).isEmpty();
        assertThat(encoding(zipped)).isEqualTo("gzip");
        assertThat(unzipped(zipped)).isEqualTo(steady(plain.body()));
        assertThat(zipped.body().length).isLessThan(plain.body().length * 3 / 5);
        assertThat(zipped.statusCode()).isEqualTo(plain.statusCode());
        for (var answer : new HttpResponse<?>[] {plain, zipped}) {
            assertThat(header(answer, "Vary")).isEqualTo("Accept-Encoding");
        }
        for (var name : new String[] {"Content-Type", "Cache-Control", "X-Content-Type-Options"}) {
            assertThat(header(zipped, name)).isEqualTo(header(plain, name)).isNotEmpty();
        }
        assertThat(steady(header(zipped, "Content-Security-Policy")))
                .isEqualTo(steady(header(plain, "Content-Security-Policy")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "br", "*;q=0", "identity, gzip;q=0.5", "gzip;q=nonsense"})
    void whoDoesNotTakeItGetsItPlain(String accepted) throws IOException, InterruptedException {
        var page = send(gateway.open(path("/checkout/{payment}"))
                .header("Accept-Encoding", accepted)
                .GET());

        assertThat(encoding(page)).isEmpty();
        assertThat(header(page, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(text(page.body())).contains("</html>");
    }

    @Test
    void headersOnSeveralLinesAreReadTogether() throws IOException, InterruptedException {
        var request = gateway.open("/payments/v1/card")
                .header("Accept-Encoding", "br")
                .header("Accept-Encoding", "gzip");

        assertThat(encoding(send(request.GET()))).isEqualTo("gzip");
    }

    @Test
    void theLargestPageIsSmallAlsoWhenItComesBackWithComplaints() throws IOException, InterruptedException {
        var id = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234",
                         "paymentMethods":["Card","Wallet"],
                         "config":{"details":{"showTotal":true,"showReference":true},
                            "customerEmail":{"collectionRequired":true},"billingAddress":{"collectionRequired":true},
                            "shippingDetails":{"collectionRequired":true},
                            "payment":{"tipsAllowed":true,"customAmountAllowed":true}}}
                        """).ok().path("id").asString();

        for (var language : Language.values()) {
            var page = send(gateway.open("/checkout/" + id + "?lang=" + language)
                    .header("Accept-Encoding", "gzip")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("amount=ten&tip=own&own-tip=few&email=me")));
            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(encoding(page)).isEqualTo("gzip");
            assertThat(page.body().length).as(language.name()).isLessThan(20_000);
        }
    }

    @Test
    void whatIsInTheQueryIsNotRepeated() throws IOException, InterruptedException {
        var page = send(gateway.open(path("/checkout/{payment}") + "?waited&name=An+Odd+Name&receipt=An+Odd+Name")
                .GET());

        assertThat(text(page.body())).contains("</html>").doesNotContain("Odd");
    }

    @Test
    void answersOfTheApiAreAsTheyWere() throws IOException, InterruptedException {
        var id = gateway.create("Auto").path("id").asString();

        var answer = send(gateway.request("/payment-intents/" + id)
                .header("Accept-Encoding", "gzip")
                .GET());

        assertThat(encoding(answer)).isEmpty();
        assertThat(text(answer.body())).contains(id);
    }

    private static String path(String pattern) {
        return pattern.replace("{payment}", gateway.create("Auto").path("id").asString())
                .replace("{setup}", gateway.createSetup("NoShow").path("id").asString());
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String encoding(HttpResponse<?> answer) {
        return header(answer, "Content-Encoding");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(" + ", answer.headers().allValues(name));
    }

    private static String unzipped(HttpResponse<byte[]> answer) throws IOException {
        try (var zip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return steady(zip.readAllBytes());
        }
    }

    private static String steady(byte[] body) {
        return steady(text(body));
    }

    /** Without what is another each time that a page is shown. */
    private static String steady(String text) {
        return text.replaceAll("nonce(=\"|-)[A-Za-z0-9+/=]+", "nonce");
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
