package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

class SearchTest {

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aPageShowsIntentsAsTheyAreAndWhereToGoOn() {
        var shop = new Shop();
        shop.create();

        Golden.check("search", 200, shop.search("{}"));
    }

    @Test
    void whoHasNoIntentsGetsAnEmptyPageWithoutCursors() {
        assertThat(new Shop().search("{}").text()).isEqualTo("{\"data\":[]}");
    }

    @Test
    void thePageHoldsTheSameIntentsAsTheirOwnAddresses() {
        var shop = new Shop();
        var id = shop.create();

        var found = shop.search("{}").ok().path("data").path(0);

        assertThat(found)
                .isEqualTo(shop.send("GET", "/payment-intents/" + id, null).ok());
    }

    /** All of them are of the same instant, since the clock stands still. */
    @ParameterizedTest
    @ValueSource(ints = {7, 50, 100})
    void pagesOfEqualTimesHaveNeitherGapsNorRepetitions(int limit) {
        var shop = new Shop();
        var created = new ArrayList<String>();
        for (int i = 0; i < 120; i++) {
            created.add(shop.create());
        }

        var forward = shop.pagesAfter(limit);

        assertThat(forward).hasSize(120).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(created);
        assertThat(shop.pagesBefore(limit)).isEqualTo(forward.subList(0, forward.size() - 1));
    }

    @Test
    void theNewestComesFirst() {
        var shop = new Shop();
        var oldest = shop.create();
        gateway.clock().advance(Duration.ofMillis(1));
        var middle = shop.create();
        gateway.clock().advance(Duration.ofMillis(1));
        var newest = shop.create();

        assertThat(ids(shop.search("{}"))).containsExactly(newest, middle, oldest);
    }

    @Test
    void whatIsNewerLiesBeforeAndWhatIsOlderLiesAfter() {
        var shop = new Shop();
        var oldest = shop.create();
        gateway.clock().advance(Duration.ofSeconds(1));
        var middle = shop.create();
        gateway.clock().advance(Duration.ofSeconds(1));
        var newest = shop.create();
        var page = shop.search("{\"cursor\":{\"limit\":1,\"after\":\""
                + cursor(shop.search("{\"cursor\":{\"limit\":1}}"), "after") + "\"}}");

        assertThat(ids(page)).containsExactly(middle);
        assertThat(ids(shop.search("{\"cursor\":{\"after\":\"" + cursor(page, "after") + "\"}}")))
                .containsExactly(oldest);
        assertThat(ids(shop.search("{\"cursor\":{\"before\":\"" + cursor(page, "before") + "\"}}")))
                .containsExactly(newest);
    }

    @Test
    void thePageBeforeIsTheOneNextToTheCursorAndStillNewestFirst() {
        var shop = new Shop();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(shop.create());
            gateway.clock().advance(Duration.ofSeconds(1));
        }
        var oldest = shop.search("{\"cursor\":{\"limit\":5}}");

        var before = shop.search("{\"cursor\":{\"limit\":2,\"before\":\"" + cursor(oldest, "after") + "\"}}");

        assertThat(ids(before)).isEqualTo(ids.subList(2, 4));
    }

    @Test
    void aPageHasFiftyUnlessAskedOtherwise() {
        var shop = new Shop();
        for (int i = 0; i < 51; i++) {
            shop.create();
        }

        assertThat(ids(shop.search("{}"))).hasSize(50);
        assertThat(ids(shop.search("{\"cursor\":{}}"))).hasSize(50);
        assertThat(ids(shop.search("{\"cursor\":{\"limit\":null}}"))).hasSize(50);
        assertThat(ids(shop.search("{\"cursor\":{\"limit\":1}}"))).hasSize(1);
        assertThat(ids(shop.search("{\"cursor\":{\"limit\":\"2\"}}"))).hasSize(2);
        assertThat(ids(shop.search("{\"cursor\":{\"limit\":100}}"))).hasSize(51);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101", "1000000000000"})
    void aPageHasOneToAHundred(String limit) {
        Wire.invalid(
                gateway.post("/payment-intents/search", "{\"cursor\":{\"limit\":" + limit + "}}"),
                "Cursor.Limit: The field Limit must be between 1 and 100.");
    }

    @Test
    void beforeAndAfterExcludeEachOther() {
        var shop = new Shop();
        shop.create();
        var cursor = cursor(shop.search("{}"), "after");

        Wire.invalidField(
                shop.search("{\"cursor\":{\"before\":\"" + cursor + "\",\"after\":\"" + cursor + "\"}}"),
                "Cursor.Before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "!!!!", "bnVsbA==", "IjIwMjIi", "Int9Ig==", "MQ==", "W10=", "%2e%2e"})
    void aCursorIsOneOfOurs(String cursor) {
        Wire.invalidField(
                gateway.post("/payment-intents/search", "{\"cursor\":{\"after\":\"" + cursor + "\"}}"), "Cursor.After");
        Wire.invalidField(
                gateway.post("/payment-intents/search", "{\"cursor\":{\"before\":\"" + cursor + "\"}}"),
                "Cursor.Before");
    }

    /** The reference page shows such ones: base64 of a time in quotes. */
    @Test
    void aTimeAloneIsACursorToo() {
        var shop = new Shop();
        var older = shop.create();
        gateway.clock().advance(Duration.ofSeconds(10));
        var newer = shop.create();
        var between = encoded("\""
                + gateway.clock().instant().minusSeconds(5).truncatedTo(java.time.temporal.ChronoUnit.MILLIS) + "\"");

        assertThat(ids(shop.search("{\"cursor\":{\"after\":\"" + between + "\"}}")))
                .containsExactly(older);
        assertThat(ids(shop.search("{\"cursor\":{\"before\":\"" + between + "\"}}")))
                .containsExactly(newer);
    }

    /** Clients that write {@code ""} for null mean null. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cursor\":\"\"}",
                "{\"cursor\":{\"before\":\"\",\"after\":\"\"}}",
                "{\"cursor\":{\"before\":\"\"}}",
                "{\"cursor\":{\"before\":null,\"after\":null}}",
                "{\"statuses\":null,\"startDate\":null,\"endDate\":\"\"}",
                "{\"statuses\":[]}",
                "{\"statuses\":\"\"}"
            })
    void whatIsEmptyIsNotAsked(String body) {
        var shop = new Shop();
        var id = shop.create();

        assertThat(ids(shop.search(body))).containsExactly(id);
    }

    @Test
    void statusesChoose() {
        var shop = new Shop();
        var created = shop.create();
        var canceled = shop.create();
        shop.send("DELETE", "/payment-intents/" + canceled, null).ok();

        assertThat(ids(shop.search("{\"statuses\":[\"Created\"]}"))).containsExactly(created);
        assertThat(ids(shop.search("{\"statuses\":[\"canceled\"]}"))).containsExactly(canceled);
        assertThat(ids(shop.search("{\"statuses\":[\"Created\",\"Canceled\"]}")))
                .hasSize(2);
        assertThat(ids(shop.search("{\"statuses\":[\"Captured\",\"Refunded\",\"Reversed\",\"Authorized\"]}")))
                .isEmpty();
    }

    @Test
    void datesChooseByCreationAndBothEndsBelong() {
        var shop = new Shop();
        var day = Instant.parse("2031-05-01T00:00:00Z");
        var now = gateway.clock().instant();
        gateway.clock().set(day);
        var first = shop.create();
        gateway.clock().set(day.plusSeconds(60));
        var second = shop.create();
        gateway.clock().set(now);

        assertThat(ids(shop.search("{\"startDate\":\"2031-05-01T00:00:00Z\"}"))).containsExactly(second, first);
        assertThat(ids(shop.search("{\"startDate\":\"2031-05-01T00:00:01Z\"}"))).containsExactly(second);
        assertThat(ids(shop.search("{\"endDate\":\"2031-05-01T00:00:59Z\"}"))).containsExactly(first);
        assertThat(ids(shop.search("{\"endDate\":\"2031-05-01T01:00:00+01:00\"}")))
                .containsExactly(first);
        assertThat(ids(shop.search("{\"startDate\":\"2031-05-01T00:01:00Z\",\"endDate\":\"2031-05-01T00:01:00Z\"}")))
                .containsExactly(second);
        assertThat(ids(shop.search("{\"startDate\":\"2031-05-02\",\"endDate\":\"2031-05-01\"}")))
                .isEmpty();
    }

    @Test
    void filtersHoldOnEveryPage() {
        var shop = new Shop();
        var canceled = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            shop.create();
            var id = shop.create();
            shop.send("DELETE", "/payment-intents/" + id, null).ok();
            canceled.add(id);
        }

        var first = shop.search("{\"statuses\":[\"Canceled\"],\"cursor\":{\"limit\":6}}");
        var second = shop.search(
                "{\"statuses\":[\"Canceled\"],\"cursor\":{\"limit\":6,\"after\":\"" + cursor(first, "after") + "\"}}");

        var both = new ArrayList<>(ids(first));
        both.addAll(ids(second));
        assertThat(both).containsExactlyInAnyOrderElementsOf(canceled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"statuses":["Declined"]}       | Statuses[0]
            {"statuses":"Created"}          | statuses
            {"statuses":{"a":1}}            | statuses
            {"startDate":"today"}           | StartDate
            {"endDate":{}}                  | endDate
            {"cursor":5}                    | cursor
            {"cursor":{"limit":"many"}}     | cursor.limit
            {"cursor":{"after":{}}}         | cursor.after
            []                              | ''
            """)
    void aWrongQuestionIsABadRequest(String body, String complaint) {
        Wire.invalidField(gateway.post("/payment-intents/search", body), complaint);
    }

    @Test
    void aBodyIsRequired() {
        Wire.invalid(gateway.post("/payment-intents/search", ""), ": A non-empty request body is required.");
    }

    private static List<String> ids(Answer page) {
        return page.ok().path("data").valueStream().map(Wire::id).toList();
    }

    private static String cursor(Answer page, String name) {
        return page.ok().path(name).asString();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A merchant with nobody else's intents around. */
    private static final class Shop {

        private final String key = gateway.openAccount("Shop");

        String create() {
            return Wire.id(send("POST", "/payment-intents", Wire.body("")).ok());
        }

        Answer search(String body) {
            return send("POST", "/payment-intents/search", body);
        }

        Answer send(String verb, String path, String body) {
            var request = gateway.requestAs(key, path);
            return gateway.send(
                    body == null
                            ? request.method(verb, java.net.http.HttpRequest.BodyPublishers.noBody())
                            : Wire.json(request, body));
        }

        List<String> pagesAfter(int limit) {
            var all = new ArrayList<String>();
            var page = search("{\"cursor\":{\"limit\":" + limit + "}}");
            while (!ids(page).isEmpty()) {
                assertThat(ids(page)).hasSizeLessThanOrEqualTo(limit);
                all.addAll(ids(page));
                page = search("{\"cursor\":{\"limit\":" + limit + ",\"after\":\"" + cursor(page, "after") + "\"}}");
            }
            return all;
        }

        /** From the oldest back to the newest; without the oldest itself, which the cursor stands on. */
        List<String> pagesBefore(int limit) {
            var all = new ArrayList<String>();
            var oldest = pagesAfter(limit).getLast();
            var page = before(limit, lastCursor(limit));
            while (!ids(page).isEmpty()) {
                all.addAll(0, ids(page));
                page = before(limit, cursor(page, "before"));
            }
            assertThat(all).doesNotContain(oldest);
            return all;
        }

        private Answer before(int limit, String cursor) {
            return search("{\"cursor\":{\"limit\":" + limit + ",\"before\":\"" + cursor + "\"}}");
        }

        private String lastCursor(int limit) {
            var last = "";
            JsonNode page = search("{\"cursor\":{\"limit\":" + limit + "}}").ok();
            while (!page.path("data").isEmpty()) {
                last = page.path("after").asString();
                page = search("{\"cursor\":{\"limit\":" + limit + ",\"after\":\"" + last + "\"}}")
                        .ok();
            }
            return last;
        }
    }
}
