package tatami.checkout;

/** How an intent looks from the shopper's side. */
enum Stage {
    /** Waits for the shopper. */
    Open,
    /** Somebody has tried, and nobody knows yet whether it worked. */
    Processing,
    /** Paid, or the card is left. */
    Done,
    /** Nobody can do this any more: it was given up or is over, or the money went back. */
    Closed
}
