package tatami.portal;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.http.Devices;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Audit;
import tatami.users.Deed;
import tatami.users.Invitation;
import tatami.users.Invitation.Asks;
import tatami.users.Invitations;
import tatami.users.People;
import tatami.users.Role;
import tatami.users.Sessions;
import tatami.users.SignIn;
import tatami.users.SignIns;

/** Coming in, by password or by a link that opens once, and going out. */
final class SignInRoutes implements HttpService {

    private final DoorRoutes door;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SignIns signIns;
    private final Invitations invitations;
    private final Audit audit;
    private final Devices devices;
    private final SignInLimit limit;

    SignInRoutes(DoorRoutes door, Accounts accounts, People people, Devices devices, SignInLimit limit) {
        this.door = door;
        this.accounts = accounts;
        this.sessions = people.sessions();
        this.signIns = people.signIns();
        this.invitations = people.invitations();
        this.audit = people.audit();
        this.devices = devices;
        this.limit = limit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/sign-in[/]", door.guarded(this::show))
                .post("/sign-in[/]", door.actOutside(this::signIn))
                .any("/sign-in[/]", Problems.methodNotAllowed())
                .post("/sign-out[/]", door.act(Role.Viewer, this::signOut))
                .any("/sign-out[/]", Problems.methodNotAllowed())
                .get("/enter/{secret}[/]", door.guarded(this::showLink))
                .post("/enter/{secret}[/]", door.actOutside(this::enter))
                .any("/enter/{secret}[/]", Problems.methodNotAllowed())
                .get("/account[/]", door.see(Role.Viewer, this::showAccounts))
                .post("/account[/]", door.act(Role.Viewer, this::move))
                .any("/account[/]", Problems.methodNotAllowed());
    }

    private void show(ServerRequest request, ServerResponse response) {
        var next = DoorRoutes.next(request);
        if (door.visit(request).isPresent()) {
            door.redirect(response, door.onward(next));
            return;
        }
        signInPage(request, response, next, "", null).send(response);
    }

    private void signIn(ServerRequest request, Form form, ServerResponse response) {
        var email = form.field("email");
        var next = form.field("next");
        var address = devices.address(request);
        Optional<SignIn> made;
        try {
            made = limit.attempt(
                    email,
                    devices.distinct(request),
                    () -> signIns.signIn(email, form.field("password"), address, door.visitOf(request)),
                    () -> signIns.stopped(email, address));
        } catch (Refusal refusal) {
            signInPage(request, response, next, email, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        if (made.isEmpty()) {
            signInPage(request, response, next, email, "The e-mail or the password is wrong.")
                    .status(Status.UNAUTHORIZED_401)
                    .send(response);
            return;
        }
        letIn(response, made.get(), next);
    }

    private void letIn(ServerResponse response, SignIn made, String next) {
        switch (made) {
            case SignIn.Done(var token) -> door.letIn(response, token, door.onward(next));
            case SignIn.NeedsCode(var token) -> door.letHalfIn(response, token, next);
        }
    }

    private void signOut(Visit visit, Form form, ServerResponse response) {
        audit.write(visit.account().id(), visit.session().who(), Deed.SignOut, null, Map.of());
        sessions.end(visit.cookie());
        door.letOut(response);
    }

    /** Programs that only look at links, for a preview, use nothing up. */
    private void showLink(ServerRequest request, ServerResponse response) {
        var secret = request.path().pathParameters().get("secret");
        var invitation = invitations.find(secret).orElseThrow(SignInRoutes::used);
        linkPage(request, response, secret, invitation, null).send(response);
    }

    private void enter(ServerRequest request, Form form, ServerResponse response) {
        var secret = request.path().pathParameters().get("secret");
        var invitation = invitations.find(secret).orElseThrow(SignInRoutes::used);
        SignIn made;
        try {
            made = open(request, secret, invitation, form.field("password"));
        } catch (Refusal refusal) {
            if (refusal.reason() == Reason.NOT_FOUND) {
                throw refusal;
            }
            linkPage(request, response, secret, invitation, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        letIn(response, made, "");
    }

    /** Who guesses the password behind a link is stopped as who guesses it without one. */
    private SignIn open(ServerRequest request, String secret, Invitation invitation, String password) {
        var address = devices.address(request);
        var visit = door.visitOf(request);
        var user = invitation.user();
        if (user == null || invitation.asks() != Asks.OldPassword) {
            return invitations.open(secret, password, address, visit);
        }
        var email = user.person().email();
        var wrong = new Refusal[1];
        return limit.attempt(
                        email,
                        devices.distinct(request),
                        () -> {
                            try {
                                return Optional.of(invitations.open(secret, password, address, visit));
                            } catch (Refusal refusal) {
                                if (refusal.reason() != Reason.NOT_SIGNED_IN) {
                                    throw refusal;
                                }
                                wrong[0] = refusal;
                                return Optional.<SignIn>empty();
                            }
                        },
                        () -> signIns.stopped(email, address))
                .orElseThrow(() -> wrong[0]);
    }

    private void showAccounts(Visit visit, ServerResponse response) {
        var user = visit.session().user();
        List<Account> mine = user == null
                ? List.of(visit.account())
                : signIns.accounts(user).stream().map(accounts::get).toList();
        door.page("account", "account", visit)
                .with("accounts", mine)
                .with("current", visit.account().id())
                .send(response);
    }

    private void move(Visit visit, Form form, ServerResponse response) {
        sessions.move(visit.cookie(), AccountId.parse(form.field("account")));
        door.redirect(response, door.onward(""));
    }

    private Page signInPage(
            ServerRequest request, ServerResponse response, String next, String email, @Nullable String complaint) {
        return door.outside("signIn", request, response)
                .with("next", next)
                .with("email", email)
                .with("complaint", complaint);
    }

    private Page linkPage(
            ServerRequest request,
            ServerResponse response,
            String secret,
            Invitation invitation,
            @Nullable String complaint) {
        var user = invitation.user();
        return door.outside("enter", request, response)
                .with("secret", secret)
                .with("merchant", accounts.get(invitation.account()).tradingName())
                .with("asks", invitation.asks())
                .with("name", user == null ? null : user.person().name())
                .with("email", user == null ? null : user.person().email())
                .with("complaint", complaint);
    }

    private static Refusal used() {
        return new Refusal(Reason.NOT_FOUND, "This link has been used, or is too old. Ask for another one.");
    }
}
