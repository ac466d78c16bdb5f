package tatami.portal;

import org.jspecify.annotations.Nullable;
import tatami.webhooks.Sent;

/**
 * A message on the page of the payment that it tells of.
 *
 * @param path where it is looked at, behind the portal's own; null when its webhook is gone
 */
public record SentRow(
        String event,
        String url,
        StatusMark mark,
        String time,
        @Nullable String path) {

    static SentRow of(Sent sent, Clock clock) {
        var url = sent.url();
        return new SentRow(
                sent.event(),
                url == null ? "a webhook that is gone" : url,
                StatusMark.of(sent.state()),
                clock.exactly(sent.createdAt()),
                url == null ? null : "/webhooks/" + sent.subscription() + "/deliveries/" + sent.eventId());
    }
}
