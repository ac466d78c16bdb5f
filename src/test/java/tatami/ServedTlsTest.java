package tatami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway speaks https itself, with certificates from files. */
class ServedTlsTest {

    @TempDir
    private Path directory;

    private Path chain;
    private Path key;
    private TestTls first;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        first = TestTls.of("localhost", Files.createDirectory(directory.resolve("first")));
        chain = Files.copy(first.pem(), directory.resolve("chain.pem"));
        key = Files.copy(first.key(), directory.resolve("key.pem"));
        gateway = Gateway.start(
                Map.of("TATAMI_TLS_CERTIFICATE_FILE", chain.toString(), "TATAMI_TLS_KEY_FILE", key.toString()));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void theApiIsServedByHttpsAndItsLinksSaySo() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/payment-intents"))
                .header("Authorization", "Basic " + gateway.secretKey())
                .header("version", "2024-02-05")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\":{\"value\":100,\"currencyCode\":\"GBP\"},\"reference\":\"r\"}"))
                .build();

        var answer = trusting(first).send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"paymentLink\":\"https://localhost:");
    }

    @Test
    void whoSpeaksPlainlyIsAnsweredNothing() throws IOException {
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answer).doesNotContain("HTTP/1.1 200", "live");
        }
    }

    /** Rows: what a client offers, and whether the gateway takes it. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256,                  true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false"
    })
    void onlyModernSettingsAreTaken(String protocol, String cipher, boolean isTaken) throws IOException {
        try (var socket = (SSLSocket) first.trusting().createSocket("localhost", gateway.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipher});
            if (isTaken) {
                socket.startHandshake();
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipher);
            } else {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestartAndOpenConnectionsLiveOn() throws Exception {
        var patient = trusting(first);
        assertThat(live(patient)).isEqualTo(200);
        var second = TestTls.of("localhost", Files.createDirectory(directory.resolve("second")));

        assertThat(gateway.renewCertificate()).isZero();
        Files.copy(second.pem(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThat(gateway.renewCertificate()).isOne();

        assertThat(live(trusting(second))).isEqualTo(200);
        assertThatThrownBy(() -> live(trusting(first))).isInstanceOf(SSLException.class);
        assertThat(live(patient)).isEqualTo(200);
    }

    /** One file may be written a moment before the other. */
    @Test
    void filesThatWillNotDoAreComplainedOfOnceAndTheOldCertificateStays() throws Exception {
        var other = TestTls.of("localhost", Files.createDirectory(directory.resolve("other")));
        Files.copy(other.pem(), chain, StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(gateway::renewCertificate).hasMessageContaining("does not belong to the first certificate");
        assertThat(gateway.renewCertificate()).isZero();
        assertThat(live(trusting(first))).isEqualTo(200);
        Files.writeString(key, "nonsense");
        assertThatThrownBy(gateway::renewCertificate)
                .hasMessageContaining("cannot be read as PEM")
                .hasMessageNotContaining("nonsense");
        Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThat(gateway.renewCertificate()).isOne();
        assertThat(live(trusting(other))).isEqualTo(200);
    }

    private int live(HttpClient client) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/health/live"))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static HttpClient trusting(TestTls tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.server())
                .build();
    }
}
