package tatami.portal;

import java.io.IOException;
import java.io.Writer;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import tatami.payments.KindTurnover;
import tatami.payments.LedgerLine;

/** The ledger as files for spreadsheets: times in UTC, days where the account is, amounts with a decimal point. */
final class LedgerCsv {

    private LedgerCsv() {}

    static void head(Writer out) throws IOException {
        Csv.line(
                out,
                "entry",
                "time",
                "day",
                "kind",
                "payment_intent",
                "operation",
                "debit",
                "credit",
                "currency",
                "amount",
                "net");
    }

    static void line(Writer out, LedgerLine line, ZoneId zone) throws IOException {
        var entry = line.entry();
        Csv.line(
                out,
                Long.toString(line.number()),
                line.at().toString(),
                line.at().atZone(zone).toLocalDate().toString(),
                line.kind().name(),
                line.intent().value(),
                line.operation().toString(),
                entry.debit().name(),
                entry.credit().name(),
                entry.amount().currencyCode(),
                entry.amount().balance().plain(),
                entry.owedToMerchant().plain());
    }

    /** A line for each day, currency and kind. */
    static void report(Writer out, List<KindTurnover> settlement) throws IOException {
        var lines = settlement.stream()
                .sorted(Comparator.comparing(KindTurnover::day)
                        .thenComparing(each -> each.turnover().net().currency().getCurrencyCode())
                        .thenComparing(KindTurnover::kind))
                .toList();
        Csv.line(out, "day", "currency", "kind", "count", "net");
        for (var line : lines) {
            var turnover = line.turnover();
            Csv.line(
                    out,
                    line.day().toString(),
                    turnover.net().currency().getCurrencyCode(),
                    line.kind().name(),
                    Long.toString(turnover.count()),
                    turnover.net().plain());
        }
    }
}
