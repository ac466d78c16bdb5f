package tatami.webhooks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much this gateway has in hand for each subscription, and how much more it may take. */
final class Endpoints {

    /** About as many requests as a small shop's server works on at the same time. */
    static final int ROOM = 16;

    /** For who did not answer the last time: enough to notice that it is back, and little to wait for. */
    static final int ROOM_WHEN_SILENT = 2;

    private final ConcurrentHashMap<SubscriptionId, Endpoint> endpoints = new ConcurrentHashMap<>();

    /** For the subscriptions that have less than {@link #ROOM}; none below zero. */
    Map<SubscriptionId, Integer> rooms() {
        return endpoints.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().room()));
    }

    void begin(SubscriptionId subscription) {
        endpoints.merge(subscription, Endpoint.FRESH, (known, _) -> known.begun());
    }

    /** @param answered whether anything came back, success or not */
    void end(SubscriptionId subscription, boolean answered) {
        endpoints.computeIfPresent(subscription, (_, known) -> known.ended(answered));
    }

    private record Endpoint(int inHand, boolean silent) {

        static final Endpoint FRESH = new Endpoint(1, false);

        int room() {
            return Math.max(0, (silent ? ROOM_WHEN_SILENT : ROOM) - inHand);
        }

        Endpoint begun() {
            return new Endpoint(inHand + 1, silent);
        }

        /** Null, which forgets it, when there is nothing to remember. */
        @Nullable
        Endpoint ended(boolean answered) {
            return inHand == 1 && answered ? null : new Endpoint(inHand - 1, !answered);
        }
    }
}
