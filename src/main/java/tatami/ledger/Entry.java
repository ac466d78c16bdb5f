package tatami.ledger;

import tatami.kit.Balance;
import tatami.kit.Money;

/**
 * One movement. Both sides stand in one row with one amount, so an entry that does not balance
 * cannot be written down. A correction is another entry, never a change.
 */
public record Entry(LedgerAccount debit, LedgerAccount credit, Money amount) {

    /** Money was captured: the acquirer owes us, and we owe the merchant. */
    public static Entry captured(Money amount) {
        return new Entry(LedgerAccount.AcquirerReceivable, LedgerAccount.MerchantPayable, amount);
    }

    /** What it adds to what the merchant is owed: below zero when money went back. */
    public Balance owedToMerchant() {
        var balance = amount.balance();
        return credit == LedgerAccount.MerchantPayable ? balance : balance.negated();
    }

    /** Money went back to the shopper: neither is owed any longer. */
    public static Entry returned(Money amount) {
        return new Entry(LedgerAccount.MerchantPayable, LedgerAccount.AcquirerReceivable, amount);
    }
}
