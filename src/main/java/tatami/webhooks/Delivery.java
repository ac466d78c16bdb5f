package tatami.webhooks;

import java.net.URI;

/**
 * One message for one subscription, in our hands until the lease ends.
 *
 * @param tries how many were begun, with this one
 * @param earlierTries of these, the ones before somebody asked to send it again
 * @param url the subscription's, as it was written
 * @param secret the subscription's active one
 */
public record Delivery(
        SubscriptionId subscription,
        long eventSeq,
        int tries,
        int earlierTries,
        Message message,
        String url,
        SigningSecret secret) {

    /** Tries that count against the schedule. */
    int triesOfThisRound() {
        return tries - earlierTries;
    }

    URI address() {
        return URI.create(url);
    }

    /** What became of a delivery, by the API of its log. */
    public enum State {
        Waiting,
        Delivered,
        /** Given up; it can be sent again by hand. */
        Exhausted
    }
}
