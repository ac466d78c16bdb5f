package tatami.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.sandbox.TestCards;
import tools.jackson.databind.json.JsonMapper;

/** How the API reference is served, to tools and to people. */
class ReferencePagesTest {

    private static final Path FILE = Path.of("src", "main", "resources", "openapi", "2022-04-07.json");

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

    @Test
    void toolsOfAnyOriginGetTheDocumentAsItIsKept() throws Exception {
        var answer = get("/openapi/2022-04-07.json", "Origin", "https://editor.example");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(FILE));
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(header(answer, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void itTravelsCompressedForWhoTakesIt() throws Exception {
        var answer = get("/openapi/2022-04-07.json", "Accept-Encoding", "gzip");

        assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.body()).hasSizeLessThan(50_000);
        assertThat(unzipped(answer.body())).isEqualTo(Files.readAllBytes(FILE));
    }

    @Test
    void whoHasItIsNotSentItAgain() throws Exception {
        var tag = header(get("/openapi/2022-04-07.json", "Accept", "*/*"), "ETag");

        var again = get("/openapi/2022-04-07.json", "If-None-Match", tag);
        var other = get("/openapi/2022-04-07.json", "If-None-Match", "\"another\"");

        assertThat(tag).matches("W/\"[0-9a-f]{32}\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(header(again, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/"})
    void thePageLetsNobodyInAndTalksToItsOwnGatewayAlone(String path) throws Exception {
        var page = get(path, "Accept", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "Content-Security-Policy").replaceAll("'nonce-[^']+'", "'nonce'"))
                .isEqualTo("default-src 'none'; script-src 'nonce'; style-src 'nonce'; form-action 'self';"
                        + " base-uri 'none'; frame-ancestors 'none'; img-src data:; connect-src 'self'");
    }

    @Test
    void thePageTellsOfEveryOperationAndEveryTestCard() throws Exception {
        var page = new String(get("/docs", "Accept", "text/html").body(), StandardCharsets.UTF_8);
        var document = JsonMapper.shared().readTree(Files.readString(FILE));

        for (var path : document.path("paths")) {
            for (var operation : path) {
                assertThat(page)
                        .contains("id=\"" + operation.path("operationId").asString() + "\"")
                        .contains("href=\"#" + operation.path("operationId").asString() + "\"");
            }
        }
        assertThat(TestCards.ALL).allSatisfy(card -> assertThat(page).contains("data-copy=\"" + card.number() + "\""));
        assertThat(page).contains("curl -s " + gateway.baseUrl() + "/payment-intents/");
        assertThat(page).doesNotContain("localhost:8080").doesNotContain(gateway.secretKey());
    }

    @Test
    void thePageWeighsLittleAndIsMadeWithinAMoment() throws Exception {
        var first = get("/docs", "Accept-Encoding", "gzip");
        var quickest = IntStream.range(0, 40).mapToObj(_ -> timed()).min(Duration::compareTo);

        assertThat(first.body()).hasSizeLessThan(150_000);
        // The quickest: the others say how busy the machine was.
        assertThat(quickest.orElseThrow()).isLessThan(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/openapi/2022-04-07.json"})
    void theyCanOnlyBeRead(String path) {
        assertThat(gateway.postOpen(path, "{}").status()).isEqualTo(405);
    }

    private static Duration timed() {
        var began = System.nanoTime();
        try {
            get("/docs", "Accept-Encoding", "gzip");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static HttpResponse<byte[]> get(String path, String name, String value)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = gateway.open(path).header(name, value).GET();
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(" + ", answer.headers().allValues(name));
    }

    private static byte[] unzipped(byte[] body) throws IOException {
        try (var zip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return zip.readAllBytes();
        }
    }
}
