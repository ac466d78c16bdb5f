package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.words;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.accounts.ApiKey;
import tatami.accounts.Environment;
import tatami.accounts.Scope;
import tatami.users.Role;

/** API keys, for developers. */
class PortalKeysTest {

    private static final Pattern KEY = Pattern.compile("sk_(?:sandbox|prod)_[A-Za-z0-9_-]{86}");

    private static Gateway gateway;
    private static int shops;

    private AccountId account;
    private Visitor developer;

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
        developer = Visitor.invited(gateway, account, "dev@shop" + shops + ".example", Role.Developer);
    }

    @Test
    void aDeveloperMakesAKeyThatIsShownOnceAndWorks() {
        var made = make(Map.of("name", "Till", "scope-Read", "on", "scope-Refunds", "on"));

        var key = key(made);
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(words(made)).contains("Sandbox key", "No money moves with it", "Its scopes: read, refunds");
        assertThat(gateway.send(gateway.requestAs(key, "/customers/none").GET()).status())
                .isEqualTo(200);
        var list = developer.get("/portal/keys");
        assertThat(list.text()).doesNotContain(key.substring(11, 80));
        assertThat(words(list))
                .contains("sk_sandbox_…" + key.substring(key.length() - 4))
                .contains("Scopes read, refunds")
                .contains("by dev@shop" + shops + ".example")
                .contains("Last used Not yet")
                .contains("Expires Never");
        assertThat(audit()).contains("dev@shop" + shops + ".example Made the API key Till", "scopes read, refunds");
    }

    @Test
    void theSameFormSentTwiceMakesOneKeyAndShowsItOnce() {
        var page = developer.get("/portal/keys");
        var fields = Map.of("name", "Till", "scope-Read", "on", "expires", "never");
        developer.submit(page, "/portal/keys", fields);

        var again = developer.submit(page, "/portal/keys", fields);

        assertThat(again.status()).isEqualTo(409);
        assertThat(words(again)).contains("This key was made already, and was shown once.");
        assertThat(KEY.matcher(again.text()).find()).isFalse();
        assertThat(keys()).isEqualTo(2);
    }

    @Test
    void whenAKeyWasLastUsedIsShown() {
        var key = key(make(Map.of("name", "Till", "scope-Read", "on")));
        gateway.send(gateway.requestAs(key, "/customers/none").GET());
        gateway.keys().writeUses();

        assertThat(words(developer.get("/portal/keys"))).doesNotContain("Till sk_sandbox_… Not yet");
        assertThat(gateway.keys().list(account).getFirst().lastUsedAt()).isNotNull();
    }

    @Test
    void revokingAsksFirstAndActsAtOnce() {
        var key = key(make(Map.of("name", "Till", "scope-Read", "on")));
        var path = "/portal/keys/" + newest().id() + "/revoke";

        var asked = developer.get(path);
        assertThat(words(asked)).contains("Revoke Till?", "A revoked key never works again");
        assertThat(gateway.send(gateway.requestAs(key, "/customers/none").GET()).status())
                .isEqualTo(200);
        var list = developer.follow(developer.submit(asked, path, Map.of()));

        assertThat(gateway.send(gateway.requestAs(key, "/customers/none").GET()).status())
                .isEqualTo(401);
        assertThat(words(list)).contains("Till").contains("Revoked");
        assertThat(audit()).contains("Revoked the API key Till");
        assertThat(developer.get(path).status()).as("there is nothing to ask").isEqualTo(303);
        assertThat(developer.submit(asked, path, Map.of()).status())
                .as("again, by the same page")
                .isEqualTo(303);
        assertThat(audit().split("Revoked the API key", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30  | P30D
            90  | P90D
            365 | P365D
            """)
    void aKeyExpiresAfterSoManyDays(String term, Duration after) {
        make(Map.of("name", "Till", "scope-Read", "on", "expires", term));

        assertThat(expiry()).isEqualTo(newest().createdAt().plus(after));
    }

    @Test
    void aKeyExpiresAtTheEndOfAChosenDayOnTheMerchantsClock() {
        var zone = ZoneId.of("America/New_York");
        account = gateway.account(gateway.openAccount(Environment.Live, "A live shop", zone))
                .id();
        developer = Visitor.invited(gateway, account, "york" + shops + "@shop.example", Role.Developer);
        var day = LocalDate.ofInstant(gateway.clock().instant(), zone).plusDays(5);

        var made = make(Map.of("name", "Till", "scope-Read", "on", "expires", "day", "day", day.toString()));

        assertThat(expiry()).isEqualTo(day.plusDays(1).atStartOfDay(zone).toInstant());
        assertThat(words(made)).contains("Live key", "It moves real money").doesNotContain("No money moves");
        assertThat(key(made)).startsWith("sk_prod_");
        assertThat(words(developer.get("/portal/keys"))).contains("These keys are live", "Make a live key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | on | never |                  | The name must have 1 to 60 characters
            Till                |    | never |                  | Choose at least one scope.
            Till                | on | day   | 2020-01-01       | The last day must be today or later
            Till                | on | day   | soon             | The last day must be today or later
            Till                | on | day   | +999999999-12-31 | The last day must be today or later
            Till                | on | day   | 9999-12-31       | within ten years
            Till                | on | 31    |                  | The last day must be today or later
            Till sk_sandbox_abc | on | never |                  | The name must not hold a key.
            """)
    void whatIsWrongIsSaidAndNothingIsMade(String name, String read, String expires, String day, String complaint) {
        var fields = new HashMap<>(Map.of("name", name, "expires", expires, "scope-Webhooks", "on"));
        if (read == null) {
            fields.remove("scope-Webhooks");
        }
        if (day != null) {
            fields.put("day", day);
        }

        var refused = developer.submit(developer.get("/portal/keys"), "/portal/keys", fields);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains(complaint);
        assertThat(refused.text()).contains("value=\"" + name + "\"");
        assertThat(refused.text().contains("name=\"scope-Webhooks\" checked")).isEqualTo(read != null);
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void anIdThatIsNoneMakesNoKey() {
        var refused = developer.submit(
                developer.get("/portal/keys"),
                "/portal/keys",
                Map.of("key", "nonsense", "name", "Till", "scope-Read", "on", "expires", "never"));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(keys()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"Support", "Viewer"})
    void whoeverIsLessThanADeveloperSeesNoKeys(Role role) {
        make(Map.of("name", "Till", "scope-Read", "on"));
        var other = Visitor.invited(gateway, account, role + "@shop" + shops + ".example", role);
        var path = "/portal/keys/" + newest().id() + "/revoke";

        assertThat(other.get("/portal/keys").status()).isEqualTo(403);
        assertThat(other.get(path).status()).isEqualTo(403);
        var token = other.get("/portal/payments").text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");
        assertThat(other.post("/portal/keys", Map.of("token", token, "name", "x"))
                        .status())
                .isEqualTo(403);
        assertThat(other.post(path, Map.of("token", token)).status()).isEqualTo(403);
        assertThat(words(other.get("/portal/payments"))).doesNotContain("API keys");
        assertThat(newest().state(gateway.clock().instant())).isEqualTo(ApiKey.State.Active);
    }

    @Test
    void anotherAccountsKeyIsNotThere() {
        make(Map.of("name", "Till", "scope-Read", "on"));
        var path = "/portal/keys/" + newest().id() + "/revoke";
        openShop();

        assertThat(developer.get(path).status()).isEqualTo(404);
        assertThat(developer.get("/portal/keys/nonsense/revoke").status()).isEqualTo(404);
    }

    @Test
    void theOperatorsKeyIsNotRevokedHere() {
        var setting = "sk_sandbox_" + "7".repeat(60);
        try (var set = Gateway.start(Map.of("TATAMI_SANDBOX_SECRET_KEY", setting))) {
            var owner = Visitor.machinesOwner(set);
            var path = "/portal/keys/"
                    + set.keys().list(set.firstAccount()).getFirst().id() + "/revoke";
            var page = owner.get("/portal/keys");
            var token = page.text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");

            assertThat(words(page)).contains("Operator's key", "sk_sandbox_…7777", "TATAMI_SANDBOX_SECRET_KEY");
            assertThat(page.text()).doesNotContain("/revoke\"");
            var refused = owner.post(path, Map.of("token", token));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(words(refused)).contains("It ends when the operator sets another");
            assertThat(set.get("/customers/none").status()).isEqualTo(200);
        }
    }

    @Test
    void aKeyIsRefusedByAnotherGatewayThatDidNotKnowIt() {
        try (var other = Gateway.beside(gateway)) {
            var key = gateway.keyWith(gateway.secretKey(), Scope.Read);
            var id = gateway.keys().list(gateway.firstAccount()).getFirst().id();
            gateway.keys().revoke(gateway.firstAccount(), id, _ -> {});

            assertThat(other.send(other.requestAs(key, "/customers/none").GET()).status())
                    .isEqualTo(401);
        }
    }

    private Answer make(Map<String, String> fields) {
        gateway.clock().advance(Duration.ofMillis(1));
        var typed = new HashMap<>(Map.of("expires", "never"));
        typed.putAll(fields);
        return developer.submit(developer.get("/portal/keys"), "/portal/keys", typed);
    }

    private ApiKey newest() {
        return gateway.keys().list(account).getFirst();
    }

    private Instant expiry() {
        return newest().expiresAt();
    }

    private int keys() {
        return gateway.keys().list(account).size();
    }

    private String audit() {
        var owner = Visitor.invited(gateway, account, "owner" + System.nanoTime() + "@shop.example", Role.Owner);
        return words(owner.get("/portal/audit"));
    }

    private static String key(Answer page) {
        var key = KEY.matcher(page.text());
        assertThat(key.find()).as(page.toString()).isTrue();
        return key.group();
    }
}
