package tatami.figures;

import java.util.Currency;

/** How many operations of one kind had one outcome, and what they come to. */
record Tally(Kind kind, Outcome outcome, Currency currency, long number, long amount) {

    /** An operation's, but for reversals: one of a captured payment takes volume back, a hold's release does not. */
    enum Kind {
        Sale,
        Authorize,
        Charge,
        Capture,
        Refund,
        Reverse,
        Release
    }

    enum Outcome {
        Approved,
        Declined,
        Abandoned
    }
}
