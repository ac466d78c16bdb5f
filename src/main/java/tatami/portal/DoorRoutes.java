package tatami.portal;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.http.Cookies;
import tatami.http.Form;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.http.Resources;
import tatami.http.SameOrigin;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.users.Role;
import tatami.users.Session;
import tatami.users.Sessions;

/**
 * The portal's door: who comes in, whose forms are taken, and what every page has.
 *
 * <p>A cookie lets somebody in, so that any site could make their browser send a form. Each form therefore brings a
 * token along that only our own pages know, and the browser must not say that another site has sent it.
 */
final class DoorRoutes {

    private static final String STYLE = Resources.lean("portal/portal.css");
    private static final String SCRIPT = Resources.lean("portal/portal.js");

    private static final String SESSION = "tatami-portal";

    /** Of who is not signed in yet: their forms need a token, too. */
    private static final String VISIT = "tatami-visit";

    /** Of who has given the password and not yet a code. */
    private static final String HALF = "tatami-half";

    private static final int VISIT_BYTES = 32;

    private static final String NEXT = "next";

    private final Accounts accounts;
    private final Sessions sessions;
    private final Pages pages;
    private final Secret formKey;
    private final Cookies cookies;
    private final SameOrigin origin;
    private final String base;

    /** @param formKey makes the forms' tokens of the cookies */
    DoorRoutes(Accounts accounts, Sessions sessions, Pages pages, Secret formKey, String publicUrl) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.pages = pages;
        this.formKey = formKey;
        this.cookies = new Cookies(publicUrl, PortalRoutes.PATH);
        this.origin = new SameOrigin(publicUrl);
        this.base = URI.create(publicUrl + PortalRoutes.PATH).getRawPath();
    }

    /** The portal's own path, without a slash at the end. */
    String base() {
        return base;
    }

    /** Where an account's pictures are, by their digests. */
    String images(Account account) {
        return base.substring(0, base.length() - PortalRoutes.PATH.length()) + "/branding/" + account.id() + "/";
    }

    /** A page for whoever is signed in and has at least this role. */
    Handler see(Role least, Seeing step) {
        return guarded((request, response) -> {
            var visit = visit(request);
            if (visit.isEmpty()) {
                askToSignIn(request, response);
                return;
            }
            refuseUnless(visit.get(), least);
            step.take(visit.get(), response);
        });
    }

    /** A form of whoever is signed in and has at least this role. */
    Handler act(Role least, Acting step) {
        return guarded((request, response) -> {
            refuseOthers(request);
            var visit = visit(request);
            if (visit.isEmpty()) {
                askToSignIn(request, response);
                return;
            }
            var form = Form.of(request);
            refuseUnlessOurs(form, visit.get().cookie());
            refuseUnless(visit.get(), least);
            step.take(visit.get(), form, response);
        });
    }

    /** A form of somebody who is not signed in. */
    Handler actOutside(ActingOutside step) {
        return guarded((request, response) -> {
            refuseOthers(request);
            var form = Form.of(request);
            refuseUnlessOurs(form, cookies.find(request, VISIT).orElse(""));
            step.take(request, form, response);
        });
    }

    /** Says a refusal on a page instead of in a problem document. */
    Handler guarded(Handler step) {
        return (request, response) -> {
            try {
                step.handle(request, response);
            } catch (Refusal refusal) {
                problem(request, refusal).send(response);
            }
        };
    }

    Optional<Visit> visit(ServerRequest request) {
        var cookie = cookies.find(request, SESSION).orElse("");
        return sessions.find(cookie).map(session -> {
            var account = accounts.get(session.account());
            request.context().register(account); // for the request log
            return new Visit(request, session, account, cookie);
        });
    }

    /** A page within the portal. @param section which part of it this is */
    Page page(String name, String section, Visit visit) {
        var shell = Shell.of(base, token(visit.cookie()), visit.account(), visit.session());
        return dressed(name).with("shell", shell).with("section", section);
    }

    /** A page with a form before the portal's door. */
    Page outside(String name, ServerRequest request, ServerResponse response) {
        var cookie = cookies.find(request, VISIT)
                .filter(known -> known.length() <= 2 * VISIT_BYTES)
                .orElseGet(() -> {
                    var fresh = Secret.random(VISIT_BYTES).toBase64();
                    cookies.set(response, VISIT, fresh);
                    return fresh;
                });
        return dressed(name).with("base", base).with("token", token(cookie));
    }

    void letIn(ServerResponse response, String token, String to) {
        cookies.set(response, SESSION, token);
        cookies.forget(response, VISIT);
        cookies.forget(response, HALF);
        redirect(response, to);
    }

    /** To the page that asks for a code. @param next where they wanted to go */
    void letHalfIn(ServerResponse response, String token, String next) {
        cookies.set(response, HALF, token);
        redirect(response, base + "/sign-in/code" + asQuery(onward(next)));
    }

    /** What {@link #letHalfIn} gave to this browser; empty when nothing. */
    String halfOf(ServerRequest request) {
        return cookies.find(request, HALF).orElse("");
    }

    /** Who is not signed in is known by this, while the browser is open; empty when by nothing. */
    String visitOf(ServerRequest request) {
        return cookies.find(request, VISIT).orElse("");
    }

    void letOut(ServerResponse response) {
        cookies.forget(response, SESSION);
        redirect(response, base + "/sign-in");
    }

    void redirect(ServerResponse response, String to) {
        response.status(Status.SEE_OTHER_303)
                .header(HeaderValues.create(HeaderNames.LOCATION, to))
                .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
                .header(HeaderValues.create("Referrer-Policy", "same-origin"))
                .send();
    }

    /** Where a query or a form says that somebody wanted to go. */
    String onward(String wanted) {
        return Onward.safe(base, wanted);
    }

    static String next(ServerRequest request) {
        return parameter(request, NEXT);
    }

    /** Of the query; empty when it is not there. */
    static String parameter(ServerRequest request, String name) {
        return request.query().first(name).asOptional().orElse("");
    }

    private void askToSignIn(ServerRequest request, ServerResponse response) {
        var query = request.query().rawValue();
        var path = URI.create(base).getRawPath()
                + request.prologue().uriPath().rawPath().substring(PortalRoutes.PATH.length());
        var wanted = Onward.safe(base, query.isEmpty() ? path : path + "?" + query);
        var isWorthIt = request.prologue().method().equals(Method.GET) && !wanted.equals(Onward.safe(base, ""));
        redirect(response, base + "/sign-in" + (isWorthIt ? asQuery(wanted) : ""));
    }

    private static String asQuery(String next) {
        return "?" + NEXT + "=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    private Page problem(ServerRequest request, Refusal refusal) {
        var visit = visit(request);
        var title = switch (refusal.reason()) {
            case NOT_ALLOWED -> "This is not allowed";
            case NOT_FOUND -> "There is nothing here";
            case TOO_MANY -> "Please wait";
            default -> "That did not work";
        };
        var page = visit.isEmpty() ? dressed("stopped") : page("problem", "", visit.get());
        return page.with("base", base)
                .with("title", title)
                .with("sentence", refusal.detail())
                .status(Problems.status(refusal.reason()));
    }

    private Page dressed(String name) {
        return pages.page("portal/" + name + ".jte")
                .with("style", STYLE)
                .with("script", SCRIPT)
                .allow("img-src", "data:");
    }

    private void refuseOthers(ServerRequest request) {
        if (!origin.mayBe(request)) {
            throw new Refusal(Reason.NOT_ALLOWED, "This form was sent by another site. Nothing was changed.");
        }
    }

    private void refuseUnlessOurs(Form form, String cookie) {
        var sent = form.field("token").getBytes(StandardCharsets.UTF_8);
        if (cookie.isEmpty() || !Secret.same(sent, token(cookie).getBytes(StandardCharsets.UTF_8))) {
            throw new Refusal(
                    Reason.NOT_ALLOWED,
                    "This form is not from a page of yours, or the page was too old. Nothing was changed. Open the page"
                            + " again, and try once more.");
        }
    }

    private static void refuseUnless(Visit visit, Role least) {
        var role = visit.session().role();
        if (!role.isAtLeast(least)) {
            throw new Refusal(
                    Reason.NOT_ALLOWED,
                    "This needs the role " + least + ", and yours is " + role
                            + ". An owner of this account can change that.");
        }
    }

    private String token(String cookie) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(formKey.hmacSha256(cookie.getBytes(StandardCharsets.UTF_8)));
    }

    /** Somebody who is signed in, and what they ask for. */
    record Visit(ServerRequest request, Session session, Account account, String cookie) {

        String parameter(String name) {
            return DoorRoutes.parameter(request, name);
        }

        String path(String name) {
            return request.path().pathParameters().get(name);
        }

        /** A cookie is a key. */
        @Override
        public String toString() {
            return session.toString();
        }
    }

    interface Seeing {
        void take(Visit visit, ServerResponse response);
    }

    interface Acting {
        void take(Visit visit, Form form, ServerResponse response);
    }

    interface ActingOutside {
        void take(ServerRequest request, Form form, ServerResponse response);
    }
}
