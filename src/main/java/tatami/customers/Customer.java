package tatami.customers;

import java.time.Instant;
import tatami.accounts.AccountId;

/**
 * A buyer whom a merchant wants to know again.
 *
 * @param documentVersion raised by every change; 0 at first
 */
record Customer(
        CustomerId id, AccountId account, Details details, int documentVersion, Instant createdAt, Instant updatedAt) {}
