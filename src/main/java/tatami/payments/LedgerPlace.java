package tatami.payments;

import java.time.Instant;

/** A place in an account's ledger: just behind the entry of this time and number. */
public record LedgerPlace(Instant at, long number) {

    /** Before all entries from {@code start} on. Numbers begin at one. */
    public static LedgerPlace before(Instant start) {
        return new LedgerPlace(start, 0);
    }
}
