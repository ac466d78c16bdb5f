package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;
import tools.jackson.databind.JsonNode;

/** Retrieving, refreshing and cancelling setup intents, and what becomes of them with time. */
class SetupIntentCallsTest {

    private static final String NOT_THERE = "There is no setup intent with this id.";

    private static final List<String> MALFORMED = Wire.MALFORMED_SETUPS;
    private static final List<String> STATUSES = Wire.SETUP_STATUSES;

    private static Gateway gateway;
    private static Rows rows;
    private static Books books;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        rows = new Rows(gateway);
        books = new Books(gateway);
    }

    @AfterAll
    static void stop() {
        books.mustAgree();
        gateway.close();
    }

    @Test
    void theMerchantSeesTheConsentAndTheHistory() {
        Golden.check("setup-authorized", 200, gateway.get("/setup-intents/" + agreedByPhone()));
    }

    @Test
    void whoHasTheIdSeesNeitherAndNeedsNoKey() {
        var id = agreedByPhone();

        var shown = open("GET", "/setup-intents/public/" + id);

        Golden.check("setup-public", 200, shown);
        assertThat(shown.json().has("setupEvents")).isFalse();
        assertThat(shown.json().has("consent")).isFalse();
        gateway.send(gateway.requestAs(gateway.openAccount("Stranger"), "/setup-intents/public/" + id)
                        .GET())
                .ok();
    }

    @ParameterizedTest
    @FieldSource("STATUSES")
    void readingChangesNothing(String status) {
        var id = Wire.setup(gateway, status);

        var first = gateway.get("/setup-intents/" + id).text();
        open("GET", "/setup-intents/public/" + id).ok();
        gateway.clock().advance(Duration.ofSeconds(1));

        assertThat(Wire.setupStatus(gateway, id)).isEqualTo(status);
        assertThat(gateway.get("/setup-intents/" + id + "/").text()).isEqualTo(first);
    }

    @Test
    void aDeclinedCardLeavesTheSetupIntentCreatedWithOneMoreEvent() {
        var setup = gateway.createSetup("NoShow");

        var declined = gateway.agree(setup, Wire.DECLINED_CARD).ok();

        assertThat(declined.path("statusCode").asInt()).isEqualTo(5);
        var after = gateway.get("/setup-intents/" + Wire.id(setup)).ok();
        assertThat(after.path("status").asString()).isEqualTo("Created");
        assertThat(after.path("setupEvents")).hasSize(1);
        assertThat(after.at("/setupEvents/0/eventType").asString()).isEqualTo("Declined");
        assertThat(after.at("/setupEvents/0/cardNumber").asString()).isEqualTo("40000000****0002");
        assertThat(books.numbers(Wire.id(setup))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"mitConsentGiven\":null,", "\"mitConsentGiven\":false,"})
    void withoutConsentNoCardIsTakenAndNothingIsUsedUp(String consent) {
        var setup = gateway.createSetup("NoShow");
        var before = gateway.get("/setup-intents/" + Wire.id(setup)).text();

        var refused = gateway.postOpen(
                        "/api/payments/" + Wire.secret(setup),
                        Gateway.card(Wire.GOOD_CARD).replaceFirst("\\{", "{" + consent))
                .ok();

        assertThat(refused.path("statusCode").asInt()).isEqualTo(400);
        assertThat(refused.path("message").asString()).contains("mitConsentGiven");
        assertThat(gateway.get("/setup-intents/" + Wire.id(setup)).text()).isEqualTo(before);
        assertThat(gateway.agree(setup, Wire.GOOD_CARD).ok().path("statusCode").asInt())
                .isZero();
    }

    @Test
    void noEventIsWrittenWhateverHappens() {
        var before = rows.counts().get("public.event");

        for (var status : List.of("Created", "Authorized", "Canceled", "Closed", "Expired", "CardExpired")) {
            refresh(Wire.setup(gateway, status));
        }

        assertThat(rows.counts().get("public.event")).isEqualTo(before);
    }

    @Test
    void aRefreshIsTheWholeSetupIntentWithAnotherSecret() {
        var setup = gateway.createSetup("NoShow");

        var refreshed = gateway.post("/setup-intents/" + Wire.id(setup) + "/refresh-client-session-secret", "");

        Golden.check("setup-refresh-client-session-secret", 200, refreshed);
        assertThat(Wire.secret(refreshed.json()))
                .isNotEqualTo(Wire.secret(setup))
                .hasSize(Wire.secret(setup).length());
        assertThat(Wire.secret(gateway.get("/setup-intents/" + Wire.id(setup)).ok()))
                .isEqualTo(Wire.secret(refreshed.json()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefreshedSecretIsGoodAndTheOldOneIsDead(boolean byTheDevice) {
        var setup = gateway.createSetup("NoShow");

        var refreshed = byTheDevice ? refreshOpen(Wire.id(setup)).ok() : refresh(Wire.id(setup));

        assertThat(agree(setup)).isEqualTo(401);
        assertThat(Wire.setupStatus(gateway, Wire.id(setup))).isEqualTo("Created");
        assertThat(agree(refreshed)).isZero();
        assertThat(Wire.setupStatus(gateway, Wire.id(setup))).isEqualTo("Authorized");
    }

    @Test
    void aRefreshByTheDeviceShowsNeitherHistoryNorConsent() {
        var refreshed = refreshOpen(Wire.setup(gateway, "Authorized")).ok();

        assertThat(refreshed.has("setupEvents")).isFalse();
        assertThat(refreshed.has("consent")).isFalse();
        assertThat(refreshed.path("status").asString()).isEqualTo("Authorized");
    }

    @Test
    void aSecretExpires() {
        var setup = gateway.createSetup("NoShow");
        var expires =
                Instant.parse(setup.path("clientSessionSecretExpirationDate").asString());
        gateway.clock().advance(Duration.ofMinutes(30));

        assertThat(expires)
                .isBetween(
                        gateway.clock().instant().minusSeconds(1),
                        gateway.clock().instant());
        assertThat(agree(setup)).isEqualTo(401);
        assertThat(agree(refresh(Wire.id(setup)))).isZero();
    }

    @ParameterizedTest
    @FieldSource("STATUSES")
    void refreshingIsHarmlessWhateverTheStatus(String status) {
        var id = Wire.setup(gateway, status);

        var refreshed = refresh(id);

        assertThat(refreshed.path("status").asString()).isEqualTo(status);
        if (!status.equals("Created")) {
            var isDone = List.of("Authorized", "Completed").contains(status);
            assertThat(agree(refreshed)).isEqualTo(isDone ? 20 : 400);
        }
    }

    /** The secret of one kind of intent is none of the other's, and moves no money. */
    @Test
    void aSetupIntentsSecretPaysNothing() {
        var before = books.number("SELECT count(*) FROM operation");

        assertThat(agree(gateway.createSetup("NoShow"))).isZero();

        assertThat(books.number("SELECT count(*) FROM operation")).isEqualTo(before);
    }

    @Test
    void anUnknownSetupIntentIsNotFound() {
        for (var path : new String[] {"", "public/"}) {
            Wire.refused(gateway.get("/setup-intents/" + path + Wire.UNKNOWN_SETUP), 404, NOT_THERE);
        }
        Wire.refused(gateway.delete("/setup-intents/" + Wire.UNKNOWN_SETUP), 404, NOT_THERE);
    }

    @ParameterizedTest
    @FieldSource("MALFORMED")
    void whatCannotBeAnIdIsNotFoundEither(String id) {
        Wire.refused(gateway.get("/setup-intents/" + id), 404, NOT_THERE);
        Wire.refused(gateway.delete("/setup-intents/" + id), 404, NOT_THERE);
        Wire.refused(open("GET", "/setup-intents/public/" + id), 404, NOT_THERE);
    }

    @Test
    void refreshingAnUnknownOneIsABadRequestForTheMerchantAndNotFoundForTheDevice() {
        for (var id : new String[] {Wire.UNKNOWN_SETUP, "si_sandbox_T"}) {
            Wire.refused(gateway.post("/setup-intents/" + id + "/refresh-client-session-secret", ""), 400, NOT_THERE);
            Wire.refused(refreshOpen(id), 404, NOT_THERE);
        }
    }

    /** What is asked, of a setup intent in each status, and what comes of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Created     |                             | Canceled
            Created     | ?includeAuthorized=         | Canceled
            Created     | ?includeAuthorized=false    | Canceled
            Created     | ?includeAuthorized=true     | Canceled
            Created     | ?includeAuthorized=TRUE     | Canceled
            Created     | ?something=else             | Canceled
            Authorized  |                             | only with includeAuthorized=true
            Authorized  | ?includeAuthorized=         | only with includeAuthorized=true
            Authorized  | ?includeAuthorized=false    | only with includeAuthorized=true
            Authorized  | ?includeAuthorized=False    | only with includeAuthorized=true
            Authorized  | ?includeAuthorized=true     | Closed
            Authorized  | ?includeAuthorized=TRUE     | Closed
            Authorized  | ?includeAuthorized=True     | Closed
            Authorized  | ?IncludeAuthorized=true     | Closed
            Completed   |                             | with status Completed cannot be canceled
            Completed   | ?includeAuthorized=true     | with status Completed cannot be canceled
            Canceled    |                             | with status Canceled cannot be canceled
            Canceled    | ?includeAuthorized=true     | with status Canceled cannot be canceled
            Closed      |                             | with status Closed cannot be canceled
            Closed      | ?includeAuthorized=true     | with status Closed cannot be canceled
            Expired     |                             | with status Expired cannot be canceled
            Expired     | ?includeAuthorized=true     | with status Expired cannot be canceled
            CardExpired |                             | with status CardExpired cannot be canceled
            CardExpired | ?includeAuthorized=true     | with status CardExpired cannot be canceled
            """)
    void whatCancellingDoesDependsOnTheStatus(String status, String query, String end) {
        var id = Wire.setup(gateway, status);
        var before = gateway.get("/setup-intents/" + id).text();

        var answer = gateway.delete("/setup-intents/" + id + (query == null ? "" : query));

        if (end.contains(" ")) {
            Wire.refused(answer, 400, end);
            assertThat(gateway.get("/setup-intents/" + id).text()).isEqualTo(before);
        } else {
            assertThat(answer.ok().path("status").asString()).isEqualTo(end);
            assertThat(Wire.setupStatus(gateway, id)).isEqualTo(end);
            assertThat(books.numbers(id)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "truee", "null", "%00", "%E2%98%83"})
    void includeAuthorizedIsTrueOrFalse(String value) {
        var id = Wire.setup(gateway, "Authorized");

        Wire.invalid(
                gateway.delete("/setup-intents/" + id + "?includeAuthorized=" + value),
                "includeAuthorized: The field IncludeAuthorized must be true or false.");

        assertThat(Wire.setupStatus(gateway, id)).isEqualTo("Authorized");
    }

    @Test
    void theAnswerToACancellationIsTheWholeSetupIntent() {
        Golden.check("setup-cancel", 200, gateway.delete("/setup-intents/" + Wire.setup(gateway, "Created")));
        Golden.check(
                "setup-close", 200, gateway.delete("/setup-intents/" + agreedByPhone() + "?includeAuthorized=true"));
    }

    @Test
    void aCardIsKeptUntilTheSetupIntentEnds() {
        var id = Wire.setup(gateway, "Authorized");
        assertThat(books.numbers(id)).isEqualTo(1);

        for (var end : List.of("Completed", "Closed", "CardExpired")) {
            assertThat(books.numbers(Wire.setup(gateway, end))).as(end).isZero();
        }
    }

    @Test
    void whenNobodyAgreesInTimeItExpires() {
        var setup = expiringIn(60);
        gateway.clock().advance(Duration.ofSeconds(59));
        gateway.expire();
        assertThat(Wire.setupStatus(gateway, Wire.id(setup))).isEqualTo("Created");

        gateway.clock().advance(Duration.ofSeconds(1));

        assertThat(agree(setup)).as("before anybody has noticed").isEqualTo(400);
        gateway.expire();
        assertThat(Wire.setupStatus(gateway, Wire.id(setup))).isEqualTo("Expired");
        assertThat(agree(refresh(Wire.id(setup)))).isEqualTo(400);
    }

    @Test
    void whatIsAuthorizedOrCanceledInTimeDoesNotExpire() {
        var agreed = expiringIn(60);
        assertThat(agree(agreed)).isZero();
        var canceled = expiringIn(60);
        gateway.delete("/setup-intents/" + Wire.id(canceled)).ok();

        gateway.clock().advance(Duration.ofDays(1));
        gateway.expire();

        assertThat(Wire.setupStatus(gateway, Wire.id(agreed))).isEqualTo("Authorized");
        assertThat(Wire.setupStatus(gateway, Wire.id(canceled))).isEqualTo("Canceled");
    }

    @Test
    void withoutAnExpiryTimeItWaitsForYears() {
        try (var old = Gateway.start()) {
            var setup = old.createSetup("Unscheduled");

            old.clock().advance(Duration.ofDays(1000));

            assertThat(old.expire()).isZero();
            assertThat(Wire.setupStatus(old, Wire.id(setup))).isEqualTo("Created");
        }
    }

    /** Where midnight comes thirteen hours before London's, the last day of a card ends then. */
    @ParameterizedTest
    @CsvSource({
        "Pacific/Auckland, 2031-01-31T11:00:00Z",
        "Europe/London, 2031-02-01T00:00:00Z",
        "America/New_York, 2031-02-01T05:00:00Z"
    })
    void aCardExpiresAtTheEndOfItsLastDayWhereTheMerchantIs(String zone, Instant end) {
        try (var shop = Gateway.start()) {
            var key = shop.openAccount(Environment.Sandbox, "Shop", ZoneId.of(zone));
            var setup = shop.send(Wire.json(shop.requestAs(key, "/setup-intents"), Gateway.setup("Unscheduled")))
                    .ok();
            var card = Gateway.consentingCard(Wire.GOOD_CARD).replace("12 / 29", "01 / 31");
            var secret = Wire.secret(setup);
            assertThat(shop.postOpen("/api/payments/" + secret, card)
                            .ok()
                            .path("statusCode")
                            .asInt())
                    .isZero();
            var path = "/setup-intents/" + Wire.id(setup);

            shop.clock().set(end.minusSeconds(1));
            shop.expire();
            assertThat(status(shop, key, path)).isEqualTo("Authorized");

            shop.clock().set(end);
            shop.expire();
            assertThat(status(shop, key, path)).isEqualTo("CardExpired");
            assertThat(new Books(shop).numbers(Wire.id(setup))).isZero();
        }
    }

    /** Some clients give every request a type and a body, also those that have none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "{}", "{\"a\":[1]}", "not json at all"})
    void aBodyOrASlashWhereNoneIsMeantIsNotLookedAt(String body) {
        var id = Wire.setup(gateway, "Created");
        for (var end : new String[] {"", "/"}) {
            gateway.post("/setup-intents/" + id + "/refresh-client-session-secret" + end, body)
                    .ok();
            gateway.post("/setup-intents/public/" + id + "/refresh-client-session-secret" + end, body)
                    .ok();
            open("GET", "/setup-intents/public/" + id + end).ok();
        }
        gateway.send(gateway.request("/setup-intents/" + id + "/?includeAuthorized=true")
                        .header("Content-Type", "application/json")
                        .method("DELETE", BodyPublishers.ofString(body)))
                .ok();
    }

    private static String status(Gateway shop, String key, String path) {
        return shop.send(shop.requestAs(key, path).GET()).ok().path("status").asString();
    }

    private static JsonNode expiringIn(long seconds) {
        var end = gateway.clock().instant().plusSeconds(seconds);
        var body = "{\"expireAt\":\"" + end + "\","
                + Gateway.setup("NoShow").strip().substring(1);
        return gateway.post("/setup-intents", body).ok();
    }

    /** From a device that says what it is. */
    private static String agreedByPhone() {
        var setup = gateway.createSetup("NoShow");
        gateway.send(Wire.json(
                                gateway.open("/api/payments/" + Wire.secret(setup)),
                                Gateway.consentingCard(Wire.GOOD_CARD))
                        .header("User-Agent", "Telephone/1.0"))
                .ok();
        return Wire.id(setup);
    }

    private static Answer open(String verb, String path) {
        return gateway.send(gateway.open(path)
                .header("Version", Gateway.VERSION)
                .header("IS-MOBILE", "true")
                .method(verb, BodyPublishers.noBody()));
    }

    private static JsonNode refresh(String id) {
        return gateway.post("/setup-intents/" + id + "/refresh-client-session-secret", "{}")
                .ok();
    }

    private static Answer refreshOpen(String id) {
        return open("POST", "/setup-intents/public/" + id + "/refresh-client-session-secret");
    }

    private static int agree(JsonNode setup) {
        return gateway.agree(setup, Wire.GOOD_CARD).ok().path("statusCode").asInt();
    }
}
