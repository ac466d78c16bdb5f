package tatami.payments;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;

/**
 * Which payments somebody looks for, and which page of them. What is null or empty does not narrow.
 *
 * @param reference words that the reference must have, in any order and case; at least one if it is not empty
 * @param cardEnding the last four digits of the card that paid
 */
public record Filter(
        @Nullable Status status,
        @Nullable Total total,
        String reference,
        @Nullable String cardEnding,
        Instant start,
        Instant end,
        Paging page) {

    public Filter {
        if (!reference.isEmpty() && Keywords.words(reference).isEmpty()) {
            throw new IllegalArgumentException("A reference without words finds nothing.");
        }
    }

    /** Whether it asks for all payments of its days. */
    boolean isOpen() {
        return status == null && total == null && reference.isEmpty() && cardEnding == null;
    }

    /** The same without anything but days, for the API's own search. */
    Search days() {
        return new Search(null, start, end, page);
    }
}
