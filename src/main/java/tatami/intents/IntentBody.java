package tatami.intents;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.http.Body;

/** Fields that the requests which create intents of either kind have in common. */
public final class IntentBody {

    private static final List<AcceptedMethod> FIRST = List.of(AcceptedMethod.Card, AcceptedMethod.Wallet);
    private static final List<AcceptedMethod> ALL = List.of(AcceptedMethod.values());

    private static final int MOST_METADATA = 100;
    private static final int LONGEST_METADATA = 1024;

    private IntentBody() {}

    /**
     * A card, unless the merchant says otherwise.
     *
     * @param savedCards whether this kind of intent and this version of the API know saved cards
     */
    public static List<AcceptedMethod> paymentMethods(Body body, boolean savedCards) {
        var methods = body.choices("paymentMethods", savedCards ? ALL : FIRST);
        return methods == null || methods.isEmpty() ? List.of(AcceptedMethod.Card) : methods;
    }

    public static Map<String, String> metadata(Body body) {
        return body.map("metadata", MOST_METADATA, LONGEST_METADATA);
    }

    /** Where the intent comes from, in the caller's own word. Undocumented, and every client reads it back. */
    public static String paymentSource(Body body) {
        var source = body.text("paymentSource", 60);
        return source == null || source.isBlank() ? "api" : source;
    }

    /** Null when the merchant does not say. */
    public static @Nullable Instant expireAt(Body body, Instant now) {
        var time = body.time("expireAt");
        if (time != null && !time.isAfter(now)) {
            body.complain("expireAt", "The field ExpireAt must be in the future.");
        }
        return time;
    }
}
