package tatami.sandbox;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import java.util.Optional;
import tatami.http.Form;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.sandbox.Challenges.Challenge;
import tatami.sandbox.Challenges.Request;
import tatami.sandbox.Challenges.State;

/**
 * The bank's pages, for the shopper's browser. Register under {@link #PATH}.
 *
 * <p>All that a page needs comes with the signed request ({@code JWT}) and goes on with the form; there
 * is no cookie. Shops show these pages in a frame of theirs, so anybody may.
 */
public final class ChallengeRoutes implements HttpService {

    public static final String PATH = Challenges.PATH;

    /** What a cardholder knows a card by. */
    private static final int LAST_DIGITS = 4;

    private final Challenges challenges;
    private final Pages pages;

    public ChallengeRoutes(SandboxAcquirer bank, Pages pages) {
        this.challenges = bank.challenges();
        this.pages = pages;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/challenge", this::challenge)
                .any("/challenge", this::wrongVerb)
                .post("/answer", this::answer)
                .any("/answer", this::wrongVerb)
                .post("/device-data", this::deviceData)
                .any("/device-data", this::wrongVerb);
    }

    private void challenge(ServerRequest request, ServerResponse response) {
        answer(response, Visit.of(Form.of(request)), visit -> challenges.find(visit));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        var form = Form.of(request);
        answer(response, Visit.of(form), visit -> {
            if (form.has("cancel")) {
                return challenges.finish(visit, State.Cancelled);
            }
            var code = form.field("code");
            return code.isBlank() ? challenges.find(visit) : challenges.answer(visit, code);
        });
    }

    /** What real issuers learn about a device helps them to know it again; this one needs nothing. */
    private void deviceData(ServerRequest request, ServerResponse response) {
        page("blank").send(response);
    }

    private void wrongVerb(ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.create(HeaderNames.ALLOW, "POST"));
        problem("This page opens only while you pay or save a card. Please start again from the shop.")
                .status(Status.METHOD_NOT_ALLOWED_405)
                .send(response);
    }

    private void answer(ServerResponse response, Visit visit, Step step) {
        var signed = challenges.read(visit.jwt());
        if (signed.isEmpty()) {
            problem(
                            visit.jwt().isEmpty()
                                    ? "The shop sent you here without saying what to confirm."
                                    : "What the shop sent with you was changed on its way, or is not ours.")
                    .send(response);
            return;
        }
        var request = signed.get();
        var isOver = challenges.isOver(request);
        var found = isOver ? challenges.finish(request, State.Failed) : step.take(request);
        if (found.isEmpty()) {
            problem("Nobody asked this bank to confirm that.").send(response);
        } else if (found.get().state() == State.Pending) {
            asking(visit, request, found.get()).send(response);
        } else {
            finished(visit, request, found.get(), isOver && found.get().state() == State.Failed)
                    .send(response);
        }
    }

    private Page asking(Visit visit, Request request, Challenge challenge) {
        return page("challenge")
                .with("amount", request.money().isZero() ? "" : request.money().display(Locale.UK))
                .with("card", "•••• " + request.card().substring(request.card().length() - LAST_DIGITS))
                .with("code", TestCards.CODE)
                .with("wrong", challenge.wrongTries() > 0)
                .with("triesLeft", challenge.triesLeft())
                .with("jwt", visit.jwt())
                .with("md", visit.md());
    }

    /** A shopper who came too late reads so before going back; others need not stop. */
    private Page finished(Visit visit, Request request, Challenge challenge, boolean tooLate) {
        var page = page("finished")
                .status(tooLate ? Status.BAD_REQUEST_400 : Status.OK_200)
                .with("passed", challenge.state() == State.Passed)
                .with("cancelled", challenge.state() == State.Cancelled)
                .with("tooLate", tooLate)
                .with("isPayment", !request.money().isZero())
                .with("returnUrl", request.returnUrl())
                .with("paRes", challenges.result(request, challenge))
                .with("md", visit.md());
        Challenges.origin(request.returnUrl()).ifPresent(origin -> page.allow("form-action", origin));
        return page;
    }

    private Page problem(String sentence) {
        return page("problem").status(Status.BAD_REQUEST_400).with("sentence", sentence);
    }

    private Page page(String name) {
        return pages.page("sandbox/" + name + ".jte").framedBy("*");
    }

    /** @param md the gateway's own note, which comes back to it unchanged */
    private record Visit(String jwt, String md) {

        static Visit of(Form form) {
            return new Visit(form.field("JWT"), form.field("MD"));
        }
    }

    private interface Step {
        Optional<Challenge> take(Request request);
    }
}
