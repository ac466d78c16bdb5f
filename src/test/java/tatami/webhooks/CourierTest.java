package tatami.webhooks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Await;
import tatami.Gateway;
import tatami.outbound.Reply;
import tatami.webhooks.Receiver.Answer;
import tatami.webhooks.Receiver.Arrival;
import tools.jackson.databind.JsonNode;

/** The courier with real receivers on real sockets. */
class CourierTest {

    private static final String CREATED = "payment_intent.created";
    private static final String STATUS_UPDATED = "payment_intent.status_updated";

    private Gateway gateway;
    private Receiver receiver;

    @BeforeEach
    void start() {
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        receiver = Receiver.plain();
    }

    @AfterEach
    void stop() {
        gateway.close();
        receiver.close();
    }

    @Test
    void aMessageIsWhatIsDocumentedByteForByte() {
        subscribe(receiver, CREATED);
        var intent = gateway.create("Manual").path("id").asString();

        gateway.deliver();

        var arrival = receiver.take();
        assertThat(arrival.exchange().getRequestMethod()).isEqualTo("POST");
        assertThat(arrival.header("Content-Type")).isEqualTo("application/json");
        assertThat(arrival.header("User-Agent")).isEqualTo("Tatami-Webhooks/1");
        assertThat(arrival.header("webhook-id")).isEqualTo(arrival.eventId());
        assertThat(arrival.text())
                .matches("\\{\"id\":\"evt_[^\"]+\",\"event\":\"payment_intent.created\",\"accountId\":\"acc_[^\"]+\","
                        + "\"createdAt\":\"[^\"]+\\.[0-9]{7}Z\",\"data\":\\{\"paymentIntentId\":\"" + intent
                        + "\",\"paymentStatus\":\"Created\",\"captureMode\":\"Manual\"}}");
    }

    @Test
    void aMessageIsSignedTwiceWithTheActiveSecret() {
        var secret = secret(subscribe(receiver, CREATED));
        gateway.create("Auto");

        gateway.deliver();

        var arrival = receiver.take();
        assertThat(isSigned(arrival, secret)).isTrue();
        assertThatCode(() -> verifyAsPublished(arrival, secret)).doesNotThrowAnyException();
    }

    @Test
    void whatHappenedBeforeSomebodySubscribedIsNotSent() {
        gateway.create("Auto");
        subscribe(receiver, CREATED);

        assertThat(gateway.deliver()).isZero();
    }

    @Test
    void eachEventOfAPaymentComesToWhoeverSubscribedToIt() {
        subscribe(receiver, CREATED, STATUS_UPDATED, "payment.successful", "payment_intent.updated");
        var intent = gateway.paid("Auto");
        gateway.refund(intent, 1000, "one").ok();
        var changed = gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 235",
                         "config":{"payment":{"customAmountAllowed":true}}}""").ok();
        var amount = "/payment-intents/" + changed.path("id").asString() + "/amount";
        gateway.post(amount, "{\"amount\":{\"value\":1200,\"currencyCode\":\"GBP\"}}")
                .ok();

        deliverAll();

        assertThat(receiver.arrivals().stream()
                        .filter(arrival -> arrival.intent().equals(intent))
                        .map(arrival -> arrival.event() + " " + arrival.status()))
                .containsExactly(
                        "payment_intent.created Created",
                        "payment_intent.status_updated Captured",
                        "payment.successful Captured",
                        "payment_intent.status_updated Refunded");
        assertThat(receiver.arrivals().stream()
                        .filter(arrival ->
                                arrival.intent().equals(changed.path("id").asString()))
                        .map(Arrival::event))
                .containsExactly(CREATED, "payment_intent.updated");
    }

    @Test
    void anotherAccountHearsNothing() {
        subscribe(receiver, CREATED);
        var other = gateway.openAccount("Another");
        gateway.send(gateway.requestAs(other, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"},\"reference\":\"x\"}")))
                .ok();

        assertThat(gateway.deliver()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void anyAnswerBetween200And299IsSuccess(int status) {
        var subscription = subscribe(receiver, CREATED);
        receiver.answer(status);
        gateway.create("Auto");

        gateway.deliver();

        assertThat(states(subscription)).containsExactly("Delivered 1");
        gateway.clock().advance(Duration.ofDays(1));
        assertThat(gateway.deliver()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503})
    void anyOtherAnswerIsTriedAgain(int status) {
        var subscription = subscribe(receiver, CREATED);
        receiver.answer(_ -> Answer.of(status).with("Location", "/elsewhere"));
        gateway.create("Auto");

        gateway.deliver();

        assertThat(states(subscription)).containsExactly("Waiting 1");
        assertThat(receiver.arrivals()).as("no redirect is followed").hasSize(1);
    }

    @Test
    void everyTryHasTheSameBytesAndIdAndItsOwnTime() {
        var secret = secret(subscribe(receiver, CREATED));
        receiver.answer(500);
        gateway.create("Auto");

        gateway.deliver();
        gateway.clock().advance(Duration.ofSeconds(11));
        gateway.deliver();

        var first = receiver.take();
        var second = receiver.take();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("dojo-signature")).isEqualTo(first.header("dojo-signature"));
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(Long.parseLong(second.header("webhook-timestamp")))
                .isEqualTo(Long.parseLong(first.header("webhook-timestamp")) + 11);
        assertThatCode(() -> verifyAsPublished(second, secret)).doesNotThrowAnyException();
    }

    @Test
    void aMessageThatNobodyTakesIsTriedOnScheduleAndThenGivenUpButKept() {
        var subscription = subscribe(receiver, CREATED);
        receiver.answer(500);
        gateway.create("Auto");
        gateway.deliver();

        for (var wait : Schedule.WAITS) {
            gateway.clock().advance(wait.multipliedBy(89).dividedBy(100));
            assertThat(gateway.deliver()).as("before %s are over", wait).isZero();
            gateway.clock().advance(wait.multipliedBy(22).dividedBy(100));
            assertThat(gateway.deliver()).as("after %s", wait).isEqualTo(1);
        }

        assertThat(states(subscription)).containsExactly("Exhausted 7");
        gateway.clock().advance(Duration.ofDays(7));
        assertThat(gateway.deliver()).isZero();
    }

    @Test
    void whatWasGivenUpIsSentAgainWhenSomebodyAsks() {
        var subscription = subscribe(receiver, CREATED);
        receiver.answer(500);
        gateway.create("Auto");
        exhaust();
        var first = receiver.take();
        var delivery = "/webhooks/" + subscription.path("id").asString() + "/deliveries/" + first.eventId();

        gateway.post(delivery + "/resend", "").ok();
        gateway.deliver();
        assertThat(states(subscription)).as("a new schedule").containsExactly("Waiting 8");
        receiver.answer(200);
        gateway.clock().advance(Duration.ofSeconds(11));
        gateway.deliver();

        assertThat(states(subscription)).containsExactly("Delivered 9");
        assertThat(receiver.arrivals().getLast().body()).isEqualTo(first.body());
    }

    @Test
    void anAnswerThatAsksToWaitIsWaitedFor() {
        var subscription = subscribe(receiver, CREATED);
        receiver.answer(_ -> Answer.of(429).with("Retry-After", "120"));
        gateway.create("Auto");
        gateway.deliver();

        gateway.clock().advance(Duration.ofSeconds(119));
        assertThat(gateway.deliver()).isZero();
        gateway.clock().advance(Duration.ofSeconds(1));
        assertThat(gateway.deliver()).isEqualTo(1);
        assertThat(states(subscription)).containsExactly("Waiting 2");
    }

    @Test
    void anEndpointThatHangsDelaysNobodyElse() throws InterruptedException {
        var hanging = new CountDownLatch(1);
        try (var other = Receiver.plain()) {
            receiver.answer(_ -> {
                await(hanging);
                return Answer.of(200);
            });
            subscribe(receiver, CREATED);
            subscribe(other, STATUS_UPDATED);
            for (int i = 0; i < 50; i++) {
                gateway.create("Auto");
            }
            gateway.beginToDeliver();
            receiver.take(); // and now it hangs

            var intent = gateway.paid("Auto");
            gateway.beginToDeliver();

            assertThat(other.take().intent()).isEqualTo(intent);
            assertThat(receiver.mostAtOnce()).isLessThanOrEqualTo(Endpoints.ROOM);
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void anEndpointIsNeverAskedMoreThanSixteenTimesAtOnce() {
        subscribe(receiver, CREATED);
        for (int i = 0; i < 100; i++) {
            gateway.create("Auto");
        }

        assertThat(gateway.deliver()).isEqualTo(Endpoints.ROOM);
        deliverAll();

        assertThat(receiver.arrivals()).hasSize(100);
        assertThat(receiver.mostAtOnce()).isLessThanOrEqualTo(Endpoints.ROOM);
    }

    @Test
    void anEndpointThatDoesNotAnswerAtAllIsAskedLittleUntilItDoes() {
        var port = unusedPort();
        var subscription = subscribe("http://localhost:" + port + "/", CREATED);
        for (int i = 0; i < 40; i++) {
            gateway.create("Auto");
        }

        assertThat(gateway.deliver()).isEqualTo(Endpoints.ROOM);
        assertThat(gateway.deliver()).isEqualTo(Endpoints.ROOM_WHEN_SILENT);
        gateway.send(patch(subscription, receiver.url())).ok();
        assertThat(gateway.deliver()).isEqualTo(Endpoints.ROOM_WHEN_SILENT);
        assertThat(gateway.deliver()).as("it answers again").isEqualTo(Endpoints.ROOM);
    }

    @Test
    void theFirstTriesOfAnIntentsEventsComeInTheirOrder() {
        receiver.answer(_ -> Answer.of(500));
        subscribe(receiver, CREATED, STATUS_UPDATED, "payment.successful");
        var intents = IntStream.range(0, 20).mapToObj(_ -> gateway.paid("Auto")).toList();

        for (int round = 0; round < 10; round++) {
            gateway.deliver();
        }

        var byIntent = receiver.arrivals().stream().collect(groupingBy(Arrival::intent, toList()));
        assertThat(byIntent).containsOnlyKeys(intents);
        byIntent.values()
                .forEach(arrivals -> assertThat(arrivals.stream().map(Arrival::event))
                        .containsExactly(CREATED, STATUS_UPDATED, "payment.successful"));
    }

    @Test
    void aLaterEventWaitsWhileTheEarlierIsTriedForTheFirstTimeAndNotLonger() {
        var hanging = new CountDownLatch(1);
        subscribe(receiver, CREATED, STATUS_UPDATED);
        receiver.answer(_ -> {
            await(hanging);
            return Answer.of(500);
        });
        gateway.paid("Auto");

        assertThat(gateway.beginToDeliver()).isEqualTo(1);
        assertThat(receiver.take().event()).isEqualTo(CREATED);
        assertThat(gateway.beginToDeliver()).as("while it is tried").isZero();
        hanging.countDown();
        Await.until("the first try is recorded", Duration.ofSeconds(10), () -> gateway.beginToDeliver() == 1);

        assertThat(receiver.take().event()).isEqualTo(STATUS_UPDATED);
    }

    @Test
    void aGatewayThatDiedLeavesItsDeliveriesToOthersWhenItsLeaseEnds() {
        var subscription = subscribe(receiver, CREATED);
        gateway.create("Auto");
        var now = gateway.clock().instant();
        gateway.database()
                .once(tx -> new DeliveryStore()
                        .claim(tx, now.plusMillis(1), now.plus(Courier.LEASE), Map.of(), 16, 100)); // and dies

        gateway.clock().advance(Courier.LEASE.minusMillis(1));
        assertThat(gateway.deliver()).isZero();
        gateway.clock().advance(Duration.ofMillis(2));
        assertThat(gateway.deliver()).isEqualTo(1);

        assertThat(states(subscription)).containsExactly("Delivered 2");
    }

    @Test
    void aTryThatIsRecordedTooLateChangesNothingUnlessItArrived() {
        var subscription = subscribe(receiver, CREATED);
        gateway.create("Auto");
        gateway.create("Auto");
        var store = new DeliveryStore();
        var now = gateway.clock().instant();
        var late = gateway.database()
                .once(tx -> store.claim(tx, now.plusMillis(1), now.plusSeconds(1), Map.of(), 16, 100));
        gateway.clock().advance(Duration.ofSeconds(2));
        receiver.answer(500);
        gateway.deliver();

        var failed = Attempt.of(late.get(0), now, 5, new Reply(502, null, "late", null), now, 0);
        var arrived = Attempt.of(late.get(1), now, 5, new Reply(200, null, "", null), now, 0);
        gateway.database().once(tx -> {
            store.record(tx, List.of(failed, arrived), now);
            return true;
        });

        assertThat(states(subscription)).containsExactly("Delivered 2", "Waiting 2");
        gateway.clock().advance(Duration.ofSeconds(20));
        assertThat(gateway.deliver())
                .as("due by the later try, not by the late one")
                .isZero();
    }

    @Test
    void aBurstOfThousandsArrivesWholeAndOnce() {
        subscribe(receiver, CREATED);
        gateway.work();
        var created = ConcurrentHashMap.<String>newKeySet();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                clients.submit(() -> {
                    for (int each = 0; each < 150; each++) {
                        created.add(gateway.create("Auto").path("id").asString());
                    }
                });
            }
        }

        Await.until(
                "all have arrived",
                Duration.ofSeconds(60),
                () -> receiver.arrivals().size() >= 3000);

        assertThat(created).hasSize(3000);
        assertThat(receiver.arrivals().stream().map(Arrival::intent)).containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    void severalGatewaysShareTheWorkAndSendNothingTwice() {
        subscribe(receiver, CREATED);
        try (var second = Gateway.beside(gateway)) {
            for (int i = 0; i < 400; i++) {
                gateway.create("Auto");
            }
            var begun = new AtomicInteger();
            try (var couriers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var each : List.of(gateway, second)) {
                    couriers.submit(() -> {
                        var now = 0;
                        do {
                            now = each.deliver();
                            begun.addAndGet(now);
                        } while (now > 0);
                    });
                }
            }
            deliverAll();

            assertThat(receiver.arrivals()).hasSize(400);
            assertThat(receiver.arrivals().stream().map(Arrival::eventId)).doesNotHaveDuplicates();
        }
    }

    @Test
    void whoTakesDeliveriesAtTheSameTimeTakesDifferentOnes() {
        subscribe(receiver, CREATED);
        for (int i = 0; i < 100; i++) {
            gateway.create("Auto");
        }
        var now = gateway.clock().instant().plusMillis(1);
        var taken = new ConcurrentLinkedQueue<Long>();
        try (var couriers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                couriers.submit(() -> gateway.database()
                        .once(tx -> new DeliveryStore().claim(tx, now, now.plusSeconds(30), Map.of(), 5, 100))
                        .forEach(delivery -> taken.add(delivery.eventSeq())));
            }
        }

        assertThat(taken).doesNotHaveDuplicates();
        assertThat(new HashSet<>(taken)).hasSize(100);
    }

    @Test
    void anEventLeavesWithin100MillisecondsWhenTheEndpointIsHealthy() {
        subscribe(receiver, CREATED);
        gateway.work();
        gateway.create("Auto");
        receiver.take(); // classes are loaded, the connection is open

        var delays = IntStream.range(0, 21)
                .mapToLong(_ -> {
                    gateway.create("Auto");
                    var answered = System.nanoTime();
                    return (receiver.take().nanoTime() - answered) / 1_000_000;
                })
                .sorted()
                .toArray();

        assertThat(delays[10]).as("the median of %s", Arrays.toString(delays)).isLessThan(100);
    }

    @Test
    void aRotationUnderLoadLeavesNoMessageUnverifiable() {
        var subscription = subscribe(receiver, CREATED);
        var id = subscription.path("id").asString();
        var before = secret(subscription);
        gateway.work();
        for (int i = 0; i < 100; i++) {
            gateway.create("Auto");
        }
        var fresh = gateway.post("/webhooks/" + id + "/secrets", "")
                .ok()
                .path("secrets")
                .get(1);
        gateway.send(gateway.request(
                        "/webhooks/" + id + "/secrets/" + fresh.path("id").asString() + "/activate")
                .PUT(BodyPublishers.noBody()));
        var later = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            later.add(gateway.create("Auto").path("id").asString());
        }
        Await.until(
                "all have arrived",
                Duration.ofSeconds(20),
                () -> receiver.arrivals().size() == 150);

        var after = fresh.path("value").asString();
        assertThat(receiver.arrivals())
                .allMatch(arrival -> isSigned(arrival, before) || isSigned(arrival, after))
                .filteredOn(arrival -> later.contains(arrival.intent()))
                .hasSize(50)
                .allMatch(arrival -> isSigned(arrival, after));
    }

    @Test
    void aSecretShowsWhenItWasLastUsed() {
        var subscription = subscribe(receiver, CREATED);
        assertThat(subscription.at("/secrets/0").has("lastUsedAt")).isFalse();
        gateway.create("Auto");

        gateway.deliver();

        assertThat(gateway.get("/webhooks").ok().at("/0/secrets/0/lastUsedAt").asString())
                .isNotEmpty();
    }

    @Test
    void aDeletedSubscriptionIsSentNothingMoreAndIsClearedAway() {
        var subscription = subscribe(receiver, CREATED);
        gateway.create("Auto");
        gateway.delete("/webhooks/" + subscription.path("id").asString());

        assertThat(gateway.deliver()).isZero();
        assertThat(gateway.forgetDeliveries()).isEqualTo(1);
        assertThat(gateway.forgetDeliveries()).isZero();
    }

    @Test
    void oldDeliveriesGoAndWhatStillWaitsStays() {
        var subscription = subscribe(receiver, CREATED);
        gateway.create("Auto");
        gateway.deliver();
        receiver.answer(500);
        gateway.create("Auto");
        gateway.deliver();

        gateway.clock().advance(Duration.ofDays(30).minusSeconds(1));
        assertThat(gateway.forgetDeliveries()).isZero();
        gateway.clock().advance(Duration.ofSeconds(2));
        assertThat(gateway.forgetDeliveries()).as("two tries, one delivery").isEqualTo(3);

        assertThat(states(subscription)).containsExactly("Waiting 1");
    }

    private void deliverAll() {
        while (gateway.deliver() > 0) {
            // until nothing is due
        }
    }

    private void exhaust() {
        gateway.deliver();
        for (var wait : Schedule.WAITS) {
            gateway.clock().advance(wait.multipliedBy(2));
            gateway.deliver();
        }
    }

    private JsonNode subscribe(Receiver to, String... events) {
        return subscribe(to.url(), events);
    }

    private JsonNode subscribe(String url, String... events) {
        return gateway.post("/webhooks", """
                {"events":["%s"],"url":"%s"}""".formatted(String.join("\",\"", events), url))
                .ok();
    }

    private HttpRequest.Builder patch(JsonNode subscription, String url) {
        return gateway.request("/webhooks/" + subscription.path("id").asString())
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"url\":\"" + url + "\"}"));
    }

    /** Newest first: the state, and how many tries there were. */
    private List<String> states(JsonNode subscription) {
        return gateway.get("/webhooks/" + subscription.path("id").asString() + "/deliveries")
                .ok()
                .valueStream()
                .map(delivery -> delivery.path("state").asString() + " "
                        + delivery.path("tries").asInt())
                .toList();
    }

    private static String secret(JsonNode subscription) {
        return subscription.at("/secrets/0/value").asString();
    }

    private static boolean isSigned(Arrival arrival, String secret) {
        return Signature.headers(secret, arrival.eventId(), Instant.EPOCH, arrival.body())
                .get("dojo-signature")
                .equals(arrival.header("dojo-signature"));
    }

    private static void verifyAsPublished(Arrival arrival, String secret) throws Exception {
        var headers = Map.of(
                "webhook-id", List.of(arrival.header("webhook-id")),
                "webhook-timestamp", List.of(arrival.header("webhook-timestamp")),
                "webhook-signature", List.of(arrival.header("webhook-signature")));
        new Webhook(secret.getBytes(StandardCharsets.UTF_8))
                .verify(arrival.text(), HttpHeaders.of(headers, (_, _) -> true));
    }

    private static int unusedPort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
