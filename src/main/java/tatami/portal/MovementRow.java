package tatami.portal;

import java.util.Locale;
import tatami.payments.LedgerLine;

/**
 * A movement of money, as a settlement lists it.
 *
 * @param amount with a sign: below zero for what went back
 */
public record MovementRow(String time, String iso, String kind, String payment, String amount) {

    static MovementRow of(LedgerLine line, Clock clock) {
        return new MovementRow(
                clock.time(line.at()),
                line.at().toString(),
                Words.of(line.kind()),
                line.intent().value(),
                line.entry().owedToMerchant().display(Locale.UK));
    }
}
