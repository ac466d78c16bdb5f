package tatami.portal;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.http.Devices;
import tatami.http.Form;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.users.SignIns;
import tatami.users.User;

/** The second step of signing in, for users who have a second factor. Wrong codes count with wrong passwords. */
final class CodeRoutes implements HttpService {

    private final DoorRoutes door;
    private final SignIns signIns;
    private final Devices devices;
    private final SignInLimit limit;

    CodeRoutes(DoorRoutes door, SignIns signIns, Devices devices, SignInLimit limit) {
        this.door = door;
        this.signIns = signIns;
        this.devices = devices;
        this.limit = limit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/sign-in/code[/]", door.guarded(this::show))
                .post("/sign-in/code[/]", door.actOutside(this::signIn))
                .any("/sign-in/code[/]", Problems.methodNotAllowed());
    }

    private void show(ServerRequest request, ServerResponse response) {
        if (halfway(request).isEmpty()) {
            startAgain(response);
            return;
        }
        page(request, response, DoorRoutes.next(request), null).send(response);
    }

    private void signIn(ServerRequest request, Form form, ServerResponse response) {
        var user = halfway(request);
        if (user.isEmpty()) {
            startAgain(response);
            return;
        }
        var email = user.get().person().email();
        var address = devices.address(request);
        var next = form.field("next");
        Optional<String> token;
        try {
            token = limit.attempt(
                    email,
                    devices.distinct(request),
                    () -> signIns.signIn(user.get(), form.field("code"), address),
                    () -> signIns.stopped(email, address));
        } catch (Refusal refusal) {
            page(request, response, next, refusal.detail())
                    .status(Problems.status(refusal.reason()))
                    .send(response);
            return;
        }
        if (token.isEmpty()) {
            page(request, response, next, "The code is wrong, or was used already. Each works once.")
                    .status(Status.UNAUTHORIZED_401)
                    .send(response);
            return;
        }
        door.letIn(response, token.get(), door.onward(next));
    }

    private Optional<User> halfway(ServerRequest request) {
        return signIns.halfway(door.halfOf(request), door.visitOf(request));
    }

    /** Too long has gone by, or it is another browser. */
    private void startAgain(ServerResponse response) {
        door.redirect(response, door.base() + "/sign-in");
    }

    private Page page(ServerRequest request, ServerResponse response, String next, @Nullable String complaint) {
        return door.outside("code", request, response).with("next", next).with("complaint", complaint);
    }
}
