package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.PASSWORD;
import static tatami.portal.Visitor.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.users.Role;

/** The team and the audit log, for owners. */
class PortalTeamTest {

    private static final Pattern LINK = Pattern.compile("http://[^\"<]*(/portal/enter/[A-Za-z0-9_-]{43})");

    private static Gateway gateway;
    private static int shops;

    private AccountId account;
    private Visitor owner;
    private String shop;

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
        shop = "shop" + ++shops + ".example";
        account = gateway.account(gateway.openAccount("Shop " + shops)).id();
        owner = Visitor.invited(gateway, account, "owner@" + shop, Role.Owner);
    }

    @Test
    void anOwnerInvitesSomebodyWhoseLinkIsShownOnceAndOpens() {
        var invited = invite("New@" + shop, "Support");

        var visitor = new Visitor(gateway);
        var entered = visitor.submit(visitor.get(link(invited)), "/portal/enter/", Map.of("password", PASSWORD));

        assertThat(words(visitor.follow(entered)))
                .contains("Robin Ward Support")
                .doesNotContain("Settings");
        var team = owner.get("/portal/team");
        assertThat(words(team)).contains("Robin Ward new@" + shop + " Active");
        assertThat(team.text()).doesNotContain("/portal/enter/");
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, Robin, Viewer, The e-mail is not an address",
        "a@b.example, '', Viewer, The name must have 1 to 100 characters",
        "a@b.example, Robin, Boss, 'The role must be Owner, Developer'"
    })
    void whatCannotBeIsSaidAndWhatWasTypedStays(String email, String name, String role, String why) {
        var refused = owner.submit(
                owner.get("/portal/team"), "/portal/team", Map.of("email", email, "name", name, "role", role));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains(why);
        assertThat(refused.text()).contains("value=\"" + email + "\"");
    }

    @Test
    void anotherLinkKillsTheFirst() {
        var first = link(invite("late@" + shop, "Viewer"));

        var second = link(change("late@" + shop, Map.of("do", "invite")));

        assertThat(new Visitor(gateway).get(first).status()).isEqualTo(404);
        assertThat(new Visitor(gateway).get(second).status()).isEqualTo(200);
    }

    @Test
    void aRoleIsChangedAndSomebodyDisabledAndLetInAgainAtOnce() {
        var robin = Visitor.invited(gateway, account, "robin@" + shop, Role.Viewer);

        change("robin@" + shop, Map.of("do", "role", "role", "Developer"));
        assertThat(words(robin.get("/portal/payments"))).contains("Developer");
        change("robin@" + shop, Map.of("do", "disable"));
        assertThat(robin.get("/portal/payments").status()).isEqualTo(303);
        assertThat(robin.signIn("robin@" + shop, PASSWORD).status()).isEqualTo(401);
        change("robin@" + shop, Map.of("do", "enable"));
        assertThat(robin.signIn("robin@" + shop, PASSWORD).status()).isEqualTo(303);

        assertThat(words(owner.get("/portal/audit")))
                .contains("owner@" + shop + " Changed the role of robin@" + shop)
                .contains("owner@" + shop + " Disabled robin@" + shop)
                .contains("owner@" + shop + " Let in again robin@" + shop)
                .contains("robin@" + shop + " Failed to sign in", "robin@" + shop + " Signed in");
    }

    @Test
    void theLastOwnerCannotGo() {
        var refused = change("owner@" + shop, Map.of("do", "disable"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(words(refused)).contains("is the last owner who can sign in.");
        assertThat(owner.get("/portal/team").status()).isEqualTo(200);
    }

    @Test
    void anotherAccountsMembersAreNotThere() {
        Visitor.invited(gateway, "elsewhere@" + shop, Role.Viewer);
        var id = gateway.people().team().members(gateway.firstAccount()).stream()
                .filter(member -> member.user().person().email().equals("elsewhere@" + shop))
                .findFirst()
                .orElseThrow()
                .user()
                .id();
        var token = owner.get("/portal/team").text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");

        for (var deed : List.of("role", "disable", "enable", "invite")) {
            var refused = owner.post("/portal/team/" + id, Map.of("token", token, "do", deed, "role", "Owner"));
            assertThat(refused.status()).as(deed).isEqualTo(404);
        }
        assertThat(words(owner.get("/portal/team"))).doesNotContain("elsewhere@");
        assertThat(words(owner.get("/portal/audit"))).doesNotContain("elsewhere@");
    }

    @Test
    void theAuditLogTurnsItsPages() {
        for (int i = 0; i < 60; i++) {
            gateway.clock().advance(Duration.ofSeconds(1));
            change("owner@" + shop, Map.of("do", "role", "role", "Owner"));
        }

        var first = owner.get("/portal/audit");
        var older = first.text().replaceAll("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
        var second = owner.get(older);

        assertThat(words(first).split("Changed the role of", -1)).hasSize(51);
        assertThat(words(second).split("Changed the role of", -1)).hasSize(11);
        assertThat(second.text()).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
    }

    private Answer invite(String email, String role) {
        return owner.submit(
                owner.get("/portal/team"), "/portal/team", Map.of("email", email, "name", "Robin Ward", "role", role));
    }

    private Answer change(String email, Map<String, String> fields) {
        var id = gateway.people().team().members(account).stream()
                .filter(member -> member.user().person().email().equals(email))
                .findFirst()
                .orElseThrow()
                .user()
                .id();
        return owner.submit(owner.get("/portal/team"), "/portal/team/" + id, fields);
    }

    private static String link(Answer page) {
        var link = LINK.matcher(page.text());
        assertThat(link.find()).as(page.toString()).isTrue();
        return link.group(1);
    }
}
