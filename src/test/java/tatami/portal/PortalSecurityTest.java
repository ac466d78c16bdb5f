package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.PASSWORD;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.users.Role;
import tatami.users.Totp;

/** What users sign in with, changed by themselves: the password, and a second factor. */
class PortalSecurityTest {

    private static final String CODE = "/portal/sign-in/code";
    private static final String TWO_STEP = "/portal/security/two-step";

    private static Gateway gateway;
    private static int shops;

    private AccountId account;
    private String email;
    private Visitor robin;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void openShop() {
        account = gateway.account(gateway.openAccount("Shop " + ++shops)).id();
        email = "robin@shop" + shops + ".example";
        robin = Visitor.invited(gateway, account, email, Role.Viewer);
    }

    @Test
    void twoStepSignInIsTurnedOnByTheCodeOfAnAppThatReadTheQrCode() {
        var page = robin.get(TWO_STEP);
        var secret = secret(page);
        assertThat(page.text())
                .contains("<svg class=\"qr\"")
                .contains(tatami.http.QrCode.svg(Totp.uri(secret, "Tatami", email)));

        var wrong = robin.submit(page, TWO_STEP, Map.of("code", "000 000"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(secret(wrong)).as("what the app has read already").isEqualTo(secret);
        var on = robin.submit(wrong, TWO_STEP, Map.of("code", code(secret)));

        assertThat(on.status()).isEqualTo(200);
        assertThat(on.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(codes(on)).hasSize(10).doesNotHaveDuplicates();
        assertThat(words(robin.get("/portal/security"))).contains("It is on", "You have 10 recovery codes left");
        assertThat(robin.get("/portal/security").text())
                .doesNotContain(codes(on).getFirst());
        assertThat(robin.get(TWO_STEP).status()).as("it is on").isEqualTo(303);
        assertThat(audit()).contains(email + " Turned on two-step sign-in");
        assertThat(words(owner().get("/portal/team"))).contains(email + " Two-step sign-in");
    }

    @Test
    void thePasswordIsFollowedByACode() {
        var secret = turnOn();
        var visitor = new Visitor(gateway);
        var asked = visitor.submit(
                visitor.get("/portal/sign-in?next=/portal/account"),
                "/portal/sign-in",
                Map.of("email", email, "password", PASSWORD));
        assertThat(location(asked)).startsWith(CODE + "?next=");
        assertThat(visitor.cookies()).doesNotContainKey("tatami-portal");
        var page = visitor.follow(asked);
        assertThat(words(page)).contains("Your password is right.");
        assertThat(visitor.get("/portal/payments").status()).as("not yet").isEqualTo(303);

        var wrong = visitor.submit(page, CODE, Map.of("code", "123456"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(words(wrong)).contains("The code is wrong, or was used already.");
        var in = visitor.submit(wrong, CODE, Map.of("code", code(secret)));

        assertThat(location(in)).isEqualTo("/portal/account");
        assertThat(visitor.follow(in).status()).isEqualTo(200);
        assertThat(visitor.cookies()).doesNotContainKey("tatami-half");
        assertThat(audit()).contains(email + " Signed in").contains("by a code").contains(email + " Failed to sign in");
    }

    @Test
    void aCodeIsTakenOnce() {
        var secret = turnOn();
        assertThat(enter(code(secret)).status()).isEqualTo(303);

        assertThat(enter(code(secret)).status()).isEqualTo(401);
        gateway.clock().advance(Duration.ofSeconds(30));
        assertThat(enter(code(secret)).status()).isEqualTo(303);
    }

    @Test
    void aRecoveryCodeLetsInOnceAndIsCounted() {
        var codes = codes(turnOnPage(Totp.fresh()));

        assertThat(enter(codes.getFirst()).status()).isEqualTo(303);
        assertThat(enter(codes.getFirst()).status()).isEqualTo(401);
        assertThat(words(robin.get("/portal/security"))).contains("You have 9 recovery codes left");
    }

    @Test
    void aWrongPasswordDoesNotTellWhetherThereIsASecondFactor() {
        turnOn();

        var wrong = new Visitor(gateway).signIn(email, "a wrong password");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(words(wrong)).contains("The e-mail or the password is wrong.");
    }

    @Test
    void wrongCodesAndWrongPasswordsAreCountedTogether() {
        var secret = turnOn();
        for (int i = 0; i < 3; i++) {
            assertThat(enter("123456").status()).isEqualTo(401);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(new Visitor(gateway).signIn(email, "a wrong password").status())
                    .isEqualTo(401);
        }

        assertThat(robin.submit(
                                robin.get("/portal/security"),
                                "/portal/security/two-step/off",
                                Map.of("password", PASSWORD))
                        .status())
                .isEqualTo(429);
        assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(429);
        assertThat(audit()).contains("Failed too often to sign in");
        gateway.clock().advance(Duration.ofMinutes(10).plusSeconds(1));
        assertThat(enter(code(secret)).status()).isEqualTo(303);
    }

    @Test
    void whoHasComeHalfWayAndIsTooSlowStartsAgain() {
        var secret = turnOn();
        var visitor = new Visitor(gateway);
        var page = visitor.follow(visitor.signIn(email, PASSWORD));
        gateway.clock().advance(Duration.ofMinutes(5));

        var late = visitor.submit(page, CODE, Map.of("code", code(secret)));

        assertThat(location(late)).isEqualTo("/portal/sign-in");
        assertThat(location(visitor.get(CODE))).isEqualTo("/portal/sign-in");
        assertThat(location(new Visitor(gateway).get(CODE))).isEqualTo("/portal/sign-in");
    }

    @Test
    void theHalfWayTokenIsNoUseToAnotherBrowser() {
        turnOn();
        var visitor = new Visitor(gateway);
        visitor.signIn(email, PASSWORD);
        var thief = new Visitor(gateway);
        thief.get("/portal/sign-in");
        thief.cookies().put("tatami-half", visitor.cookies().get("tatami-half"));

        assertThat(location(thief.get(CODE))).isEqualTo("/portal/sign-in");
    }

    @Test
    void aResetLinkAsksForACodeAsWell() {
        var secret = turnOn();
        var link = "/portal/enter/" + gateway.people().team().invite(email);
        var visitor = new Visitor(gateway);

        var opened = visitor.submit(visitor.get(link), link, Map.of("password", "another good password"));

        assertThat(location(opened)).startsWith(CODE);
        var in = visitor.submit(visitor.follow(opened), CODE, Map.of("code", code(secret)));
        assertThat(visitor.follow(in).status()).isEqualTo(200);
        assertThat(audit()).containsPattern(email + " Changed the password\\s+address \\S+, by a link");
    }

    @Test
    void itIsTurnedOffWithThePassword() {
        turnOn();
        var off = "/portal/security/two-step/off";

        var wrong = robin.submit(robin.get("/portal/security"), off, Map.of("password", "a wrong password"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(words(wrong)).contains("That is not your password.", "It is on");
        var done = robin.follow(robin.submit(robin.get("/portal/security"), off, Map.of("password", PASSWORD)));

        assertThat(words(done)).contains("Two-step sign-in is off.", "It is off");
        assertThat(location(new Visitor(gateway).signIn(email, PASSWORD))).isEqualTo("/portal");
        assertThat(audit()).contains(email + " Turned off two-step sign-in of " + email);
    }

    @Test
    void whoChangesThePasswordGoesOnAndEverybodyElseIsOut() {
        var elsewhere = new Visitor(gateway);
        elsewhere.signIn(email, PASSWORD);
        assertThat(elsewhere.get("/portal/payments").status()).isEqualTo(200);

        var changed = change(PASSWORD, "six candles on a table");

        assertThat(words(robin.follow(changed))).contains("The password is changed.");
        assertThat(elsewhere.get("/portal/payments").status()).isEqualTo(303);
        assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(new Visitor(gateway).signIn(email, "six candles on a table").status())
                .isEqualTo(303);
        assertThat(audit()).contains(email + " Changed the password");
    }

    @Test
    void aPasswordIsNotChangedWithoutTheOldOneOrToOneThatWillNotDo() {
        assertThat(words(change("a wrong password", "six candles on a table"))).contains("That is not your password.");
        assertThat(words(change(PASSWORD, "short"))).contains("12 to 200 characters");
        assertThat(words(change(PASSWORD, email))).contains("must not be the e-mail address");

        assertThat(robin.get("/portal/payments").status()).isEqualTo(200);
        assertThat(new Visitor(gateway).signIn(email, PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void theMachinesOwnerHasNothingToSet() {
        var machine = Visitor.machinesOwner(gateway);
        var page = machine.get("/portal/security");
        var token = page.text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");

        assertThat(words(page)).contains("There is nothing to set.");
        assertThat(machine.get(TWO_STEP).status()).isEqualTo(403);
        for (var path : List.of("/portal/security/password", TWO_STEP, TWO_STEP + "/off")) {
            assertThat(machine.post(path, Map.of("token", token)).status())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void nonsenseIsRefused() {
        var page = robin.get(TWO_STEP);

        assertThat(robin.submit(page, TWO_STEP, Map.of("secret", "nonsense", "code", "1"))
                        .status())
                .isEqualTo(400);
        assertThat(robin.submit(page, TWO_STEP, Map.of("code", "\u0661".repeat(6)))
                        .status())
                .isEqualTo(400);
        assertThat(robin.post("/portal/security/password", Map.of()).status()).isEqualTo(403);
        turnOn();
        assertThat(enter("x".repeat(10_000)).status()).isEqualTo(401);
        assertThat(enter("").status()).isEqualTo(401);
    }

    private Answer change(String old, String chosen) {
        return robin.submit(
                robin.get("/portal/security"), "/portal/security/password", Map.of("old", old, "new", chosen));
    }

    /** Password and code, each as typed, in a browser of their own. */
    private Answer enter(String code) {
        var visitor = new Visitor(gateway);
        var page = visitor.follow(visitor.signIn(email, PASSWORD));
        return visitor.submit(page, CODE, Map.of("code", code));
    }

    /** The app's secret; the next code is one that nobody has used. */
    private String turnOn() {
        var page = robin.get(TWO_STEP);
        var secret = secret(page);
        assertThat(robin.submit(page, TWO_STEP, Map.of("code", code(secret))).status())
                .isEqualTo(200);
        gateway.clock().advance(Duration.ofSeconds(30));
        return secret;
    }

    private Answer turnOnPage(String secret) {
        return robin.submit(robin.get(TWO_STEP), TWO_STEP, Map.of("secret", secret, "code", code(secret)));
    }

    private String audit() {
        return words(owner().get("/portal/audit"));
    }

    private Visitor owner() {
        return Visitor.invited(
                gateway, account, "owner" + System.nanoTime() + "@shop" + shops + ".example", Role.Owner);
    }

    private static String code(String secret) {
        return Totp.code(secret, gateway.clock().instant());
    }

    private static String secret(Answer page) {
        return page.text().replaceAll("(?s).*name=\"secret\" value=\"([A-Z2-7]{32})\".*", "$1");
    }

    private static List<String> codes(Answer page) {
        return Pattern.compile("<code>(\\w{5}-\\w{5})</code>")
                .matcher(page.text())
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }
}
