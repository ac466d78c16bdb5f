package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;
import tatami.kit.Times;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Customers are made, found, changed and deleted: operations 23 to 26, and 30. Each test has an account of its own. */
class CustomersTest {

    private static final String UNKNOWN = "cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    private static final String SHIPPING = "{\"address1\":\"1 High Street\",\"address2\":\"Flat 2\",\"address3\":\"c\","
            + "\"address4\":\"d\",\"city\":\"York\",\"state\":\"e\",\"postcode\":\"YO1 7HH\",\"countryCode\":\"GB\","
            + "\"locality\":\"f\",\"county\":\"North Yorkshire\"}";
    private static final String EVERY_FIELD = "{\"name\":\"Alex\",\"shippingAddress\":" + SHIPPING
            + ",\"billingAddress\":{\"countryCode\":\"IE\"},\"emailAddress\":\"alex@shop.example\","
            + "\"phoneNumber\":\"+44 1904 1234\",\"vatNumber\":\"GB123456789\"}";

    private static Gateway gateway;

    private String key;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void openAccount() {
        key = gateway.openAccount("Shop");
    }

    // Made.

    @Test
    void aCustomerMayBeNobodyInParticular() {
        var customer = create("{}");

        assertThat(customer.path("id").asString()).matches("cust_sandbox_[A-Za-z0-9_-]{22}");
        assertThat(customer.propertyNames()).containsExactly("id", "createdAt", "updatedAt", "documentVersion");
        assertThat(customer.path("documentVersion").intValue()).isZero();
    }

    @Test
    void aCustomerShowsAllThatIsKnown() {
        var answer = send("POST", "/customers", EVERY_FIELD);

        var now = Times.wire(Times.now(gateway.clock()));
        assertThat(answer.response().headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(answer.text())
                .isEqualTo("{\"id\":\"" + Wire.id(answer.ok()) + "\","
                        + EVERY_FIELD.substring(1, EVERY_FIELD.length() - 1)
                        + ",\"createdAt\":\"" + now + "\",\"updatedAt\":\"" + now + "\",\"documentVersion\":0}");
        assertThat(send("GET", "/customers/" + Wire.id(answer.ok()), "").text()).isEqualTo("[" + answer.text() + "]");
    }

    @Test
    void nullsAreLeftOutWithinAddressesToo() {
        var customer = create("{\"name\":null,\"billingAddress\":{\"address1\":null,\"countryCode\":\"\"},"
                + "\"shippingAddress\":null,\"unheardOf\":1}");

        assertThat(customer.propertyNames())
                .containsExactly("id", "billingAddress", "createdAt", "updatedAt", "documentVersion");
        assertThat(customer.path("billingAddress").toString()).isEqualTo("{\"countryCode\":\"\"}");
    }

    @Test
    void customersMayShareAnAddress() {
        var first = create("{\"emailAddress\":\"family@shop.example\"}");
        var second = create("{\"emailAddress\":\"family@shop.example\"}");

        assertThat(Wire.id(second)).isNotEqualTo(Wire.id(first));
    }

    @Test
    void aLiveAccountsCustomersAreNotTheSandboxes() {
        key = gateway.openAccount(Environment.Live, "A live shop");

        assertThat(Wire.id(create("{}"))).matches("cust_(?!sandbox_)[A-Za-z0-9_-]{22}");
    }

    @Test
    void aNameThatHoldsACardNumberIsRefused() {
        Wire.invalidField(send("POST", "/customers", "{\"name\":\"Alex 4456530000001005\"}"), "Name");
    }

    @ParameterizedTest
    @CsvSource({"name, 1, 100", "emailAddress, 1, 254", "phoneNumber, 5, 50", "vatNumber, 1, 50"})
    void fieldsHaveLimits(String field, int least, int most) {
        var path = "/customers/" + Wire.id(create("{}"));
        for (var length : List.of(least, most)) {
            var fits = "{\"" + field + "\":\"" + "x".repeat(length) + "\"}";
            assertThat(create(fits).path(field).asString()).hasSize(length);
            assertThat(send("PATCH", path, fits).ok().path(field).asString()).hasSize(length);
        }

        var tooLong = "{\"" + field + "\":\"" + "x".repeat(most + 1) + "\"}";

        Wire.invalidField(send("POST", "/customers", tooLong), pascal(field));
        Wire.invalidField(send("PATCH", path, tooLong), pascal(field));
    }

    @Test
    void aPhoneNumberHasFiveCharacters() {
        Wire.invalidField(send("POST", "/customers", "{\"phoneNumber\":\"1234\"}"), "PhoneNumber");
        Wire.invalidField(
                send("PATCH", "/customers/" + Wire.id(create("{}")), "{\"phoneNumber\":\"1234\"}"), "PhoneNumber");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        var path = "/customers/" + Wire.id(create(EVERY_FIELD));
        var before = send("GET", path, "").text();
        var x = "x".repeat(255);
        var faults = "{\"name\":\"%s\",\"emailAddress\":\"%s\",\"phoneNumber\":\"1\",\"vatNumber\":\"%s\","
                        .formatted(x, x, x)
                + "\"shippingAddress\":{},\"billingAddress\":{\"address1\":\"" + x + "\",\"countryCode\":\"GB\"}}";

        for (var answer : List.of(send("POST", "/customers", faults), send("PATCH", path, faults))) {
            assertThat(Wire.problem(answer, 400).path("errors").propertyNames())
                    .containsExactlyInAnyOrder(
                            "Name",
                            "EmailAddress",
                            "PhoneNumber",
                            "VatNumber",
                            "ShippingAddress.CountryCode",
                            "BillingAddress.Address1");
        }

        assertThat(send("GET", path, "").text()).isEqualTo(before);
        assertThat(search("{}").path("data")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "\"Alex\"",
                "{\"name\":{}}",
                "{\"name\":[\"Alex\"]}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"billingAddress\":[]}",
                "{\"billingAddress\":\"York\"}",
                "{\"shippingAddress\":{\"countryCode\":\"GB\",\"city\":\"\\u0000\"}}",
                "{\"shippingAddress\":{\"countryCode\":\"GB\",\"city\":{}}}",
                "{\"vatNumber\":1e99999999999999}"
            })
    void whatCannotBeReadChangesNothing(String body) {
        var path = "/customers/" + Wire.id(create(EVERY_FIELD));
        var before = send("GET", path, "").text();

        Wire.problem(send("POST", "/customers", body), 400);
        Wire.problem(send("PATCH", path, body), 400);

        assertThat(send("GET", path, "").text()).isEqualTo(before);
        assertThat(search("{}").path("data")).hasSize(1);
    }

    @Test
    void textsInEveryScriptComeBackAsTheyWere() {
        var text = "Zoë 漢字 \ud83d\ude80 عربى ' OR 1=1 -- <b>&amp;</b> ${x} %s";

        var customer = create(
                "{\"name\":\"" + text + "\",\"billingAddress\":{\"city\":\"" + text + "\",\"countryCode\":\"GB\"}}");

        var found = send("GET", "/customers/" + Wire.id(customer), "").ok().get(0);
        assertThat(found.path("name").asString()).isEqualTo(text);
        assertThat(found.at("/billingAddress/city").asString()).isEqualTo(text);
    }

    // Found.

    @Test
    void severalCustomersComeInTheOrderAskedFor() {
        var ids = Stream.generate(() -> Wire.id(create("{}"))).limit(4).toList();
        var asked = List.of(ids.get(2), UNKNOWN, ids.get(0), "id", ids.get(2), ids.get(3), ids.get(0));

        var found = send("GET", "/customers/" + String.join(",", asked), "").ok();

        assertThat(found.valueStream().map(Wire::id)).containsExactly(ids.get(2), ids.get(0), ids.get(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UNKNOWN,
                "id",
                "cust_",
                "cust_sandbox_T",
                Wire.UNKNOWN_INTENT,
                "null",
                "%00",
                "%C3%A9",
                ",",
                "a,,b",
                "cust_sandbox_AAAAAAAAAAAAAAAAAAAAA%21",
                "%27%20OR%201=1"
            })
    void whoIsNotThereIsLeftOut(String ids) {
        assertThat(send("GET", "/customers/" + ids, "").ok().toString()).isEqualTo("[]");
        var own = Wire.id(create("{}"));
        assertThat(ids(send("GET", "/customers/" + ids + "," + own, "").ok())).containsExactly(own);
    }

    @Test
    void aHundredCustomersMayBeAskedForAndNotMore() {
        var id = Wire.id(create("{}"));
        var others = IntStream.range(0, 99)
                .mapToObj("cust_sandbox_AAAAAAAAAAAAAAAAAAA%03d"::formatted)
                .collect(Collectors.joining(","));

        assertThat(ids(send("GET", "/customers/" + others + "," + id, "").ok())).containsExactly(id);
        var tooMany = send("GET", "/customers/" + others + "," + id + "," + UNKNOWN, "");
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMany.json().path("errors").propertyNames()).containsExactly("customerId");
    }

    // Changed.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name            | "Sam"
            shippingAddress | {"city":"Leeds","countryCode":"GB"}
            billingAddress  | {"address1":"2","countryCode":"FR"}
            emailAddress    | "sam@shop.example"
            phoneNumber     | "12345"
            vatNumber       | "IE1"
            """)
    void aChangeTouchesOnlyWhatItNames(String field, String value) {
        var before = create(EVERY_FIELD);
        var path = "/customers/" + Wire.id(before);
        gateway.clock().advance(Duration.ofSeconds(2));

        var changed = send("PATCH", path, "{\"" + field + "\":" + value + "}");

        var expected = (ObjectNode) before.deepCopy();
        expected.set(field, JsonMapper.shared().readTree(value));
        expected.put("updatedAt", Times.wire(Times.now(gateway.clock())));
        expected.put("documentVersion", 1);
        assertThat(changed.text()).isEqualTo(expected.toString());
        assertThat(send("GET", path, "").text()).isEqualTo("[" + changed.text() + "]");
    }

    @Test
    void whatIsNullInAChangeStaysAndTheChangeCounts() {
        var before = create(EVERY_FIELD);
        var path = "/customers/" + Wire.id(before);
        var nulls = "{\"name\":null,\"shippingAddress\":null,\"billingAddress\":null,\"emailAddress\":null,"
                + "\"phoneNumber\":null,\"vatNumber\":null}";
        var expected = (ObjectNode) before.deepCopy();
        int version = 0;

        for (var nothing : List.of("{}", nulls, "{\"id\":\"x\",\"createdAt\":\"x\",\"documentVersion\":9}")) {
            gateway.clock().advance(Duration.ofSeconds(1));
            expected.put("updatedAt", Times.wire(Times.now(gateway.clock())));
            expected.put("documentVersion", ++version);
            assertThat(send("PATCH", path, nothing).text()).as(nothing).isEqualTo(expected.toString());
        }
    }

    /** So what was said of a customer can be taken back. */
    @Test
    void anEmptyTextIsAChangeToNothing() {
        var path = "/customers/" + Wire.id(create(EVERY_FIELD));

        send("PATCH", path, "{\"name\":\"\",\"phoneNumber\":\"\",\"emailAddress\":\"\",\"vatNumber\":\"\"}")
                .ok();

        var found = send("GET", path, "").ok().get(0);
        for (var field : List.of("name", "phoneNumber", "emailAddress", "vatNumber")) {
            assertThat(found.path(field).asString("said nothing")).isEmpty();
        }
    }

    /** In the order of their versions, each answer is the one before it with that request's own change. */
    @Test
    void ofAHundredChangesAtOnceNoneIsLost() {
        var customer = (ObjectNode) create("{}");
        var path = "/customers/" + Wire.id(customer);
        var fields = List.of("name", "emailAddress", "phoneNumber", "vatNumber", "billingAddress", "shippingAddress");

        var answers = atOnce(i -> {
            var field = fields.get(i % fields.size());
            var value = field.endsWith("Address") && i % 6 > 3
                    ? "{\"city\":\"City " + i + "\",\"countryCode\":\"GB\"}"
                    : "\"Value " + i + "\"";
            var changed =
                    send("PATCH", path, "{\"" + field + "\":" + value + "}").ok();
            assertThat(changed.path(field)).isEqualTo(JsonMapper.shared().readTree(value));
            return new Changed(field, changed);
        });

        answers.sort(Comparator.comparing(answer -> version(answer.customer())));
        for (int i = 0; i < answers.size(); i++) {
            var field = answers.get(i).field();
            customer.set(field, answers.get(i).customer().path(field));
            customer.put("documentVersion", i + 1);
            assertThat((Object) answers.get(i).customer()).isEqualTo(customer);
        }
        assertThat((Object) send("GET", path, "").ok().get(0)).isEqualTo(customer);
    }

    /** A change that comes too late must not bring a customer back. */
    @Test
    void aCustomerDeletedWhileManyChangeItIsGone() {
        var path = "/customers/" + Wire.id(create("{}"));

        var statuses = atOnce(i -> send(i % 20 == 7 ? "DELETE" : "PATCH", path, "{\"name\":\"Name " + i + "\"}")
                .status());

        assertThat(statuses).containsOnlyOnce(204).containsAnyOf(404).isSubsetOf(200, 204, 404);
        assertThat(send("GET", path, "").ok()).isEmpty();
    }

    // Deleted, or never there.

    @Test
    void aDeletedCustomerIsGoneEverywhere() {
        var kept = Wire.id(create("{}"));
        var id = Wire.id(create(EVERY_FIELD));

        var deleted = send("DELETE", "/customers/" + id, "");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        assertThat(ids(send("GET", "/customers/" + id + "," + kept, "").ok())).containsExactly(kept);
        assertThat(ids(search("{}").path("data"))).containsExactly(kept);
        mustNotBeThere(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "id", "cust_sandbox_T", "%00", Wire.UNKNOWN_INTENT, UNKNOWN + "," + UNKNOWN})
    void whoIsNotThereIs404(String id) {
        mustNotBeThere(id);
    }

    @Test
    void anothersCustomerIsNotThere() {
        var owner = key;
        var id = Wire.id(create(EVERY_FIELD));
        var before = send("GET", "/customers/" + id, "").text();

        for (var environment : Environment.values()) {
            key = gateway.openAccount(environment, "Stranger");
            mustNotBeThere(id);
            assertThat(send("GET", "/customers/" + id, "").ok()).isEmpty();
            assertThat(search("{}").path("data")).isEmpty();
        }

        key = owner;
        assertThat(send("GET", "/customers/" + id, "").text()).isEqualTo(before);
    }

    private void mustNotBeThere(String id) {
        var path = "/customers/" + id;
        Wire.problem(send("PATCH", path, "{\"name\":\"Sam\"}"), 404);
        Wire.problem(send("DELETE", path, ""), 404);
        Wire.problem(send("POST", path + "/create-secret", ""), 404);
    }

    // Searched for.

    @Test
    void whoHasNoCustomersGetsAnEmptyPageWithoutCursors() {
        assertThat(send("POST", "/customers/search", "{}").text()).isEqualTo("{\"data\":[]}");
    }

    @Test
    void aPageShowsCustomersAsTheyAreAndWhereToGoOn() {
        var customer = create(EVERY_FIELD);

        var page = search("{}");

        assertThat(page.propertyNames()).containsExactly("data", "before", "after");
        assertThat(page.path("data").toString()).isEqualTo("[" + customer + "]");
        assertThat(page.path("before").asString()).matches("[A-Za-z0-9+/_=-]{1,200}");
    }

    /** All of them are of the same instant, since the clock stands still. */
    @ParameterizedTest
    @ValueSource(ints = {7, 50, 100})
    void pagesOfEqualTimesHaveNeitherGapsNorRepetitions(int limit) {
        var created = Stream.generate(() -> Wire.id(create("{}"))).limit(120).toList();

        var forward = new ArrayList<String>();
        var last = "";
        for (var page = search("{\"limit\":" + limit + "}"); !page.path("data").isEmpty(); ) {
            assertThat(page.path("data")).hasSizeLessThanOrEqualTo(limit);
            forward.addAll(ids(page.path("data")));
            last = page.path("after").asString();
            page = search("{\"limit\":" + limit + ",\"after\":\"" + last + "\"}");
        }
        var back = new ArrayList<String>();
        for (var page = before(limit, last);
                !page.path("data").isEmpty();
                page = before(limit, page.path("before").asString())) {
            back.addAll(0, ids(page.path("data")));
        }

        assertThat(forward).hasSize(120).containsExactlyInAnyOrderElementsOf(created);
        assertThat(back).isEqualTo(forward.subList(0, 119));
    }

    @Test
    void theNewestComesFirstWhateverWasChangedSince() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(Wire.id(create("{}")));
            gateway.clock().advance(Duration.ofSeconds(1));
        }
        send("PATCH", "/customers/" + ids.getLast(), "{\"name\":\"Sam\"}").ok();

        var page = search("{\"limit\":2}");
        var older = search("{\"limit\":2,\"after\":\"" + page.path("after").asString() + "\"}");
        var newer = search("{\"before\":\"" + older.path("before").asString() + "\"}");
        var nextNewer =
                search("{\"limit\":1,\"before\":\"" + older.path("before").asString() + "\"}");

        assertThat(ids(search("{}").path("data"))).isEqualTo(ids);
        assertThat(ids(older.path("data"))).isEqualTo(ids.subList(2, 4));
        assertThat(ids(newer.path("data"))).isEqualTo(ids.subList(0, 2));
        assertThat(ids(nextNewer.path("data"))).isEqualTo(ids.subList(1, 2));
    }

    @Test
    void aPageHasFiftyUnlessAskedOtherwise() {
        IntStream.range(0, 51).forEach(_ -> create("{}"));

        assertThat(search("{}").path("data")).hasSize(50);
        assertThat(search("{\"limit\":null,\"before\":null,\"after\":null}").path("data"))
                .hasSize(50);
        assertThat(search("{\"limit\":1}").path("data")).hasSize(1);
        assertThat(search("{\"limit\":\"2\"}").path("data")).hasSize(2);
        assertThat(search("{\"limit\":100}").path("data")).hasSize(51);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101", "1000000000000"})
    void aPageHasOneToAHundred(String limit) {
        Wire.invalid(
                send("POST", "/customers/search", "{\"limit\":" + limit + "}"),
                "Limit: The field Limit must be between 1 and 100.");
    }

    @Test
    void beforeAndAfterExcludeEachOther() {
        create("{}");
        var cursor = search("{}").path("after").asString();

        Wire.problem(
                send("POST", "/customers/search", "{\"before\":\"" + cursor + "\",\"after\":\"" + cursor + "\"}"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "!!!!", "bnVsbA==", "IjIwMjIi", "Int9Ig==", "MQ==", "W10=", "%2e%2e", "long"})
    void aCursorIsOneOfOurs(String cursor) {
        if (cursor.equals("long")) {
            cursor = "A".repeat(201);
        }
        Wire.invalidField(send("POST", "/customers/search", "{\"after\":\"" + cursor + "\"}"), "After");
        Wire.invalidField(send("POST", "/customers/search", "{\"before\":\"" + cursor + "\"}"), "Before");
    }

    /** As the API's documentation shows them: base64 of a time. */
    @Test
    void aTimeAloneIsACursorToo() {
        var id = Wire.id(create("{}"));
        var cursor = "IjIwMjItMDYtMjJUMTQ6MTc6MjYuMDkyWiI=";

        assertThat(search("{\"after\":\"" + cursor + "\"}").toString()).isEqualTo("{\"data\":[]}");
        assertThat(ids(search("{\"before\":\"" + cursor + "\"}").path("data"))).containsExactly(id);
    }

    @Test
    void anothersCursorShowsNothingOfTheirs() {
        create("{}");
        var cursor = search("{}").path("after").asString();
        key = gateway.openAccount("Stranger");

        assertThat(search("{\"after\":\"" + cursor + "\"}").path("data")).isEmpty();
        assertThat(search("{\"before\":\"" + cursor + "\"}").path("data")).isEmpty();
    }

    // Asked wrongly.

    @ParameterizedTest
    @CsvSource({
        "/customers,                   GET PUT PATCH DELETE",
        "/customers/search,            GET PUT PATCH DELETE",
        "/customers/{id},              POST PUT",
        "/customers/{id}/create-secret, GET PUT PATCH DELETE"
    })
    void whatCannotBeDoneWithAPathIs405(String path, String verbs) {
        path = path.replace("{id}", Wire.id(create("{}")));
        for (var verb : verbs.split(" ")) {
            for (var slash : List.of("", "/")) {
                Wire.problem(send(verb, path + slash, "{}"), 405);
            }
        }
    }

    @Test
    void aSlashAtTheEndDoesNotMatter() {
        var id = Wire.id(send("POST", "/customers/", "{}").ok());

        assertThat(send("PATCH", "/customers/" + id + "/", "{}")
                        .ok()
                        .path("documentVersion")
                        .intValue())
                .isEqualTo(1);
        assertThat(ids(send("GET", "/customers/" + id + "/", "").ok())).containsExactly(id);
        assertThat(ids(send("POST", "/customers/search/", "{}").ok().path("data")))
                .containsExactly(id);
        assertThat(send("POST", "/customers/" + id + "/create-secret/", "").status())
                .isEqualTo(200);
        assertThat(send("DELETE", "/customers/" + id + "/", "").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   ''",
        "POST,   /search",
        "GET,    /{id}",
        "PATCH,  /{id}",
        "DELETE, /{id}",
        "POST,   /{id}/create-secret"
    })
    void everyCallNeedsAKeyAndAVersion(String verb, String path) {
        var whole = "/customers" + path.replace("{id}", Wire.id(create("{}")));
        var request = gateway.open(whole)
                .header("Content-Type", "application/json")
                .method(verb, BodyPublishers.ofString("{}"));

        var unsigned = gateway.send(request.copy().header("version", Gateway.VERSION));
        var wronglySigned = gateway.send(
                request.copy().header("version", Gateway.VERSION).header("Authorization", "Basic sk_sandbox_nobodys"));
        var signed = request.header("Authorization", "Basic " + key);

        Wire.problem(unsigned, 401);
        Wire.problem(wronglySigned, 401);
        Wire.invalidField(gateway.send(signed.copy()), "version");
        Wire.invalidField(gateway.send(signed.copy().header("version", "2021-01-01")), "version");
        Wire.invalidField(gateway.send(signed.copy().header("version", "today")), "version");
        assertThat(search("{}").path("data"))
                .as("nothing made, nothing deleted")
                .hasSize(1);
        assertThat(version(search("{}").at("/data/0"))).isZero();
    }

    private record Changed(String field, JsonNode customer) {}

    private static <T> List<T> atOnce(IntFunction<T> ask) {
        var door = new CountDownLatch(100);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> {
                        door.countDown();
                        door.await();
                        return ask.apply(i);
                    }))
                    .toList();
            return answers.stream()
                    .map(answer -> {
                        try {
                            return answer.get();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    private JsonNode create(String body) {
        return send("POST", "/customers", body).ok();
    }

    private JsonNode search(String body) {
        return send("POST", "/customers/search", body).ok();
    }

    private JsonNode before(int limit, String cursor) {
        return search("{\"limit\":" + limit + ",\"before\":\"" + cursor + "\"}");
    }

    private Answer send(String verb, String path, String body) {
        return gateway.send(gateway.requestAs(key, path)
                .header("Content-Type", "application/json")
                .method(verb, BodyPublishers.ofString(body)));
    }

    private static List<String> ids(JsonNode customers) {
        return customers.valueStream().map(Wire::id).toList();
    }

    private static int version(JsonNode customer) {
        return customer.path("documentVersion").intValue();
    }

    private static String pascal(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
