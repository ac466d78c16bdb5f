package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import tatami.accounts.Account;
import tatami.http.Download;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.LedgerLine;
import tatami.payments.LedgerPlace;
import tatami.payments.Settlements;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;

/** What each day has brought, and the ledger as a file. */
final class SettlementRoutes implements HttpService {

    private static final String SECTION = "settlements";

    /** Of a day's movements on its page. All of them are in the file. */
    private static final int SHOWN = 100;

    /** Read at once while a file is written: a statement of some milliseconds. */
    private static final int CHUNK = 1_000;

    private final DoorRoutes door;
    private final Settlements settlements;
    private final Audit audit;
    private final InstantSource clock;

    SettlementRoutes(DoorRoutes door, Settlements settlements, Audit audit, InstantSource clock) {
        this.door = door;
        this.settlements = settlements;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/settlements[/]", door.see(Role.Viewer, this::jump))
                .any("/settlements[/]", Problems.methodNotAllowed())
                .get("/settlements/{period}[/]", door.see(Role.Viewer, this::show))
                .any("/settlements/{period}[/]", Problems.methodNotAllowed())
                .get("/settlements/{period}/report.csv", door.see(Role.Viewer, this::report))
                .any("/settlements/{period}/report.csv", Problems.methodNotAllowed())
                .get("/settlements/{period}/ledger.csv", door.see(Role.Viewer, this::ledger))
                .any("/settlements/{period}/ledger.csv", Problems.methodNotAllowed());
    }

    /** To the period that is asked for, or this month. */
    private void jump(Visit visit, ServerResponse response) {
        var asked = visit.parameter("period").strip();
        var period = asked.isEmpty() ? Period.of(YearMonth.from(today(visit.account()))) : period(asked);
        door.redirect(response, path(period));
    }

    private void show(Visit visit, ServerResponse response) {
        var period = period(visit.path("period"));
        var account = visit.account();
        var today = today(account);
        var page = door.page(period.isDay() ? "settlement" : "settlements", SECTION, visit)
                .with("period", period.toString())
                .with("title", SettlementSheet.title(period))
                .with("zone", account.timeZone().getId())
                .with("isOver", period.last().isBefore(today))
                .with("sheet", sheet(account, period));
        if (period.isDay()) {
            var start = LedgerPlace.before(account.startOf(period.first()));
            var times = new Clock(account.timeZone());
            page.with(
                            "movements",
                            settlements.entries(account, start, period.last(), SHOWN).stream()
                                    .map(line -> MovementRow.of(line, times))
                                    .toList())
                    .with("month", period.month().toString());
        } else {
            page.with("earlier", period.month().minusMonths(1).toString())
                    .with(
                            "later",
                            period.last().isBefore(today)
                                    ? period.month().plusMonths(1).toString()
                                    : null);
        }
        page.send(response);
    }

    private SettlementSheet sheet(Account account, Period period) {
        return period.isDay()
                ? SettlementSheet.byKind(settlements.kinds(account, period.first(), period.last()))
                : SettlementSheet.byDay(settlements.days(account, period.first(), period.last()));
    }

    /** What the page shows, for a spreadsheet. */
    private void report(Visit visit, ServerResponse response) {
        var period = period(visit.path("period"));
        var lines = settlements.kinds(visit.account(), period.first(), period.last());
        write(visit, "settlements", period);
        Download.csv(response, "settlements-" + period + ".csv", out -> LedgerCsv.report(out, lines));
    }

    private void ledger(Visit visit, ServerResponse response) {
        var period = period(visit.path("period"));
        var account = visit.account();
        write(visit, "ledger", period);
        Download.csv(response, "ledger-" + period + ".csv", out -> ledger(account, period, out));
    }

    private void ledger(Account account, Period period, Writer out) throws IOException {
        LedgerCsv.head(out);
        var place = LedgerPlace.before(account.startOf(period.first()));
        List<LedgerLine> lines;
        do {
            lines = settlements.entries(account, place, period.last(), CHUNK);
            for (var line : lines) {
                LedgerCsv.line(out, line, account.timeZone());
                place = line.place();
            }
        } while (lines.size() == CHUNK);
    }

    private void write(Visit visit, String what, Period period) {
        audit.write(visit.account().id(), visit.session().who(), Deed.Export, null, Map.of(what, period.toString()));
    }

    private LocalDate today(Account account) {
        return clock.instant().atZone(account.timeZone()).toLocalDate();
    }

    private String path(Period period) {
        return door.base() + "/settlements/" + period;
    }

    private static Period period(String text) {
        return Period.read(text)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "This is neither a month such as 2026-03 nor a day such as" + " 2026-03-31."));
    }
}
