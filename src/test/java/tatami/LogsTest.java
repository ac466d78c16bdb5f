package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a gateway that runs writes for machines to read. */
class LogsTest {

    private static final String CALLERS = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + CALLERS + "-00f067aa0ba902b7-01";

    @Test
    void everyLineIsJsonAndThoseOfARequestBearItsCallersTrace() throws Exception {
        var directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "gateways")), "logs");
        var gateway = new GatewayProcess(directory.resolve("data"));
        gateway.start(Map.of("TATAMI_LOG_FORMAT", "json", "TATAMI_PROXIES", "1", "TATAMI_FAILURES_PER_ADDRESS", "1"));
        try {
            var intent = gateway.post(
                            "/payment-intents",
                            "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Order 1\"}")
                    .orElseThrow();
            gateway.post(
                    "/api/payments/" + intent.path("clientSessionSecret").asString(),
                    Gateway.card("4000000000000002"),
                    "traceparent",
                    PARENT,
                    "X-Forwarded-For",
                    "203.0.113.7");

            Await.until(
                    "the lines are written",
                    Duration.ofSeconds(10),
                    () -> of(CALLERS, gateway).size() == 2);
        } finally {
            gateway.terminate();
        }

        assertThat(of(CALLERS, gateway).stream()
                        .map(line -> line.path("formattedMessage").asString()))
                .containsExactly("An address has failed as often as card testers do", "request");
    }

    private static List<JsonNode> of(String trace, GatewayProcess gateway) {
        return gateway.printed()
                .lines()
                .filter(line -> line.startsWith("{")) // beside the welcome, which is for people
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.path("mdc").path("trace").asString("").equals(trace))
                .toList();
    }
}
