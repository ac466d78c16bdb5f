package tatami.intents;

/** What a shopper may pay with. */
public enum AcceptedMethod {
    Card,
    Wallet
}
