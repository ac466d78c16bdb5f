package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.figures.Figures;
import tatami.http.Problems;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.kit.Times;
import tatami.payments.Concern;
import tatami.payments.Payments;
import tatami.payments.Search;
import tatami.portal.DoorRoutes.Visit;
import tatami.portal.PortalRoutes.Watch;
import tatami.users.Role;
import tatami.webhooks.Deliveries;

/** The first page: how the account is doing, and what somebody should look at. */
final class OverviewRoutes implements HttpService {

    private static final Duration RECENTLY = Duration.ofDays(30);

    private final DoorRoutes door;
    private final Watch watch;
    private final Deliveries deliveries;
    private final Payments payments;
    private final InstantSource clock;

    OverviewRoutes(DoorRoutes door, Watch watch, Deliveries deliveries, Payments payments, InstantSource clock) {
        this.door = door;
        this.watch = watch;
        this.deliveries = deliveries;
        this.payments = payments;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", door.see(Role.Viewer, this::show)).any("/", Problems.methodNotAllowed());
    }

    private void show(Visit visit, ServerResponse response) {
        var account = visit.account();
        var spans = new Spans(account.timeZone(), Times.now(clock));
        var figures = watch.tallies().figures(account.id(), spans.borders());
        var times = new Clock(account.timeZone());
        door.page("overview", "overview", visit)
                .with(
                        "overview",
                        currency(account, figures, visit.parameter("currency"))
                                .map(currency -> Overview.of(figures, currency, spans))
                                .orElse(null))
                .with("attention", attention(visit, times))
                .with("reckoned", times.exactly(spans.now()))
                .with("iso", spans.now().toString())
                .with("zone", account.timeZone().getId())
                .send(response);
    }

    /** The one that is wished for, or that most is paid in; empty when there has never been a payment. */
    private Optional<Currency> currency(Account account, Figures figures, String wished) {
        var known = figures.currencies();
        return known.stream()
                .filter(currency -> currency.getCurrencyCode().equals(wished))
                .findFirst()
                .or(() -> known.stream().findFirst())
                .or(() -> newest(account));
    }

    private Optional<Currency> newest(Account account) {
        var newest = new Paging(Direction.Older, Cursor.TOP, 1);
        return payments.search(account, new Search(null, Search.EARLIEST, Search.LATEST, newest)).stream()
                .map(intent -> intent.amount().currency())
                .findFirst();
    }

    private List<Attention> attention(Visit visit, Clock times) {
        var account = visit.account();
        var sums = watch.concerns().sums(account.id());
        var first = sums.isEmpty() ? List.<Concern>of() : watch.concerns().first(account.id(), Attention.SHOWN);
        var exhausted = deliveries.exhausted(account.id(), RECENTLY, Attention.MOST_COUNTED);
        return Attention.all(sums, first, exhausted, times);
    }
}
