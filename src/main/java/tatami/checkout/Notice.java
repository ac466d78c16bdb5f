package tatami.checkout;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.intents.HistoryEvent;
import tatami.intents.HistoryEvent.Type;

/** What a shopper is told above the form when it comes back. Public for the templates. */
public enum Notice {
    CHECK(
            400,
            "Please check your details",
            "For your safety, the card number and security code have to be typed again."),
    OUT_OF_DATE(
            409,
            "This page was out of date",
            "Nothing was taken from your card. Please enter it once more.",
            "This page was out of date",
            "Your card was not saved. Please enter it once more."),
    NEW_TOTAL(
            409,
            "The total is now {total}",
            "Nothing was taken from your card. If this is what you want to pay, please enter it once more."),
    TOO_MANY(
            429,
            "Too many attempts have failed",
            "Nothing was taken. Please try again later, or ask the shop for another way to pay.",
            "Too many attempts have failed",
            "Your card was not saved. Please try again later."),
    TOTAL(200, "The total is now {total}", "Nothing is paid yet."),
    // An attempt that failed is not a request that failed: like the API, these answer 200.
    DECLINED(
            200,
            "Your card was declined",
            "Nothing was taken. Try another card, or ask your bank about this one.",
            "Your card was declined",
            "It was not saved. Try another card, or ask your bank about this one."),
    NOT_CONFIRMED(
            200,
            "Your bank could not confirm that it was you",
            "Nothing was taken. Try again, or use another card.",
            "Your bank could not confirm that it was you",
            "Your card was not saved. Try again, or use another card."),
    FAILED(
            200,
            "Your payment did not go through",
            "Nothing was taken. Please try again.",
            "Your card could not be saved",
            "Nothing was charged. Please try again.");

    /** What it says to a shopper. */
    public record Words(String title, String text) {}

    private final int status;
    private final Words payment;
    private final Words setup;

    Notice(int status, String title, String text) {
        this(status, title, text, title, text);
    }

    /** @param setupTitle what it says to who leaves a card, and pays nothing */
    Notice(int status, String title, String text, String setupTitle, String setupText) {
        this.status = status;
        this.payment = new Words(title, text);
        this.setup = new Words(setupTitle, setupText);
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

    public Words words(CheckoutView shop) {
        var words = shop.isSetup() ? setup : payment;
        return new Words(words.title().replace("{total}", String.valueOf(shop.total())), words.text());
    }

    /** Whether it is news and no complaint. */
    public boolean isCalm() {
        return this == NEW_TOTAL || this == TOTAL;
    }
}
