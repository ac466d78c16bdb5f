package tatami.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tatami.kit.Times;

/**
 * An event as a receiver reads it.
 *
 * @param id {@code evt_…}
 * @param event a name of the {@link EventCatalogue}
 * @param data compact JSON, as it was written with the event
 */
public record Message(String id, String event, String accountId, Instant createdAt, String data) {

    /** Whether nothing has happened, and somebody only wanted to see it arrive. */
    public boolean isTest() {
        return TestEvents.isTest(data);
    }

    /**
     * The body: compact, its properties in this order. The same bytes each time, since receivers verify
     * the signature over them. Every part but the data is one of our own words and needs no escaping.
     */
    public byte[] body() {
        return ("{\"id\":\"" + id + "\",\"event\":\"" + event + "\",\"accountId\":\"" + accountId
                        + "\",\"createdAt\":\"" + Times.wire(createdAt) + "\",\"data\":" + data + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
