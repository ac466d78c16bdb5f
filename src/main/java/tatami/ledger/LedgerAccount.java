package tatami.ledger;

/** The two sides of a gateway's book, for each merchant. */
public enum LedgerAccount {
    /** What the acquirer owes us for what was captured and not given back. */
    AcquirerReceivable,
    /** What we owe the merchant for the same. */
    MerchantPayable
}
