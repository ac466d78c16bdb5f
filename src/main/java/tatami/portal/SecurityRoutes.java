package tatami.portal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tatami.http.Devices;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.http.QrCode;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.portal.DoorRoutes.Visit;
import tatami.users.Credentials;
import tatami.users.Role;
import tatami.users.SignIns;
import tatami.users.Totp;
import tatami.users.UserId;

/** What users sign in with, for each of themselves. Wrong passwords count with those of who signs in. */
final class SecurityRoutes implements HttpService {

    private static final String SECTION = "security";

    /** What apps call us. */
    private static final String ISSUER = "Tatami";

    private final DoorRoutes door;
    private final Credentials credentials;
    private final SignIns signIns;
    private final Devices devices;
    private final SignInLimit limit;

    SecurityRoutes(DoorRoutes door, Credentials credentials, SignIns signIns, Devices devices, SignInLimit limit) {
        this.door = door;
        this.credentials = credentials;
        this.signIns = signIns;
        this.devices = devices;
        this.limit = limit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/security[/]", door.see(Role.Viewer, this::show))
                .any("/security[/]", Problems.methodNotAllowed())
                .post("/security/password[/]", door.act(Role.Viewer, this::changePassword))
                .any("/security/password[/]", Problems.methodNotAllowed())
                .get("/security/two-step[/]", door.see(Role.Viewer, this::showQrCode))
                .post("/security/two-step[/]", door.act(Role.Viewer, this::turnOn))
                .any("/security/two-step[/]", Problems.methodNotAllowed())
                .post("/security/two-step/off[/]", door.act(Role.Viewer, this::turnOff))
                .any("/security/two-step/off[/]", Problems.methodNotAllowed());
    }

    private void show(Visit visit, ServerResponse response) {
        page(visit, null, null).with("done", visit.parameter("done")).send(response);
    }

    private void changePassword(Visit visit, Form form, ServerResponse response) {
        try {
            var token = attempt(
                    visit,
                    () -> credentials.changePassword(
                            user(visit),
                            form.field("old"),
                            form.field("new"),
                            visit.account().id()));
            door.letIn(response, token, door.base() + "/security?done=password");
        } catch (Refusal refusal) {
            page(visit, "password", refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    private void showQrCode(Visit visit, ServerResponse response) {
        if (credentials.state(user(visit)).hasSecondFactor()) {
            door.redirect(response, door.base() + "/security");
            return;
        }
        qrPage(visit, Totp.fresh(), null).send(response);
    }

    /** The recovery codes are on this page alone, which no address has and no browser keeps. */
    private void turnOn(Visit visit, Form form, ServerResponse response) {
        var secret = form.field("secret");
        try {
            var codes = credentials.turnOnSecondFactor(user(visit), secret, form.field("code"));
            door.page("recoveryCodes", SECTION, visit).with("codes", codes).send(response);
        } catch (Refusal refusal) {
            if (!Totp.isSecret(secret)) {
                throw refusal;
            }
            qrPage(visit, secret, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    private void turnOff(Visit visit, Form form, ServerResponse response) {
        try {
            attempt(
                    visit,
                    () -> Optional.of(form.field("password"))
                            .filter(password -> credentials.turnOffSecondFactor(user(visit), password)));
            door.redirect(response, door.base() + "/security?done=off");
        } catch (Refusal refusal) {
            page(visit, "off", refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
        }
    }

    /** @throws Refusal INVALID when it is empty: the password was wrong; TOO_MANY */
    private <T> T attempt(Visit visit, Supplier<Optional<T>> attempt) {
        var email = credentials.state(user(visit)).email();
        var address = devices.address(visit.request());
        return limit.attempt(email, devices.distinct(visit.request()), attempt, () -> signIns.stopped(email, address))
                .orElseThrow(() -> new Refusal(Reason.INVALID, "That is not your password."));
    }

    private Page page(Visit visit, @Nullable String form, @Nullable String complaint) {
        var user = visit.session().user();
        return door.page("security", SECTION, visit)
                .with("state", user == null ? null : credentials.state(user))
                .with("done", "")
                .with("form", form)
                .with("complaint", complaint);
    }

    private Page qrPage(Visit visit, String secret, @Nullable String complaint) {
        var email = credentials.state(user(visit)).email();
        return door.page("twoStep", SECTION, visit)
                .with("qr", QrCode.svg(Totp.uri(secret, ISSUER, email)))
                .with("secret", secret)
                .with("complaint", complaint);
    }

    private static UserId user(Visit visit) {
        var user = visit.session().user();
        if (user == null) {
            throw new Refusal(
                    Reason.NOT_ALLOWED,
                    "You came in by the link of this machine, without being a user. Invite yourself on the team's"
                            + " page.");
        }
        return user;
    }
}
