package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.PASSWORD;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.setCookies;
import static tatami.portal.Visitor.words;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.users.AuditLine;
import tatami.users.Person;
import tatami.users.Role;

/** Coming in and going out, as a browser without scripts does it. */
class PortalSignInTest {

    private static Gateway gateway;
    private static int people;

    private String email;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void somebodyNew() {
        email = "robin" + ++people + "@shop.example";
    }

    @Test
    void anInvitationAsksForAPasswordWhichThenSignsIn() {
        Visitor.invited(gateway, email, Role.Viewer);
        var visitor = new Visitor(gateway);

        var signedIn = visitor.signIn("  " + email.toUpperCase(Locale.ROOT) + " ", PASSWORD);

        assertThat(location(signedIn)).isEqualTo("/portal");
        assertThat(words(visitor.follow(signedIn))).contains("No payments yet", "Robin Viewer", "./tatami link");
    }

    @Test
    void aPasswordThatIsTooShortOrTheEmailIsRefusedAndTheLinkStaysGood() {
        var link = link(Role.Owner);
        var visitor = new Visitor(gateway);

        var tooShort = visitor.submit(visitor.get(link), link, Map.of("password", "eleven char"));
        var theEmail = visitor.submit(visitor.get(link), link, Map.of("password", email));
        var tooLong = visitor.submit(visitor.get(link), link, Map.of("password", "x".repeat(201)));

        assertThat(words(tooShort)).contains("The password must have 12 to 200 characters.");
        assertThat(words(theEmail)).contains("The password must not be the e-mail address.");
        assertThat(List.of(tooShort.status(), theEmail.status(), tooLong.status()))
                .containsOnly(400);
        assertThat(visitor.submit(visitor.get(link), link, Map.of("password", "twelve chars"))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void aLinkOpensOnceAndLookingAtItUsesNothingUp() {
        var link = gateway.machinesLink();
        var preview = new Visitor(gateway);
        preview.get(link);
        preview.get(link);
        var visitor = new Visitor(gateway);

        var entered = visitor.submit(visitor.get(link), link, Map.of());
        var again = new Visitor(gateway).get(link);

        assertThat(preview.cookies()).doesNotContainKey("tatami-portal");
        assertThat(words(visitor.follow(entered))).contains("Payments", "Owner", "Settings");
        assertThat(again.status()).isEqualTo(404);
        assertThat(words(again)).contains("This link has been used, or is too old.");
    }

    @Test
    void theMachinesLinkIsGoodForFifteenMinutesAndKillsTheOneBefore() {
        var first = gateway.machinesLink();
        var second = gateway.machinesLink();
        assertThat(new Visitor(gateway).get(first).status()).isEqualTo(404);
        gateway.clock().advance(Duration.ofMinutes(14));
        assertThat(new Visitor(gateway).get(second).status()).isEqualTo(200);

        gateway.clock().advance(Duration.ofMinutes(1));

        assertThat(new Visitor(gateway).get(second).status()).isEqualTo(404);
    }

    @Test
    void theCookieIsForThePortalAloneAndForNoScript() {
        var visitor = new Visitor(gateway);
        var page = visitor.get(gateway.machinesLink());
        var entered = visitor.submit(page, "/portal/enter/", Map.of());

        assertThat(setCookies(entered))
                .anyMatch(cookie ->
                        cookie.matches("tatami-portal=[A-Za-z0-9_-]{43}; Path=/portal; HttpOnly; SameSite=Lax"));
        assertThat(page.response().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.response().headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.response()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'");
    }

    /** Compressed, its length would tell what is in it (BREACH). */
    @Test
    void noPageIsCompressed() {
        var visitor = Visitor.machinesOwner(gateway);

        for (var path : List.of("/portal/payments", "/portal/team", "/portal/audit", "/portal/sign-in")) {
            assertThat(visitor.get(path, "Accept-Encoding", "gzip")
                            .response()
                            .headers()
                            .map())
                    .as(path)
                    .doesNotContainKey("content-encoding");
        }
    }

    @Test
    void overHttpsTheCookieTravelsByThatAloneAndIsCalledSo() {
        try (var secure = Gateway.start(Map.of("TATAMI_PUBLIC_URL", "https://pay.shop.example"))) {
            var link = "/portal/enter/" + secure.people().invitations().forMachine(secure.firstAccount());
            var visitor = new Visitor(secure);

            var entered = visitor.submit(visitor.get(link), link, Map.of(), "Origin", "https://pay.shop.example");

            assertThat(setCookies(entered))
                    .anyMatch(cookie -> cookie.matches(
                            "__Secure-tatami-portal=.{43}; Path=/portal; HttpOnly; SameSite=Lax; Secure"));
            assertThat(visitor.follow(entered).status()).isEqualTo(200);
        }
    }

    @Test
    void aWrongPasswordAndAnUnknownEmailAreToldInTheSameWords() {
        Visitor.invited(gateway, email, Role.Viewer);

        var wrong = new Visitor(gateway).signIn(email, "four candles in a box");
        var unknown = new Visitor(gateway).signIn("nobody@shop.example", PASSWORD);

        assertThat(wrong.status()).isEqualTo(401).isEqualTo(unknown.status());
        assertThat(words(wrong))
                .contains("The e-mail or the password is wrong.")
                .isEqualTo(words(unknown));
        assertThat(setCookies(wrong)).noneMatch(cookie -> cookie.startsWith("tatami-portal="));
    }

    @Test
    void afterFiveFailuresAnEmailWaitsTenMinutesAlsoWithTheRightPassword() {
        Visitor.invited(gateway, email, Role.Viewer);
        for (int i = 0; i < 5; i++) {
            assertThat(new Visitor(gateway).signIn(email, "wrong wrong wrong").status())
                    .isEqualTo(401);
        }

        var stopped = new Visitor(gateway).signIn(email, PASSWORD);

        assertThat(stopped.status()).isEqualTo(429);
        assertThat(words(stopped)).contains("Too many tries to sign in for this e-mail have failed.");
        assertThat(audit()).extracting(AuditLine::what).containsOnlyOnce("SignInsStopped");
        assertThat(audit())
                .filteredOn(
                        line -> line.what().equals("SignInFailed") && line.who().equals(email))
                .hasSize(5);
        gateway.clock().advance(Duration.ofMinutes(10).plusSeconds(1));
        assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void whoSignsInOftenIsNotStopped() {
        Visitor.invited(gateway, email, Role.Viewer);
        for (int i = 0; i < 7; i++) {
            assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(303);
        }
    }

    @Test
    void anAddressWaitsAfterTwentyFailuresWhoeverItTries() {
        try (var behind = Gateway.start(Map.of("TATAMI_PROXIES", "1"))) {
            var visitor = new Visitor(behind);
            var page = visitor.get("/portal/sign-in");
            for (int i = 0; i < 20; i++) {
                var typed = Map.of("email", "nobody" + i + "@shop.example", "password", PASSWORD);
                assertThat(visitor.submit(page, "/portal/sign-in", typed, "X-Forwarded-For", "203.0.113.7")
                                .status())
                        .isEqualTo(401);
            }
            var typed = Map.of("email", "me@shop.example", "password", PASSWORD);

            var stopped = visitor.submit(page, "/portal/sign-in", typed, "X-Forwarded-For", "203.0.113.7");
            var elsewhere = visitor.submit(page, "/portal/sign-in", typed, "X-Forwarded-For", "203.0.113.8");

            assertThat(stopped.status()).isEqualTo(429);
            assertThat(words(stopped)).contains("from this address");
            assertThat(elsewhere.status()).isEqualTo(401);
        }
    }

    @Test
    void signingOutEndsTheSessionAlsoForWhoKeptTheCookie() {
        var visitor = Visitor.invited(gateway, email, Role.Viewer);
        var kept = Map.copyOf(visitor.cookies());

        var out = visitor.submit(visitor.get("/portal/payments"), "/portal/sign-out", Map.of());

        assertThat(location(out)).isEqualTo("/portal/sign-in");
        assertThat(visitor.cookies()).doesNotContainKey("tatami-portal");
        visitor.cookies().putAll(kept);
        assertThat(visitor.get("/portal/payments").status()).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({
        "/portal/payments?status=Captured, /portal/payments?status=Captured",
        "/portal/audit, /portal/audit",
        "/portal, /portal"
    })
    void whereSomebodyWantedToGoIsWhereTheyLand(String wanted, String landed) {
        Visitor.invited(gateway, email, Role.Owner);
        var visitor = new Visitor(gateway);

        var page = visitor.follow(visitor.get(wanted));
        var in = visitor.submit(page, "/portal/sign-in", Map.of("email", email, "password", PASSWORD));

        assertThat(location(in)).isEqualTo(landed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/portal",
                "//evil.example/portal",
                "/portal/../payment-intents",
                "/portal/%2e%2e/checkout",
                "/portal//evil.example",
                "/checkout/pi_sandbox_1",
                "/portals",
                "/portal/\\evil.example",
                "/portal/payments\r\nSet-Cookie: a=b",
                "javascript:alert(1)"
            })
    void nobodyIsSentElsewhereAfterSigningIn(String next) {
        Visitor.invited(gateway, email, Role.Viewer);
        var visitor = new Visitor(gateway);

        var in = visitor.submit(
                visitor.get("/portal/sign-in"),
                "/portal/sign-in",
                Map.of("email", email, "password", PASSWORD, "next", next));

        assertThat(location(in)).isEqualTo("/portal");
    }

    @Test
    void aFormWithoutItsTokenOrWithAnotherSessionsIsRefusedAndChangesNothing() {
        var visitor = Visitor.machinesOwner(gateway);
        var other = Visitor.machinesOwner(gateway);
        var foreign = other.get("/portal/team");
        var fields = Map.of("email", "new@shop.example", "name", "New", "role", "Owner");

        var without = visitor.post("/portal/team", fields);
        visitor.get("/portal/team");
        var withOthers = visitor.submit(foreign, "/portal/team", fields);

        assertThat(without.status()).isEqualTo(403).isEqualTo(withOthers.status());
        assertThat(words(without)).contains("Nothing was changed.");
        assertThat(words(visitor.get("/portal/team"))).doesNotContain("new@shop.example");
    }

    @Test
    void aSignInFormWithoutItsTokenIsRefused() {
        Visitor.invited(gateway, email, Role.Viewer);
        var visitor = new Visitor(gateway);
        visitor.get("/portal/sign-in");

        var refused = visitor.post("/portal/sign-in", Map.of("email", email, "password", PASSWORD));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(visitor.cookies()).doesNotContainKey("tatami-portal");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void aFormThatAnotherSiteHasSentIsRefusedEvenWithItsToken(String header, String value) {
        var visitor = Visitor.machinesOwner(gateway);

        var refused = visitor.submit(visitor.get("/portal/payments"), "/portal/sign-out", Map.of(), header, value);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(visitor.get("/portal/payments").status()).isEqualTo(200);
    }

    /** An owner may invite any address, and must not come by somebody's password so. */
    @Test
    void aLinkForWhoHasAPasswordAsksForThatOne() {
        Visitor.invited(gateway, email, Role.Viewer);
        var elsewhere = gateway.account(gateway.openAccount("Elsewhere")).id();
        var secret = gateway.people().team().invite(elsewhere, Person.of(email, "Robin"), Role.Owner, "mallory");
        var link = "/portal/enter/" + secret;
        var visitor = new Visitor(gateway);

        var guessed = visitor.submit(visitor.get(link), link, Map.of("password", "mallory's own password"));
        var theirs = visitor.submit(visitor.get(link), link, Map.of("password", PASSWORD));

        assertThat(guessed.status()).isEqualTo(401);
        assertThat(words(guessed)).contains("That is not your password.");
        assertThat(words(visitor.follow(theirs))).contains("Elsewhere", "Switch account");
        assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void whoBelongsToSeveralAccountsSwitchesBetweenThemAndNowhereElse() {
        var second = gateway.account(gateway.openAccount("Second Shop")).id();
        var third = gateway.account(gateway.openAccount("Third Shop")).id();
        Visitor.invited(gateway, email, Role.Viewer);
        gateway.people().team().invite(second, Person.of(email, "Robin"), Role.Owner, "somebody");
        var visitor = new Visitor(gateway);
        var first = visitor.follow(visitor.signIn(email, PASSWORD));
        var page = visitor.get("/portal/account");

        var away = visitor.submit(page, "/portal/account", Map.of("account", third.value()));
        var moved = visitor.submit(
                page,
                "/portal/account",
                Map.of("account", (words(first).contains("Second Shop") ? gateway.firstAccount() : second).value()));

        assertThat(away.status()).isEqualTo(404);
        assertThat(words(visitor.follow(moved)))
                .contains(words(first).contains("Second Shop") ? "Tatami Sandbox" : "Second Shop");
    }

    @Test
    void anUnknownPageIsAPage() {
        var visitor = Visitor.machinesOwner(gateway);

        var page = visitor.get("/portal/nowhere/at/all");

        assertThat(page.status()).isEqualTo(404);
        assertThat(words(page)).contains("There is nothing here", "All payments");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email=%00&password=%00",
                "email=a%40b.cc%00&password=x",
                "email=%ff%fe@%zz&password=%",
                "&&&===",
                "email=%F0%9F%92%A9&password=%F0%9F%92%A9",
                "next=%0d%0a&email=me@shop.example&password=x"
            })
    void nonsenseInASignInFormIsNeverAnError(String body) {
        var visitor = new Visitor(gateway);
        var page = visitor.get("/portal/sign-in");
        var token = page.text().replaceAll("(?s).*name=\"token\" value=\"([^\"]*)\".*", "$1");

        var answer = gateway.send(gateway.open("/portal/sign-in")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", "tatami-visit=" + visitor.cookies().get("tatami-visit"))
                .POST(BodyPublishers.ofString("token=" + token + "&" + body)));

        assertThat(answer.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%00", "%F0%9F%92%A9", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aMadeUpLinkOpensNothing(String secret) {
        assertThat(new Visitor(gateway).get("/portal/enter/" + secret).status()).isEqualTo(404);
    }

    private String link(Role role) {
        var person = Person.of(email, "Robin");
        return "/portal/enter/" + gateway.people().team().add(gateway.firstAccount(), person, role);
    }

    private static List<AuditLine> audit() {
        return gateway.people().audit().list(gateway.firstAccount(), new Paging(Direction.Older, Cursor.TOP, 1000));
    }
}
