package tatami.checkout;

import org.jspecify.annotations.Nullable;
import tatami.intents.HistoryEvent.Type;
import tatami.payments.PaymentIntent;

/** What a shopper is told above the form when it comes back. Public for the templates. */
public enum Notice {
    CHECK(
            400,
            "Please check your details",
            "For your safety, the card number and security code have to be typed again."),
    OUT_OF_DATE(409, "This page was out of date", "Nothing was taken from your card. Please enter it once more."),
    // An attempt that failed is not a request that failed: like the API, these answer 200.
    DECLINED(200, "Your card was declined", "Nothing was taken. Try another card, or ask your bank about this one."),
    NOT_CONFIRMED(
            200, "Your bank could not confirm that it was you", "Nothing was taken. Try again, or use another card."),
    FAILED(200, "Your payment did not go through", "Nothing was taken. Please try again.");

    private final int status;
    private final String title;
    private final String text;

    Notice(int status, String title, String text) {
        this.status = status;
        this.title = title;
        this.text = text;
    }

    /** Why the last attempt failed, for a shopper who waited to hear it. */
    static @Nullable Notice ofLast(PaymentIntent intent) {
        var events = intent.paymentEvents();
        var last = events.isEmpty() ? null : events.getLast().eventType();
        return last == Type.Declined ? DECLINED : last == Type.Error ? FAILED : null;
    }

    /** Of the answer, in HTTP's numbers. */
    int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String text() {
        return text;
    }
}
