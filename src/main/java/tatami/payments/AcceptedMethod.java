package tatami.payments;

/** What a shopper may pay with. */
public enum AcceptedMethod {
    Card,
    Wallet
}
