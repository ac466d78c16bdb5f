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
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
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
        var wanted = Wanted.of(visit::parameter);
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

    /** @throws Refusal when it might not be all: a file that lacks something looks like one that does not */
    private List<PaymentIntent> chunk(Visit visit, Wanted wanted, Cursor behind) {
        var paging = new Paging(Direction.Older, behind, CHUNK);
        var found = payments.find(visit.account(), wanted.filter(visit.account().timeZone(), paging));
        return switch (found.extent()) {
            case Everything -> found.payments();
            case Preparing ->
                throw new Refusal(
                        Reason.IN_PROGRESS,
                        "Older payments are still being prepared for searching, and some would be missing in the file."
                                + " That takes some minutes, once. A file of days alone is complete already.");
            case GaveUp ->
                throw new Refusal(
                        Reason.INVALID,
                        "This search takes too long: many payments are like each part of it, and few or none like all."
                                + " Name fewer days, or something rarer.");
        };
    }
}
