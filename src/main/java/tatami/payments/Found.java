package tatami.payments;

import java.util.List;

/**
 * What a search found.
 *
 * @param payments newest first, as they are now
 */
public record Found(List<PaymentIntent> payments, Extent extent) {

    /** How much was looked at. */
    public enum Extent {
        Everything,
        /** What is from before this gateway's first start is still being prepared, and may be missing. */
        Preparing,
        /** Nothing: many payments are like each part of the filter, too many to look for those like all of it. */
        GaveUp
    }
}
