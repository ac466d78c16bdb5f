package tatami.checkout;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.intents.HistoryEvent;
import tatami.intents.HistoryEvent.Type;

/** What a shopper is told above the form when it comes back. Public for the templates. */
public enum Notice {
    CHECK(400),
    OUT_OF_DATE(409),
    NEW_TOTAL(409),
    TOO_MANY(429),
    TOTAL(200),
    // An attempt that failed is not a request that failed: like the API, these answer 200.
    DECLINED(200),
    NOT_CONFIRMED(200),
    FAILED(200);

    private final int status;

    Notice(int status) {
        this.status = status;
    }

    /** Why the last attempt failed; null when it did not. */
    static @Nullable Notice ofLast(List<HistoryEvent> events) {
        var last = events.isEmpty() ? null : events.getLast().eventType();
        return last == Type.Declined ? DECLINED : last == Type.Error ? FAILED : null;
    }

    /** Of the answer, in HTTP's numbers. */
    int status() {
        return status;
    }

    public String title(Words words, CheckoutView shop) {
        return words.say(key(shop), String.valueOf(shop.total()));
    }

    public String text(Words words, CheckoutView shop) {
        return words.say(key(shop) + ".text");
    }

    /** Whether it is news and no complaint. */
    public boolean isCalm() {
        return this == NEW_TOTAL || this == TOTAL;
    }

    /** Who leaves a card has no total, and may hear another reason to be calm: nothing was saved. */
    private String key(CheckoutView shop) {
        var isAboutMoney = isCalm() || this == CHECK;
        return "notice." + name() + (shop.isSetup() && !isAboutMoney ? ".setup" : "");
    }
}
