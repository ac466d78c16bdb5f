package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.node.ObjectNode;

class VersionsTest {

    private static Gateway gateway;
    private static String intent;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        intent = Wire.id(gateway.create("Auto"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Dates that real clients send. */
    @ParameterizedTest
    @ValueSource(strings = {"2022-04-07", "2022-04-27", "2022-07-04", "2024-01-01", "2024-02-04", " 2022-04-07 "})
    void anyDateSinceTheFirstVersionIsServed(String version) {
        assertThat(versioned(version).ok()).isEqualTo(Wire.get(gateway, intent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-05", "2025-09-10", "2026-02-27", "2099-12-31"})
    void laterVersionsGetTheFirstOnesAnswerAndALinkToPay(String version) {
        var answer = (ObjectNode) versioned(version).ok();

        var link = answer.remove("paymentLink").asString();

        assertThat(link).endsWith("/checkout/" + intent);
        assertThat(gateway.send(gateway.open(link.substring(link.indexOf("/checkout")))
                                .GET())
                        .status())
                .isEqualTo(200);
        assertThat(answer).isEqualTo(Wire.get(gateway, intent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2022-04-06", "2022-01-03", "0001-01-01"})
    void earlierThanTheFirstVersionThereIsNothing(String version) {
        Wire.invalid(versioned(version), "version: The first version is 2022-04-07.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "1",
                "2022-4-7",
                "07-04-2022",
                "2022-04-07T00:00:00Z",
                "2022-02-30",
                "2022/04/07",
                "20220407",
                "v2022-04-07",
                "2022-04-07,2022-04-07"
            })
    void aVersionIsADate(String version) {
        Wire.invalid(versioned(version), "version: The version header must be a date, such as 2022-04-07.");
    }

    @Test
    void theVersionIsRequired() {
        var answer = gateway.send(gateway.open("/payment-intents/" + intent)
                .header("Authorization", "Basic " + gateway.secretKey())
                .GET());

        Wire.invalid(answer, "version: The version header is required, such as 2022-04-07.");
    }

    @Test
    void anEmptyVersionIsNone() {
        Wire.invalidField(versioned(""), "version");
    }

    @Test
    void anOperatorMayServeThoseWhoLeaveItOut() {
        try (var lenient = Gateway.start(Map.of("TATAMI_DEFAULT_VERSION", "2022-04-07"))) {
            var answer = lenient.send(Wire.json(
                    lenient.open("/payment-intents").header("Authorization", "Basic " + lenient.secretKey()),
                    Wire.body("")));

            answer.ok();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   |                                    | {"amount":{"value":1,"currencyCode":"GBP"},"reference":"x"}
            GET    | /{id}                              |
            DELETE | /{id}                              |
            POST   | /{id}/charge                       |
            POST   | /{id}/refresh-client-session-secret |
            POST   | /search                            | {}
            POST   | /{id}/tips-amount                  | {"tipsAmount":{"value":1,"currencyCode":"GBP"}}
            POST   | /{id}/amount                       | {"amount":{"value":1,"currencyCode":"GBP"}}
            POST   | /{id}/receipt                      | {"emails":["a@shop.example"]}
            POST   | /{id}/refunds                      | {"amount":1}
            GET    | /refunds/rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAAA |
            POST   | /{id}/reversal                     |
            POST   | /{id}/captures                     | {"amount":1}
            GET    | /public/{id}                       |
            POST   | /public/{id}/refresh-client-session-secret |
            """)
    void everyOperationNeedsIt(String verb, String path, String body) {
        var before = Wire.get(gateway, intent);

        var answer = gateway.send(gateway.open("/payment-intents" + (path == null ? "" : path.replace("{id}", intent)))
                .header("Authorization", "Basic " + gateway.secretKey())
                .header("Content-Type", "application/json")
                .header("idempotencyKey", "k")
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));

        Wire.invalid(answer, "version: The version header is required, such as 2022-04-07.");
        assertThat(Wire.get(gateway, intent)).isEqualTo(before);
    }

    private static Answer versioned(String version) {
        return gateway.send(gateway.open("/payment-intents/" + intent)
                .header("Authorization", "Basic " + gateway.secretKey())
                .header("version", version)
                .GET());
    }
}
