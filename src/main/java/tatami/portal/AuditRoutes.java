package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import tatami.http.Problems;
import tatami.kit.Paging.Cursor;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Role;

/** Who did what, for owners. */
final class AuditRoutes implements HttpService {

    private final DoorRoutes door;
    private final Audit audit;

    AuditRoutes(DoorRoutes door, Audit audit) {
        this.door = door;
        this.audit = audit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/audit[/]", door.see(Role.Owner, this::list)).any("/audit[/]", Problems.methodNotAllowed());
    }

    private void list(Visit visit, ServerResponse response) {
        var turn = Turn.asked(visit.parameter("before"), visit.parameter("after"));
        var leaf = turn.of(audit.list(visit.account().id(), turn.paging()), line -> new Cursor(line.at(), line.id()));
        var times = new Clock(visit.account().timeZone());
        List<AuditRow> lines =
                leaf.items().stream().map(line -> AuditRow.of(line, times)).toList();
        door.page("audit", "settings", visit)
                .with("lines", lines)
                .with("newer", leaf.newer())
                .with("older", leaf.older())
                .send(response);
    }
}
