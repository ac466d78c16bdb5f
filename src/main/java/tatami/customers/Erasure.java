package tatami.customers;

import tatami.accounts.AccountId;
import tatami.db.Tx;

/** What must go with a customer, and stands on a floor above. */
public interface Erasure {

    /** Called in the transaction that deletes the customer, before it. */
    void erase(Tx tx, AccountId account, CustomerId customer);
}
