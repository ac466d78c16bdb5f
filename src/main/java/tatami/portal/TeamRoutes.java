package tatami.portal;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Person;
import tatami.users.Role;
import tatami.users.Team;
import tatami.users.UserId;

/** Who belongs to the account, for owners. */
final class TeamRoutes implements HttpService {

    private final DoorRoutes door;
    private final Team team;
    private final String publicUrl;

    /** @param publicUrl where browsers reach this gateway, for links that are sent to others */
    TeamRoutes(DoorRoutes door, Team team, String publicUrl) {
        this.door = door;
        this.team = team;
        this.publicUrl = publicUrl;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/team[/]", door.see(Role.Owner, this::list))
                .post("/team[/]", door.act(Role.Owner, this::invite))
                .any("/team[/]", Problems.methodNotAllowed())
                .post("/team/{id}[/]", door.act(Role.Owner, this::change))
                .any("/team/{id}[/]", Problems.methodNotAllowed());
    }

    private void list(Visit visit, ServerResponse response) {
        page(visit, null, Map.of()).send(response);
    }

    private void invite(Visit visit, Form form, ServerResponse response) {
        String secret;
        Person person;
        try {
            person = Person.of(form.field("email"), form.field("name"));
            secret = team.invite(
                    visit.account().id(), person, role(form), visit.session().who());
        } catch (Refusal refusal) {
            page(
                            visit,
                            refusal.detail(),
                            Map.of(
                                    "email",
                                    form.field("email"),
                                    "name",
                                    form.field("name"),
                                    "role",
                                    form.field("role")))
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        sendLink(visit, person, secret, response);
    }

    private void change(Visit visit, Form form, ServerResponse response) {
        var account = visit.account().id();
        var id = UserId.parse(visit.path("id"));
        var who = visit.session().who();
        try {
            switch (form.field("do")) {
                case "role" -> team.changeRole(account, id, role(form), who);
                case "disable" -> team.disable(account, id, who);
                case "enable" -> team.enable(account, id, who);
                case "invite" -> {
                    var secret = team.inviteAgain(account, id, who);
                    sendLink(visit, person(visit, id), secret, response);
                    return;
                }
                default -> throw new Refusal(Reason.INVALID, "The form does not say what to do.");
            }
        } catch (Refusal refusal) {
            if (refusal.reason() == Reason.NOT_FOUND) {
                throw refusal;
            }
            page(visit, refusal.detail(), Map.of())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        door.redirect(response, door.base() + "/team");
    }

    private Person person(Visit visit, UserId id) {
        return team.members(visit.account().id()).stream()
                .filter(member -> member.user().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such user."))
                .user()
                .person();
    }

    /** The link is on this page alone: it is not kept, and no address has it but its own. */
    private void sendLink(Visit visit, Person person, String secret, ServerResponse response) {
        door.page("invited", "settings", visit)
                .with("person", person)
                .with("link", PortalRoutes.link(publicUrl, secret))
                .status(Status.OK_200)
                .send(response);
    }

    private Page page(Visit visit, @Nullable String complaint, Map<String, String> typed) {
        var me = visit.session().user();
        List<MemberRow> rows = team.members(visit.account().id()).stream()
                .map(member -> MemberRow.of(member, me))
                .toList();
        return door.page("team", "settings", visit)
                .with("rows", rows)
                .with("complaint", complaint)
                .with("typed", typed);
    }

    private static Role role(Form form) {
        return Role.named(form.field("role"))
                .orElseThrow(
                        () -> new Refusal(Reason.INVALID, "The role must be Owner, Developer, Support or Viewer."));
    }
}
