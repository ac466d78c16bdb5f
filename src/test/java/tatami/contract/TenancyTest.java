package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;
import tatami.contract.Reference.Operation;
import tools.jackson.databind.JsonNode;

/**
 * Another account's things are not forbidden: they are not there. Every operation of the API reference is tried with
 * every kind of id in it; an operation or an id that is new there must be known here.
 */
class TenancyTest {

    /** They answer with a list, in which who is not there is missing. */
    private static final Set<String> LISTS = Set.of("Customers_Get");

    /** Ids in bodies and queries, and what a stranger does with one of them; each answer is compared. */
    private static final Map<String, BiFunction<Belongings, String, List<Answer>>> ELSEWHERE = Map.of(
            "PaymentIntents_CreatePaymentIntent customer.id customerId", TenancyTest::payForCustomer,
            "PaymentIntents_CreatePaymentIntent setupIntentId setupIntentId", TenancyTest::chargeUnder,
            "SetupIntents_Create customer.id customerId", TenancyTest::agreeForCustomer,
            "Devices_PayWithSavedCard paymentMethodId paymentMethodId", TenancyTest::payWithSaved,
            "Deliveries_List before eventId", TenancyTest::listBefore);

    /** Where such a name is no id of anything: merchants' own words, credentials, and places in lists. */
    private static final Set<String> NO_IDS = Set.of(
            "PaymentIntents_CreatePaymentIntent itemLines.id",
            "PaymentIntents_CreatePaymentIntent taxLines.id",
            "PaymentIntents_Search cursor.after",
            "PaymentIntents_Search cursor.before",
            "Customers_Search after",
            "Customers_Search before",
            "Webhooks_Listen after");

    private static final Reference REFERENCE = Reference.read();

    private static Gateway gateway;
    private static Belongings anothers;
    private static Belongings own;
    private static String stranger;
    private static Rows rows;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        anothers = Belongings.ofFirst(gateway);
        own = Belongings.ofStranger(gateway);
        stranger = own.secretKey();
        rows = new Rows(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A client session secret is no id: it opens what it opens for whoever has it. */
    static Stream<Operation> operations() {
        return REFERENCE
                .operations()
                .filter(operation -> operation.needs("secretKey") || operation.needs("customerSecret"))
                .filter(operation -> !operation.parameters("path").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anothersThingAnswersAsOneThatIsNotThere(Operation operation) {
        var before = rows.everything();
        var names = operation.parameters("path").stream().map(TenancyTest::name).toList();
        for (int first = 0; first < names.size(); first++) {
            var kind = names.get(first);
            assertThat(Belongings.NOBODYS).as("a new kind of id").containsKey(kind);
            assertThat(anothers.all(kind)).as("a new kind of id").isNotEmpty();
            var unknown = call(operation, names, first, Belongings.NOBODYS.get(kind));
            for (var id : anothers.all(kind)) {
                var answer = call(operation, names, first, id);

                assertThat(untraced(answer))
                        .as("%s with %s: nothing tells it from one that never was", operation, id)
                        .isEqualTo(untraced(unknown));
                mustBeMissing(operation, first, answer);
            }
        }
        assertThat(rows.everything()).as("%s changed something", operation).isEqualTo(before);
    }

    static Stream<String> elsewhere() {
        return ELSEWHERE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void anothersIdInABodyIsNobodys(String where) {
        var kind = where.substring(where.lastIndexOf(' ') + 1);
        var before = anothers.shown();
        var kept = kept();
        var unknown = ELSEWHERE.get(where).apply(own, Belongings.NOBODYS.get(kind));
        for (var id : anothers.all(kind)) {
            var answers = ELSEWHERE.get(where).apply(own, id);

            assertThat(answers.stream().map(answer -> untimed(answer, id)))
                    .as(where)
                    .isEqualTo(unknown.stream()
                            .map(answer -> untimed(answer, Belongings.NOBODYS.get(kind)))
                            .toList());
        }
        assertThat(anothers.shown()).isEqualTo(before);
        assertThat(kept()).isEqualTo(kept);
    }

    @Test
    void everyIdInABodyOrAQueryIsTried() {
        var known = new TreeSet<>(NO_IDS);
        ELSEWHERE.keySet().forEach(where -> known.add(where.substring(0, where.lastIndexOf(' '))));

        var found = new TreeSet<String>();
        REFERENCE.operations().forEach(operation -> {
            collect(operation + " ", operation.body().path("schema"), new HashSet<>(), found);
            operation.parameters("query").stream()
                    .map(TenancyTest::name)
                    .filter(TenancyTest::isId)
                    .forEach(name -> found.add(operation + " " + name));
        });

        assertThat(found).as("say here what a stranger may try with it").isEqualTo(known);
    }

    @Test
    void nobodyFindsAnothersIntents() {
        gateway.create("Auto");
        var fresh = gateway.openAccount("Fresh");
        var own = Wire.id(gateway.send(Wire.json(gateway.requestAs(fresh, "/payment-intents"), Wire.body("")))
                .ok());

        var found = gateway.send(Wire.json(gateway.requestAs(fresh, "/payment-intents/search"), "{}"))
                .ok();

        assertThat(found.path("data").valueStream().map(Wire::id)).containsExactly(own);
    }

    @Test
    void anothersCursorShowsNothingOfTheirs() {
        gateway.create("Auto");
        var cursor = gateway.post("/payment-intents/search", "{\"cursor\":{\"limit\":1}}")
                .ok()
                .path("after")
                .asString();
        var fresh = gateway.openAccount("Fresh");

        var body = "{\"cursor\":{\"after\":\"" + cursor + "\"}}";
        var found = gateway.send(Wire.json(gateway.requestAs(fresh, "/payment-intents/search"), body))
                .ok();

        assertThat(found.path("data")).isEmpty();
    }

    @Test
    void aMerchantsLiveAccountDoesNotSeeTheirSandbox() {
        var live = gateway.openAccount(Environment.Live, "Tatami Sandbox");
        var id = Wire.id(gateway.create("Auto"));

        Wire.problem(
                gateway.send(gateway.requestAs(live, "/payment-intents/" + id).GET()), 404);
    }

    @Test
    void aSecretPaysItsOwnersIntentAndNoOther() {
        var own = gateway.send(Wire.json(gateway.requestAs(stranger, "/payment-intents"), Wire.body("")))
                .ok();
        var other = gateway.create("Auto");

        gateway.pay(own, Wire.GOOD_CARD).ok();

        assertThat(Wire.status(gateway, Wire.id(other))).isEqualTo("Created");
        var paid = gateway.send(gateway.requestAs(stranger, "/payment-intents/" + Wire.id(own))
                        .GET())
                .ok();
        assertThat(paid.path("status").asString()).isEqualTo("Captured");
    }

    @Test
    void whoHasTheIdMaySeeTheIntentAsShoppersDevicesDo() {
        var id = Wire.id(gateway.create("Auto"));

        gateway.send(gateway.requestAs(stranger, "/payment-intents/public/" + id)
                        .GET())
                .ok();
    }

    /** With the stranger's own ids before the one that counts, and another's behind it. */
    private static Answer call(Operation operation, List<String> names, int first, String id) {
        var path = operation.path();
        for (int i = 0; i < names.size(); i++) {
            var value = i < first ? own.one(names.get(i)) : i == first ? id : anothers.one(names.get(i));
            path = path.replace("{" + names.get(i) + "}", value);
        }
        var body = operation.body().path("examples").valueStream().findFirst();
        var credential = operation.needs("secretKey") ? stranger : own.customerSecret();
        return gateway.send(gateway.requestAs(credential, path)
                .header("Content-Type", "application/json")
                .header("idempotencyKey", "k")
                .method(
                        operation.method().toUpperCase(Locale.ROOT),
                        body.map(example -> BodyPublishers.ofString(
                                        example.path("value").toString()))
                                .orElse(BodyPublishers.noBody())));
    }

    /** As the API declares it: 404 where it does, or else 400; a customer's secret opens no other customer. */
    private static void mustBeMissing(Operation operation, int first, Answer answer) {
        if (LISTS.contains(operation.id())) {
            assertThat(answer.ok()).isEmpty();
        } else if (first == 0 && operation.needs("customerSecret")) {
            Wire.problem(answer, 401);
        } else {
            var declared = operation.node().path("responses").has("404") ? 404 : 400;
            assertThat(Wire.problem(answer, declared).path("detail").asString())
                    .as(answer.toString())
                    .matches("There is no .* with this id.*\\.|.* has no .* with this id\\.");
        }
    }

    private static List<Answer> payForCustomer(Belongings own, String customer) {
        var named = Wire.body("\"customer\":{\"id\":\"" + customer + "\"}");
        var created = gateway.send(Wire.json(gateway.requestAs(stranger, "/payment-intents"), named));
        var saving = Gateway.card("5200000000001096").replaceFirst("\\{", "{\"savePaymentMethod\":true,");
        var paid = gateway.postOpen("/api/payments/" + Wire.secret(created.ok()), saving);
        var another = own.post("/payment-intents", named);
        var again = gateway.postOpen(
                "/api/payments/recurring/" + Wire.secret(another),
                "{\"paymentMethodId\":\"" + anothers.one("paymentMethodId") + "\",\"cV2\":\"020\"}");
        return List.of(created, paid, again);
    }

    private static List<Answer> agreeForCustomer(Belongings own, String customer) {
        var setup = Gateway.setup("NoShow").replaceFirst("\\{", "{\"customer\":{\"id\":\"" + customer + "\"},");
        var created = gateway.send(Wire.json(gateway.requestAs(stranger, "/setup-intents"), setup));
        var agreed = gateway.postOpen(
                "/api/payments/" + Wire.secret(created.ok()), Gateway.consentingCard("5200000000001096"));
        return List.of(created, agreed);
    }

    private static List<Answer> chargeUnder(Belongings own, String setup) {
        var named = Wire.body("\"setupIntentId\":\"" + setup + "\"");
        var created = gateway.send(Wire.json(gateway.requestAs(stranger, "/payment-intents"), named));
        var path = "/payment-intents/" + Wire.id(created.ok()) + "/charge";
        var charged = gateway.send(gateway.requestAs(stranger, path).POST(BodyPublishers.noBody()));
        assertThat(charged.status()).as(charged.toString()).isEqualTo(400);
        return List.of(created, charged);
    }

    private static List<Answer> payWithSaved(Belongings own, String method) {
        var body = "{\"paymentMethodId\":\"" + method + "\",\"cV2\":\"020\"}";
        var customer = "\"customer\":{\"id\":\"" + own.one("customerId") + "\"}";
        var path = "/api/payments/recurring/" + Wire.secret(own.post("/payment-intents", Wire.body(customer)));
        return List.of(gateway.postOpen(path, body));
    }

    private static List<Answer> listBefore(Belongings own, String event) {
        var path = "/webhooks/" + own.one("subscriptionId") + "/deliveries?before=" + event;
        return List.of(gateway.send(gateway.requestAs(stranger, path).GET()));
    }

    /** Saved cards and numbers that are kept: a stranger who tries them must not add any. */
    private static List<String> kept() {
        return rows.read("SELECT id::text FROM payment_method ORDER BY 1");
    }

    private static void collect(String path, JsonNode schema, Set<JsonNode> above, Set<String> found) {
        var resolved = REFERENCE.resolved(schema);
        if (!above.add(resolved)) {
            return;
        }
        for (var part : List.of("allOf", "anyOf", "oneOf")) {
            resolved.path(part).forEach(one -> collect(path, one, above, found));
        }
        if (resolved.has("items")) {
            collect(path, resolved.path("items"), above, found);
        }
        resolved.path("properties").properties().forEach(property -> {
            if (isId(property.getKey())) {
                found.add(path + property.getKey());
            }
            collect(path + property.getKey() + ".", property.getValue(), above, found);
        });
        above.remove(resolved);
    }

    private static boolean isId(String name) {
        return name.matches("(?i)id|before|after|.*[a-z]Ids?");
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asString();
    }

    private static String untraced(Answer answer) {
        var headers = new HashMap<>(answer.response().headers().map());
        headers.remove("date");
        return answer.status() + " " + headers + " " + answer.text().replaceAll("00-[0-9a-f]{32}-[0-9a-f]{16}-01", "");
    }

    /** Without what is another each time: ids, secrets, traces. */
    private static String untimed(Answer answer, String id) {
        return answer.status() + " " + Samples.shown(answer.text().replace(id, "id"));
    }
}
