package tatami.intents;

/** What a shopper may pay with. */
public enum AcceptedMethod {
    Card,
    Wallet,
    /**
     * A card that the intent's customer saved. The hosted page shows such cards, masked, to whoever has the
     * link, so the merchant must ask for it. Of the API's second release.
     */
    SavedCard
}
