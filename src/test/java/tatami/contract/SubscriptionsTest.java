package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** Webhook subscriptions and their secrets: operations 14 to 22. Each test has an account of its own. */
class SubscriptionsTest {

    private static final String URL = "https://shop.example/?wc-api=wc_dojo";
    private static final String UNKNOWN = "ws_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

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

    @Test
    void theCatalogueListsEveryEventByItsModel() {
        var models = send("GET", "/webhooks/events", "").ok();

        assertThat(models.toString())
                .isEqualTo("[{\"model\":\"PaymentIntent\",\"events\":[\"payment_intent.created\","
                        + "\"payment_intent.status_updated\",\"payment_intent.updated\",\"payment_intent.send-receipt\"]},"
                        + "{\"model\":\"Payment\",\"events\":[\"payment.successful\"]},"
                        + "{\"model\":\"Order\",\"events\":[\"order.created\"]}]");
    }

    @Test
    void aSubscriptionHasOneActiveSecretThatCanBeReadAgain() {
        var subscription = subscribe("\"payment_intent.created\",\"payment_intent.status_updated\"");

        assertThat(subscription.path("id").asString()).matches("ws_sandbox_[A-Za-z0-9_-]{22}");
        assertThat(subscription.path("accountId").asString()).startsWith("acc_sandbox_");
        assertThat(texts(subscription.path("events")))
                .containsExactly("payment_intent.created", "payment_intent.status_updated");
        assertThat(subscription.path("url").asString()).isEqualTo(URL);
        assertThat(subscription.path("createdAt")).isEqualTo(subscription.path("updatedAt"));
        assertThat(subscription.has("description")).isFalse();
        var secret = subscription.path("secrets").get(0);
        assertThat(subscription.path("secrets")).hasSize(1);
        assertThat(secret.path("id").asString()).matches("sc_[A-Za-z0-9_-]{22}");
        assertThat(secret.path("value").asString()).matches("[A-Za-z0-9_-]{22}");
        assertThat(secret.path("isActive").asBoolean()).isTrue();
        assertThat(secret.has("lastUsedAt")).isFalse();
        assertThat(send("GET", "/webhooks", "").ok()).hasSize(1).first().isEqualTo(subscription);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                     | Events, Url
            {"events":[],"url":"https://a.example"}                                | Events
            {"events":["payment_intent.deleted"],"url":"https://a.example"}        | Events[0]
            {"events":["Payment_Intent.Created"],"url":"https://a.example"}        | Events[0]
            {"events":["order.created"],"url":"http://a.example"}                  | Url
            {"events":["order.created"],"url":"https:/x"}                          | Url
            {"events":["order.created"],"url":"https://"}                          | Url
            {"events":["order.created"],"url":"ftp://a.example"}                   | Url
            {"events":["order.created"],"url":"https://user:word@a.example"}       | Url
            {"events":["order.created"],"url":"http://localhost:3000/hook"}        | Url
            {"events":"order.created","url":"https://a.example"}                   | events
            """)
    void whatCannotBeSubscribedIsNamed(String body, String fields) {
        var problem = Wire.problem(send("POST", "/webhooks", body), 400);

        assertThat(problem.path("errors").propertyNames()).containsExactlyInAnyOrder(fields.split(", "));
        assertThat(send("GET", "/webhooks", "").ok()).isEmpty();
    }

    @Test
    void onADevelopersMachineHttpToThisMachineMayBeSubscribed() {
        try (var local = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"))) {
            assertThat(local.post("/webhooks", body("\"order.created\"", "http://localhost:3000/hook"))
                            .status())
                    .isEqualTo(200);
            assertThat(local.post("/webhooks", body("\"payment.successful\"", "http://shop.example"))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void anEventGoesToOneSubscriptionOfAnAccount() {
        subscribe("\"payment_intent.created\"");
        var other = subscribe("\"payment.successful\"").path("id").asString();

        Wire.problem(send("POST", "/webhooks", body("\"order.created\",\"payment_intent.created\"", URL)), 409);
        Wire.problem(send("PATCH", "/webhooks/" + other, "{\"events\":[\"payment_intent.created\"]}"), 409);

        assertThat(send("GET", "/webhooks", "").ok()).hasSize(2);
        key = gateway.openAccount("Another shop");
        assertThat(subscribe("\"payment_intent.created\"").path("secrets")).hasSize(1);
    }

    @Test
    void ofAHundredWhoSubscribeOneEventAtOnceOneDoes() throws Exception {
        var door = new CountDownLatch(100);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, 100)
                    .mapToObj(_ -> threads.submit(() -> {
                        door.countDown();
                        door.await();
                        return send("POST", "/webhooks", body("\"order.created\"", URL))
                                .status();
                    }))
                    .toList();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get());
            }

            assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
        }
    }

    @Test
    void aChangeTouchesOnlyWhatItNames() {
        var before = subscribe("\"payment_intent.created\"");
        var path = "/webhooks/" + before.path("id").asString();

        var moved =
                send("PATCH", path, "{\"url\":\"https://new.example/hook\"}").ok();
        var described = send("PATCH", path, "{\"description\":\"Till 4\",\"url\":null,\"events\":null}")
                .ok();
        var retuned = send("PATCH", path, "{\"events\":[\"order.created\",\"payment_intent.created\"]}")
                .ok();

        assertThat(moved.path("url").asString()).isEqualTo("https://new.example/hook");
        assertThat(moved.path("events")).isEqualTo(before.path("events"));
        assertThat(moved.path("secrets")).isEqualTo(before.path("secrets"));
        assertThat(described.path("url").asString()).isEqualTo("https://new.example/hook");
        assertThat(described.path("description").asString()).isEqualTo("Till 4");
        assertThat(texts(retuned.path("events"))).containsExactly("order.created", "payment_intent.created");
        assertThat(retuned.path("description").asString()).isEqualTo("Till 4");
        Wire.problem(send("PATCH", path, "{\"url\":\"http://new.example\"}"), 400);
        Wire.problem(send("PATCH", path, "{\"events\":[\"nonsense\"]}"), 400);
        assertThat(send("GET", "/webhooks", "").ok().get(0)).isEqualTo(retuned);
    }

    /** Repeated, since secrets of one instant must keep their order. */
    @RepeatedTest(10)
    void aSecretIsRotatedWithoutAMomentWithoutOne() {
        var path = "/webhooks/" + subscribe("\"order.created\"").path("id").asString() + "/secrets";
        var old = send("GET", path, "").ok().path("secrets").get(0).path("id").asString();

        var both = send("POST", path, "").ok().path("secrets");
        var fresh = both.get(1).path("id").asString();
        var tooMany = send("POST", path, "{}");
        var activeDeleted = send("DELETE", path + "/" + old, "");
        var activated = send("PUT", path + "/" + fresh + "/activate", "");
        var oldDeleted = send("DELETE", path + "/" + old, "");

        assertThat(both)
                .extracting(secret -> secret.path("isActive").asBoolean())
                .containsExactly(true, false);
        Wire.problem(tooMany, 409);
        Wire.problem(activeDeleted, 403);
        assertThat(List.of(activated.status(), oldDeleted.status())).containsExactly(204, 204);
        assertThat(activated.text()).isEmpty();
        assertThat(send("GET", path, "").ok().path("secrets")).singleElement().satisfies(secret -> {
            assertThat(secret.path("id").asString()).isEqualTo(fresh);
            assertThat(secret.path("isActive").asBoolean()).isTrue();
        });
    }

    @Test
    void aDeletedSubscriptionIsGoneAndItsEventsAreFree() {
        var path = "/webhooks/" + subscribe("\"order.created\"").path("id").asString();

        var deleted = send("DELETE", path, "");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        Wire.problem(send("DELETE", path, ""), 404);
        assertThat(subscribe("\"order.created\"").path("secrets")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "ws_sandbox_T", "id", "anothers"})
    void whatIsNotThereIs404(String id) {
        if (id.equals("anothers")) {
            id = subscribe("\"order.created\"").path("id").asString();
            key = gateway.openAccount("Stranger");
        }
        var path = "/webhooks/" + id;

        Wire.problem(send("PATCH", path, "{\"description\":\"mine\"}"), 404);
        Wire.problem(send("DELETE", path, ""), 404);
        Wire.problem(send("GET", path + "/secrets", ""), 404);
        Wire.problem(send("POST", path + "/secrets", ""), 404);
        Wire.problem(send("PUT", path + "/secrets/sc_x/activate", ""), 404);
        Wire.problem(send("DELETE", path + "/secrets/sc_x", ""), 404);
    }

    @Test
    void anUnknownSecretIs404() {
        var path = "/webhooks/" + subscribe("\"order.created\"").path("id").asString() + "/secrets/sc_x";

        Wire.problem(send("PUT", path + "/activate", ""), 404);
        Wire.problem(send("DELETE", path, ""), 404);
    }

    @Test
    void everyCallNeedsAKey() {
        key = "sk_sandbox_nobodys";

        Wire.problem(send("GET", "/webhooks/events", ""), 401);
        Wire.problem(send("GET", "/webhooks", ""), 401);
        Wire.problem(send("POST", "/webhooks", "{}"), 401);
        Wire.problem(send("DELETE", "/webhooks/" + UNKNOWN, ""), 401);
        Wire.problem(send("DELETE", "/webhooks/" + UNKNOWN + "/secrets/sc_x", ""), 401);
    }

    private JsonNode subscribe(String events) {
        return send("POST", "/webhooks/", body(events, URL)).ok();
    }

    private static String body(String events, String url) {
        return "{\"events\":[" + events + "],\"url\":\"" + url + "\"}";
    }

    private Answer send(String verb, String path, String body) {
        return gateway.send(gateway.requestAs(key, path)
                .header("Content-Type", "application/json")
                .method(verb, BodyPublishers.ofString(body)));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
