package tatami.checkout;

import java.time.Instant;
import tatami.payments.PaymentIntent;

/** How an intent looks from the shopper's side. */
enum Stage {
    /** Waits to be paid. */
    Open,
    /** Somebody has paid, and nobody knows yet whether it worked. */
    Processing,
    Paid,
    /** Nobody can pay this any more, and nobody has: it was given up, or the money went back. */
    Closed;

    static Stage of(PaymentIntent intent, Instant now) {
        return switch (intent.status()) {
            case Created -> intent.inFlight() != null ? Processing : now.isBefore(intent.expireAt()) ? Open : Closed;
            case Authorized, Captured -> Paid;
            case Reversed, Refunded, Canceled -> Closed;
        };
    }
}
