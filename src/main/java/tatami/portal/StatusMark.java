package tatami.portal;

import tatami.payments.PaymentIntent;
import tatami.payments.Status;
import tatami.webhooks.Delivery;

/**
 * Where a payment stands, as a word with an icon and a colour.
 *
 * @param icon its shape says the same as its colour, for who does not see that
 */
public record StatusMark(String word, Icon icon) {

    /** What is drawn; the style sheet gives each its colour. */
    public enum Icon {
        open,
        held,
        done,
        back,
        off,
        failed
    }

    static StatusMark of(PaymentIntent intent) {
        var status = intent.status();
        var isPart = status == Status.Captured && !intent.funds().refunded().isZero();
        if (isPart) {
            return new StatusMark("Partly refunded", Icon.back);
        }
        var icon = switch (status) {
            case Created -> Icon.open;
            case Authorized -> Icon.held;
            case Captured -> Icon.done;
            case Refunded -> Icon.back;
            case Reversed, Canceled -> Icon.off;
        };
        return new StatusMark(word(status), icon);
    }

    static StatusMark of(Delivery.State state) {
        return switch (state) {
            case Waiting -> new StatusMark(word(state), Icon.held);
            case Delivered -> new StatusMark(word(state), Icon.done);
            case Exhausted -> new StatusMark(word(state), Icon.failed);
        };
    }

    /** For people. */
    public static String word(Delivery.State state) {
        return switch (state) {
            case Waiting -> "Waiting";
            case Delivered -> "Delivered";
            case Exhausted -> "Given up";
        };
    }

    /** For people. */
    public static String word(Status status) {
        return switch (status) {
            case Created -> "Unpaid";
            case Authorized -> "Authorised";
            case Captured -> "Captured";
            case Reversed -> "Reversed";
            case Refunded -> "Refunded";
            case Canceled -> "Cancelled";
        };
    }
}
