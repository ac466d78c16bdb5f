package tatami.payments;

import java.time.Instant;
import tatami.ledger.Entry;

/** An entry of the ledger that an intent has caused, and when. */
public record Posting(Entry entry, Instant at) {}
