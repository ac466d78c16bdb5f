package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import tatami.calls.CallLog;
import tatami.http.Problems;
import tatami.kit.Paging.Cursor;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Role;

/** The request log: how the account's last calls ended, for developers. */
final class CallRoutes implements HttpService {

    private final DoorRoutes door;
    private final CallLog calls;

    CallRoutes(DoorRoutes door, CallLog calls) {
        this.door = door;
        this.calls = calls;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/requests[/]", door.see(Role.Developer, this::list))
                .any("/requests[/]", Problems.methodNotAllowed());
    }

    private void list(Visit visit, ServerResponse response) {
        var wanted = new CallWanted(
                visit.parameter("failed").strip(),
                visit.parameter("method").strip(),
                visit.parameter("route").strip(),
                visit.parameter("trace").strip());
        var turn = Turn.asked(visit.parameter("before"), visit.parameter("after"));
        var leaf = turn.of(
                calls.list(visit.account().id(), wanted.filter(), turn.paging()),
                line -> new Cursor(line.at(), line.id()));
        var clock = new Clock(visit.account().timeZone());
        List<CallRow> rows =
                leaf.items().stream().map(line -> CallRow.of(line, clock)).toList();
        door.page("requests", "requests", visit)
                .with("rows", rows)
                .with("wanted", wanted)
                .with("newer", wanted.query(leaf.newer()))
                .with("older", wanted.query(leaf.older()))
                .send(response);
    }
}
