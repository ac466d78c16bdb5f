package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tatami.Gateway;

/**
 * Answers that are larger than what a socket holds come whole, to readers that are slower than we are. A
 * version of the HTTP server lost what a socket did not take at once.
 */
class LargeAnswerTest {

    private static final int EVENTS = 20_000;

    private static Gateway gateway;
    private static String log;

    @BeforeAll
    static void start() throws SQLException {
        gateway = Gateway.start();
        var subscription = gateway.post(
                        "/webhooks", "{\"events\":[\"payment_intent.created\"],\"url\":\"https://shop.example/\"}")
                .ok();
        log = "/webhooks/" + Wire.id(subscription) + "/deliveries?limit=500";
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO event (id, account_id, type, data, created_at)
                    SELECT 'evt_sandbox_' || lpad(i::text, 22, '0'), (SELECT account_id FROM webhook_subscription),
                        'payment_intent.created', json_build_object('paymentIntentId', 'pi_sandbox_' || i), now()
                    FROM generate_series(1, %d) i
                    """.formatted(EVENTS));
            statement.execute("""
                    INSERT INTO webhook_attempt (
                        subscription_id, event_seq, try, began_at, milliseconds, status, answer)
                    SELECT subscription_id, event_seq, 1, now(), 5, 200, repeat(U&'\\0001', 1024)
                    FROM webhook_delivery
                    """);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @RepeatedTest(3)
    void aPageOfMegabytesComesWhole() throws IOException {
        try (var reader = reader(log)) {
            var head = head(reader);
            var length = Integer.parseInt(head.replaceAll("(?is)^.*content-length: ([0-9]+).*$", "$1"));

            var body = reader.getInputStream().readNBytes(length);

            assertThat(length).isGreaterThan(3_000_000);
            assertThat(new String(body, StandardCharsets.UTF_8).split("\"eventId\"", -1))
                    .hasSize(501);
        }
    }

    @Test
    void aStreamOfThousandsOfEventsComesWhole() throws IOException {
        try (var reader = reader("/webhooks/listen?after=0")) {
            var seen = 0;
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (seen < EVENTS) {
                var read = reader.getInputStream().read(buffer);
                assertThat(read).as("the stream goes on after %d events", seen).isPositive();
                text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                for (var at = text.indexOf("evt_sandbox_"); at >= 0 && text.length() > at + 40; ) {
                    assertThat(Integer.parseInt(text.substring(at + 12, at + 34)))
                            .isEqualTo(++seen);
                    text.delete(0, at + 34);
                    at = text.indexOf("evt_sandbox_");
                }
            }
        }
    }

    /** One who takes little at a time. */
    private static Socket reader(String path) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(10_000);
        var port = URI.create(gateway.baseUrl()).getPort();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nversion: " + Gateway.VERSION
                                + "\r\nAuthorization: Basic " + gateway.secretKey() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }
}
