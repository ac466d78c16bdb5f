package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import tatami.http.Download;
import tatami.http.Problems;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.payments.PaymentIntent;
import tatami.payments.Payments;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Role;

/** The payments of a list, all its pages, as one file. */
final class PaymentExportRoutes implements HttpService {

    /** Read at once while the file is written: a statement of some milliseconds, some megabytes. */
    private static final int CHUNK = 1_000;

    private final DoorRoutes door;
    private final Payments payments;
    private final Audit audit;

    PaymentExportRoutes(DoorRoutes door, Payments payments, Audit audit) {
        this.door = door;
        this.payments = payments;
        this.audit = audit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/payments.csv", door.see(Role.Viewer, this::export))
                .any("/payments.csv", Problems.methodNotAllowed());
    }

    private void export(Visit visit, ServerResponse response) {
        var wanted = new Wanted(visit.parameter("status"), visit.parameter("from"), visit.parameter("to"));
        var first = chunk(visit, wanted, Cursor.TOP); // so that what is refused is refused before the file begins
        audit.write(
                visit.account().id(),
                visit.session().who(),
                Deed.Export,
                null,
                Map.of("payments", wanted.isNarrow() ? wanted.query(null) : "all"));
        Download.csv(response, "payments.csv", out -> write(out, visit, wanted, first));
    }

    private void write(Writer out, Visit visit, Wanted wanted, List<PaymentIntent> first) throws IOException {
        PaymentCsv.head(out);
        var chunk = first;
        while (true) {
            for (var intent : chunk) {
                PaymentCsv.line(out, intent);
            }
            if (chunk.size() < CHUNK) {
                return;
            }
            var last = chunk.getLast();
            chunk = chunk(visit, wanted, new Cursor(last.createdAt(), last.id().value()));
        }
    }

    private List<PaymentIntent> chunk(Visit visit, Wanted wanted, Cursor behind) {
        var paging = new Paging(Direction.Older, behind, CHUNK);
        return payments.search(visit.account(), wanted.search(visit.account().timeZone(), paging));
    }
}
