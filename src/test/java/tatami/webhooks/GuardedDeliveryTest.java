package tatami.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.TestTls;
import tatami.webhooks.Receiver.Answer;
import tools.jackson.databind.JsonNode;

/** Where a whole gateway sends webhooks, and where it does not: a trap listens on this machine. */
class GuardedDeliveryTest {

    private static final String EVENT = "payment_intent.created";

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Trap trap;

    @BeforeEach
    void set() {
        trap = opened(new Trap());
    }

    @AfterEach
    void close() throws Exception {
        for (var closeable : open.reversed()) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "localhost.",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0.0.0.0",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "169.254.169.254",
                "10.0.0.1"
            })
    void aGatewayForStrangersConnectsToNothingOfItsOwn(String host) {
        var gateway = gateway("false", Map.of());
        var subscription = subscribe(gateway, "https://" + host + ":" + trap.port() + "/hook");
        gateway.create("Auto");

        gateway.deliver();

        var attempt = attempts(gateway, subscription).get(0);
        assertThat(attempt.has("status")).isFalse();
        assertThat(attempt.path("failure").asString())
                .as("a sentence that does not say what is there")
                .endsWith(".")
                .doesNotContain("refused", "reset", "timed");
        assertThat(trap.visits()).isZero();
    }

    @Test
    void aSubscriptionOfHttpThatWasMadeWhileItWasAllowedIsNoLongerServed() {
        var developing = gateway("true", Map.of());
        var subscription = subscribe(developing, "http://localhost:" + trap.port() + "/hook");
        developing.create("Auto");
        var serving = opened(Gateway.start(Map.of(
                "TATAMI_DATABASE_URL", developing.jdbcUrl(),
                "TATAMI_DATA_DIR", developing.dataDirectory().toString(),
                "TATAMI_WEBHOOK_ALLOW_LOOPBACK", "false")));

        serving.deliver();

        assertThat(attempts(serving, subscription).get(0).path("failure").asString())
                .isEqualTo("Webhooks are sent by https only.");
        assertThat(trap.visits()).isZero();
    }

    @Test
    void aReceiverThatRedirectsToThisMachineLeadsNowhere() {
        var gateway = gateway("true", Map.of());
        var receiver = opened(Receiver.plain());
        receiver.answer(_ -> Answer.of(307).with("Location", "http://127.0.0.1:" + trap.port() + "/"));
        var subscription = subscribe(gateway, receiver.url());
        gateway.create("Auto");

        gateway.deliver();

        assertThat(attempts(gateway, subscription).get(0).path("status").asInt())
                .isEqualTo(307);
        assertThat(trap.visits()).isZero();
    }

    @Test
    void aReceiverWithACertificateOfTheCompanysOwnIsTrustedBySetting() {
        var tls = TestTls.of("localhost", directory);
        var gateway = gateway("true", Map.of("TATAMI_WEBHOOK_CA_FILE", tls.pem().toString()));
        var receiver = opened(Receiver.tls(tls.server()));
        subscribe(gateway, receiver.url());
        var intent = gateway.create("Auto").path("id").asString();

        gateway.deliver();

        assertThat(receiver.take().intent()).isEqualTo(intent);
    }

    @Test
    void aReceiverWithACertificateOfNobodyIsNotSentAnything() {
        var gateway = gateway("true", Map.of());
        var receiver = opened(Receiver.tls(TestTls.of("localhost", directory).server()));
        var subscription = subscribe(gateway, receiver.url());
        gateway.create("Auto");

        gateway.deliver();

        assertThat(attempts(gateway, subscription).get(0).path("failure").asString())
                .startsWith("The certificate is not trusted: its issuer is not known");
        assertThat(receiver.arrivals()).isEmpty();
    }

    private Gateway gateway(String allowLoopback, Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put("TATAMI_WEBHOOK_ALLOW_LOOPBACK", allowLoopback);
        return opened(Gateway.start(settings));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static String subscribe(Gateway gateway, String url) {
        return gateway.post("/webhooks", "{\"events\":[\"" + EVENT + "\"],\"url\":\"" + url + "\"}")
                .ok()
                .path("id")
                .asString();
    }

    private static JsonNode attempts(Gateway gateway, String subscription) {
        return gateway.get("/webhooks/" + subscription + "/deliveries")
                .ok()
                .get(0)
                .path("attempts");
    }

    /** Notes who connects to this machine, by any of its addresses. */
    private static final class Trap implements AutoCloseable {

        private final ServerSocket server;
        private final LinkedBlockingQueue<Integer> callers = new LinkedBlockingQueue<>();

        Trap() {
            try {
                server = new ServerSocket(0, 50, InetAddress.ofLiteral("::"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (var caller = server.accept()) {
                        callers.add(caller.getPort());
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        /** Callers are noted in the order in which they come: whoever came before this call is before it. */
        int visits() {
            try (var own = new Socket(InetAddress.getLoopbackAddress(), port())) {
                var visits = 0;
                for (var caller = callers.poll(10, TimeUnit.SECONDS);
                        !Integer.valueOf(own.getLocalPort()).equals(caller);
                        caller = callers.poll(10, TimeUnit.SECONDS)) {
                    assertThat(caller).as("the trap works").isNotNull();
                    visits++;
                }
                return visits;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
