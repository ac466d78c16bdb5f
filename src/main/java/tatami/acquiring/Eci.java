package tatami.acquiring;

/** What the acquirer is told about the shopper's presence; each scheme has a number of its own for it. */
public enum Eci {
    Authenticated,
    Attempted,
    /** Mail or telephone order: the merchant typed the card, and nobody could be authenticated. */
    MailOrTelephone
}
