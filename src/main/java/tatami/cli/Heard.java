package tatami.cli;

import java.io.IOException;
import java.time.Instant;
import tatami.kit.Times;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One event, as the gateway's stream tells it.
 *
 * @param seq its place among all events, from which on to listen again
 * @param body the very text that a subscriber is sent
 */
record Heard(long seq, String id, String event, Instant at, String intent, String status, String body) {

    private static final int LONGEST_WORD = 100;

    /** @throws IOException when it is no event: the stream was cut off */
    static Heard read(String line) throws IOException {
        try {
            var heard = GatewayApi.JSON.readTree(line);
            var body = heard.required("body").asString();
            var message = GatewayApi.JSON.readTree(body);
            return new Heard(
                    heard.required("seq").asLong(),
                    message.required("id").asString(),
                    word(message.required("event")),
                    Times.parse(message.required("createdAt").asString())
                            .orElseThrow(() -> new IOException("an event without a time")),
                    word(message.path("data").path("paymentIntentId")),
                    word(message.path("data").path("paymentStatus")),
                    body);
        } catch (JacksonException | IllegalArgumentException _) {
            throw new IOException("connection closed within an event");
        }
    }

    private static String word(JsonNode value) {
        return Words.plain(value.asString(""), LONGEST_WORD);
    }
}
