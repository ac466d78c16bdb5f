package tatami.webhooks;

import java.util.regex.Pattern;
import tatami.kit.Ids;
import tatami.kit.Refusal;

/** {@code ws_sandbox_…} or {@code ws_…}. */
public record SubscriptionId(String value) {

    static final String KIND = "ws";

    private static final Pattern SHAPE = Ids.shape(KIND);

    /** @throws Refusal NOT_FOUND when it cannot be the id of a subscription */
    public static SubscriptionId parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw notFound();
        }
        return new SubscriptionId(text);
    }

    static Refusal notFound() {
        return new Refusal(Refusal.Reason.NOT_FOUND, "There is no webhook subscription with this id.");
    }

    @Override
    public String toString() {
        return value;
    }
}
