package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.kit.Times;
import tatami.webhooks.Receiver;
import tatami.webhooks.Receiver.Arrival;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log of deliveries, and sending again. Each test has an account and a receiver of its own. */
class DeliveriesTest {

    private static final String CREATED = "payment_intent.created";
    private static final String UNKNOWN = "ws_sandbox_AAAAAAAAAAAAAAAAAAAAAA";
    private static final String UNKNOWN_EVENT = "evt_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    /** Longer than any wait of the schedule, its tenth included. */
    private static final Duration NEXT_TRY = Duration.ofHours(3);

    private static final int TRIES = 7;

    /** Every operation, on a subscription {s} and an event {e} that was delivered to it. */
    static final List<String> OPERATIONS = List.of(
            "GET /webhooks/{s}/deliveries",
            "GET /webhooks/{s}/deliveries/{e}",
            "POST /webhooks/{s}/deliveries/{e}/resend",
            "POST /webhooks/{s}/deliveries/resend");

    private static Gateway gateway;

    private String key;
    private Receiver receiver;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void openAccount() {
        key = gateway.openAccount("Shop");
        receiver = Receiver.plain();
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    // What is shown.

    @Test
    void aDeliveryIsShownWithTheVeryTextThatWasSentAndWhatWasAnswered() {
        receiver.answer(_ -> Receiver.Answer.of(201, "\"ok\", says the shop"));
        var log = subscribe(CREATED);
        create();
        var now = Times.wire(Times.now(gateway.clock()));

        gateway.deliver();

        var arrival = receiver.take();
        var answer = get(log + "/" + arrival.eventId());
        assertThat(answer.response().headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(timeless(answer))
                .isEqualTo("{\"eventId\":\"" + arrival.eventId() + "\",\"event\":\"payment_intent.created\","
                        + "\"createdAt\":\"" + now + "\",\"state\":\"Delivered\",\"tries\":1,\"settledAt\":\"" + now
                        + "\",\"payload\":" + JsonMapper.shared().writeValueAsString(arrival.text())
                        + ",\"attempts\":[{\"attempt\":1,\"beganAt\":\"" + now
                        + "\",\"milliseconds\":0,\"status\":201,\"answer\":\"\\\"ok\\\", says the shop\"}]}");
    }

    @Test
    void aListShowsTheSameWithoutTheTextAndWithTheLastTryAlone() {
        receiver.answer(arrival ->
                Receiver.Answer.of(500, "Sorry " + receiver.arrivals().size()));
        var log = subscribe(CREATED);
        create();
        var first = Times.wire(Times.now(gateway.clock()));
        gateway.deliver();
        gateway.clock().advance(NEXT_TRY);
        var second = Times.wire(Times.now(gateway.clock()));
        gateway.deliver();

        var id = receiver.take().eventId();
        var listed = get(log);
        var alone = get(log + "/" + id).ok();

        var next = alone.path("nextTryAt").asString();
        assertThat(timeless(listed))
                .isEqualTo("[{\"eventId\":\"" + id + "\",\"event\":\"payment_intent.created\",\"createdAt\":\"" + first
                        + "\",\"state\":\"Waiting\",\"tries\":2,\"nextTryAt\":\"" + next
                        + "\",\"attempts\":[{\"attempt\":2,\"beganAt\":\"" + second
                        + "\",\"milliseconds\":0,\"status\":500,\"answer\":\"Sorry 2\"}]}]");
        assertThat(alone.path("attempts"))
                .hasSize(2)
                .last()
                .isEqualTo(listed.ok().at("/0/attempts/0"));
        assertThat(alone.at("/attempts/0/attempt").asInt()).isEqualTo(1);
        assertThat(alone.at("/attempts/0/beganAt").asString()).isEqualTo(first);
        assertThat(alone.at("/attempts/0/answer").asString()).isEqualTo("Sorry 1");
    }

    @Test
    void whatWasNotTriedYetIsDueAtOnce() {
        var log = subscribe(CREATED);
        create();

        var now = Times.wire(Times.now(gateway.clock()));
        var listed = get(log);

        var id = listed.ok().at("/0/eventId").asString();
        assertThat(listed.text())
                .isEqualTo("[{\"eventId\":\"" + id + "\",\"event\":\"payment_intent.created\",\"createdAt\":\"" + now
                        + "\",\"state\":\"Waiting\",\"tries\":0,\"nextTryAt\":\"" + now + "\",\"attempts\":[]}]");
        assertThat(get(log + "/" + id).ok().at("/payload").asString())
                .startsWith("{\"id\":\"" + id + "\",\"event\":\"payment_intent.created\",");
    }

    @Test
    void aTryWithoutAnAnswerSaysWhy() {
        var log = subscribe("http://localhost:" + unusedPort() + "/hook", CREATED);
        create();
        var now = Times.wire(Times.now(gateway.clock()));

        gateway.deliver();

        assertThat(timeless(get(log)))
                .contains("\"state\":\"Waiting\",\"tries\":1,")
                .endsWith("\"attempts\":[{\"attempt\":1,\"beganAt\":\"" + now
                        + "\",\"milliseconds\":0,\"failure\":\"The connection was refused.\",\"answer\":\"\"}]}]");
    }

    @Test
    void howLongATryTookIsInMilliseconds() {
        var answer = new CountDownLatch(1);
        receiver.answer(_ -> {
            await(answer);
            return Receiver.Answer.of(200);
        });
        var log = subscribe(CREATED);
        create();

        var began = System.nanoTime();
        gateway.beginToDeliver();
        var arrived = receiver.take().nanoTime();
        while (System.nanoTime() - arrived < Duration.ofMillis(60).toNanos()) {
            Thread.onSpinWait();
        }
        answer.countDown();
        gateway.deliver();
        var most = (System.nanoTime() - began) / 1_000_000;

        assertThat(get(log).ok().at("/0/attempts/0/milliseconds").asLong()).isBetween(60L, most);
    }

    @Test
    void ofALongAnswerTheFirstKilobyteIsShown() {
        receiver.answer(_ -> Receiver.Answer.of(500, "0123456789abcdef".repeat(1_000)));
        var log = subscribe(CREATED);
        create();

        gateway.deliver();

        assertThat(get(log).ok().at("/0/attempts/0/answer").asString()).isEqualTo("0123456789abcdef".repeat(64));
    }

    @Test
    void anAnswerThatIsNoTextIsShownAsFarAsItIs() {
        var bytes = new byte[256];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
        receiver.answer(arrival -> answerBinary(arrival, bytes));
        var log = subscribe(CREATED);
        create();

        gateway.deliver();

        var shown = get(log).ok().at("/0/attempts/0");
        assertThat(shown.path("status").asInt()).isEqualTo(200);
        assertThat(shown.path("answer").asString())
                .hasSize(256)
                .startsWith("\uFFFD\u0001\u0002")
                .contains(new String(bytes, 1, 127, StandardCharsets.US_ASCII))
                .endsWith("\uFFFD".repeat(128));
    }

    @Test
    void afterItsFirstTryADeliveryWaitsTenSecondsATenthMoreOrLess() {
        receiver.answer(503);
        var log = subscribe(CREATED);
        IntStream.range(0, 10).forEach(_ -> create());

        gateway.deliver();

        var now = gateway.clock().instant();
        assertThat(get(log).ok()).hasSize(10).allSatisfy(delivery -> {
            assertThat(delivery.path("state").asString()).isEqualTo("Waiting");
            assertThat(delivery.has("settledAt")).isFalse();
            assertThat(Instant.parse(delivery.path("nextTryAt").asString()))
                    .isBetween(now.plusSeconds(9).minusMillis(1), now.plusSeconds(11));
        });
    }

    @Test
    void afterSevenTriesADeliveryIsExhaustedAndAllItsTriesAreShown() {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();

        exhaust();

        var settled = gateway.clock().instant().minus(NEXT_TRY).truncatedTo(ChronoUnit.MICROS);
        var id = receiver.take().eventId();
        var delivery = get(log + "/" + id).ok();
        assertThat(delivery.path("state").asString()).isEqualTo("Exhausted");
        assertThat(delivery.path("tries").asInt()).isEqualTo(TRIES);
        assertThat(delivery.has("nextTryAt")).isFalse();
        assertThat(delivery.path("settledAt").asString()).isEqualTo(Times.wire(settled));
        assertThat(attempts(delivery)).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(get(log).ok().at("/0/attempts/0/attempt").asInt()).isEqualTo(TRIES);
        assertThat(get(log).ok().path(0).path("attempts")).hasSize(1);
    }

    // The list.

    @Test
    void whoWasSentNothingHasAnEmptyList() {
        var log = subscribe(CREATED);

        assertThat(get(log).text()).isEqualTo("[]");
        assertThat(get(log + "?state=Exhausted").text()).isEqualTo("[]");
    }

    @Test
    void theListIsTheSubscriptionsOwn() {
        var log = subscribe(CREATED);
        var other = subscribe("payment_intent.status_updated");
        cancel(create());

        gateway.deliver();
        gateway.deliver();

        assertThat(get(log).ok())
                .extracting(one -> one.path("event").asString())
                .containsExactly(CREATED);
        assertThat(get(other).ok())
                .extracting(one -> one.path("event").asString())
                .containsExactly("payment_intent.status_updated");
    }

    @Test
    void aPageHasFiftyOrAsManyAsIsAskedNewestFirst() {
        var log = subscribe(CREATED);
        var intents = IntStream.range(0, 120).mapToObj(_ -> create()).toList();

        var all = get(log + "?limit=500").ok();

        assertThat(intents(log, all)).isEqualTo(intents.reversed());
        for (var query :
                List.of("", "?limit=", "?limit=50", "?state=", "?before=", "?limit=50&state=Waiting&before=")) {
            assertThat(ids(get(log + query).ok())).as(query).isEqualTo(ids(all).subList(0, 50));
        }
        for (var limit : List.of(1, 2, 119, 120, 121)) {
            assertThat(ids(get(log + "?limit=" + limit).ok())).isEqualTo(ids(all).subList(0, Math.min(limit, 120)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0",
        "limit,501",
        "limit,-1",
        "limit,1.0",
        "limit,many",
        "limit,99999999999999999999",
        "limit,%00",
        "state,Failed",
        "state,Waiting%2CExhausted",
        "state,%00",
        "state,0",
        "before,evt_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
        "before,1",
        "before,%00",
        "before,evt_sandbox_%00",
        "before,null"
    })
    void aWrongParameterIsNamed(String name, String value) {
        var log = subscribe(CREATED);
        create();

        Wire.invalidField(get(log + "?" + name + "=" + value), name);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapsOrDoubles() {
        var log = subscribe(CREATED);
        IntStream.range(0, 120).forEach(_ -> create());

        for (var limit : List.of(7, 40, 60, 119, 120)) {
            var all = ids(get(log + "?limit=500").ok()).subList(0, 120);
            var paged = new ArrayList<String>();
            var page = ids(get(log + "?limit=" + limit).ok());
            while (!page.isEmpty()) {
                paged.addAll(page);
                create(); // what is new meanwhile is on none of the following pages
                page = ids(get(log + "?limit=" + limit + "&before=" + page.getLast())
                        .ok());
            }

            assertThat(paged.subList(0, 120)).as("by " + limit).isEqualTo(all);
            assertThat(paged).doesNotHaveDuplicates();
        }
    }

    @Test
    void aStateIsAFilterAndPagesWithinIt() {
        var log = subscribe(CREATED);
        receiver.answer(arrival -> Receiver.Answer.of(receiver.arrivals().size() % 2 == 0 ? 200 : 500));
        IntStream.range(0, 10).forEach(_ -> {
            create();
            gateway.deliver();
        });
        create();

        var waiting = get(log + "?state=Waiting").ok();
        var delivered = get(log + "?state=Delivered").ok();
        var second = waiting.path(1).path("eventId").asString();

        assertThat(waiting)
                .hasSize(6)
                .allMatch(one -> one.path("state").asString().equals("Waiting"));
        assertThat(delivered)
                .hasSize(5)
                .allMatch(one -> one.path("state").asString().equals("Delivered"));
        assertThat(get(log + "?state=Exhausted").ok()).isEmpty();
        assertThat(get(log + "?state=waiting").ok()).isEqualTo(waiting);
        assertThat(get(log + "?state=Waiting&limit=2&before=" + second).ok())
                .containsExactly(waiting.path(2), waiting.path(3));
        assertThat(get(log + "?state=Delivered&limit=1&before=" + second).ok())
                .as("the mark need not be of that state")
                .containsExactly(delivered.path(1));
    }

    /** Else it would be told apart from one that there is not. */
    @Test
    void anEventThatIsNotInThisLogIsNoPlaceInIt() {
        var log = subscribe(CREATED);
        var other = subscribe("payment_intent.updated");
        create();
        var event = get(log).ok().at("/0/eventId").asString();
        var mine = key;

        var elsewhere = get(other + "?before=" + event);
        key = gateway.openAccount("Stranger");
        var anothers = get(subscribe(CREATED) + "?before=" + event);
        key = mine;

        var complaint = "before: The query parameter before must be the eventId of a delivery in this log.";
        Wire.invalid(elsewhere, complaint);
        Wire.invalid(anothers, complaint);
        Wire.invalid(get(log + "?before=" + UNKNOWN_EVENT), complaint);
        assertThat(get(log + "?before=" + event).ok()).isEmpty();
    }

    // Sending again.

    @Test
    void whatArrivedIsSentAgainWithTheSameBytesWhenSomebodyAsks() {
        var log = subscribe(CREATED);
        create();
        gateway.deliver();
        var first = receiver.take();
        gateway.clock().advance(Duration.ofMinutes(1));

        var answer = post(log + "/" + first.eventId() + "/resend", "");
        gateway.deliver();

        var now = Times.now(gateway.clock());
        assertThat(answer.ok().path("state").asString()).isEqualTo("Waiting");
        assertThat(answer.ok().path("nextTryAt").asString()).isEqualTo(Times.wire(now));
        assertThat(answer.ok().has("settledAt")).isFalse();
        assertThat(answer.ok().path("payload").asString()).isEqualTo(first.text());
        var second = receiver.take();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(second.header("dojo-signature")).isEqualTo(first.header("dojo-signature"));
        var delivery = get(log + "/" + first.eventId()).ok();
        assertThat(delivery.path("state").asString()).isEqualTo("Delivered");
        assertThat(delivery.path("settledAt").asString()).isEqualTo(Times.wire(now));
        assertThat(attempts(delivery)).containsExactly(1, 2);
    }

    @Test
    void whatWasGivenUpGetsSevenTriesOnceMoreAndTheirNumbersGoOn() {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();
        exhaust();
        var id = receiver.take().eventId();

        post(log + "/" + id + "/resend", "").ok();
        gateway.deliver();

        var now = gateway.clock().instant();
        var delivery = get(log + "/" + id).ok();
        assertThat(delivery.path("state").asString()).isEqualTo("Waiting");
        assertThat(Instant.parse(delivery.path("nextTryAt").asString()))
                .as("the schedule from its beginning")
                .isBetween(now.plusSeconds(9).minusMillis(1), now.plusSeconds(11));
        exhaust();
        var again = get(log + "/" + id).ok();
        assertThat(again.path("state").asString()).isEqualTo("Exhausted");
        assertThat(attempts(again))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 2 * TRIES).boxed().toList());
        assertThat(receiver.arrivals()).hasSize(2 * TRIES);
    }

    @Test
    void whatWaitsIsDueNow() {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();
        gateway.deliver();
        var id = receiver.take().eventId();
        receiver.answer(200);

        gateway.deliver();
        assertThat(receiver.arrivals()).as("not before its time").hasSize(1);
        post(log + "/" + id + "/resend", "").ok();
        gateway.deliver();

        assertThat(receiver.arrivals()).hasSize(2);
        assertThat(get(log).ok().at("/0/state").asString()).isEqualTo("Delivered");
    }

    @Test
    void whatIsBeingSentAtThisMomentIsNotSentTwice() {
        var answer = new CountDownLatch(1);
        receiver.answer(_ -> {
            await(answer);
            return Receiver.Answer.of(200);
        });
        var log = subscribe(CREATED);
        create();
        gateway.beginToDeliver();
        var id = receiver.take().eventId();

        var asked = post(log + "/" + id + "/resend", "").ok();
        post(log + "/resend", "").ok();
        gateway.beginToDeliver();
        answer.countDown();
        gateway.deliver();
        gateway.deliver();

        assertThat(asked.path("state").asString()).isEqualTo("Waiting");
        assertThat(asked.path("tries").asInt()).isEqualTo(1);
        assertThat(asked.path("attempts")).as("it has not ended yet").isEmpty();
        assertThat(receiver.arrivals()).hasSize(1);
        assertThat(get(log).ok().at("/0/state").asString()).isEqualTo("Delivered");
    }

    @Test
    void allThatWasGivenUpIsSentAgainAndNothingElse() {
        receiver.answer(500);
        var log = subscribe(CREATED);
        IntStream.range(0, 3).forEach(_ -> create());
        exhaust();
        receiver.answer(200);
        create();
        gateway.deliver();
        receiver.answer(500);
        create();
        gateway.deliver();
        var before = get(log).ok();
        var sent = receiver.arrivals().size();
        receiver.answer(200);

        var first = post(log + "/resend", "");
        var second = post(log + "/resend", "");

        assertThat(first.text()).isEqualTo("{\"deliveries\":3}");
        assertThat(second.text()).isEqualTo("{\"deliveries\":0}");
        assertThat(states(log)).containsExactly("Waiting 1", "Delivered 1", "Waiting 7", "Waiting 7", "Waiting 7");
        gateway.deliver();
        assertThat(receiver.arrivals()).hasSize(sent + 3);
        assertThat(states(log))
                .containsExactly("Waiting 1", "Delivered 1", "Delivered 8", "Delivered 8", "Delivered 8");
        assertThat(get(log).ok().path(0)).isEqualTo(before.path(0));
        assertThat(get(log).ok().path(1)).isEqualTo(before.path(1));
    }

    @Test
    void whatWasGivenUpForAnotherSubscriptionStays() {
        receiver.answer(500);
        var log = subscribe(CREATED);
        var other = subscribe("payment_intent.status_updated");
        cancel(create());
        exhaust();

        assertThat(post(log + "/resend", "").text()).isEqualTo("{\"deliveries\":1}");

        assertThat(states(other)).containsExactly("Exhausted 7");
    }

    @Test
    void aHundredWhoAskAtOnceAreSentItOnce() throws Exception {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();
        exhaust();
        var id = receiver.take().eventId();
        receiver.answer(200);

        var answers = aHundredTimes(() -> post(log + "/" + id + "/resend", ""));
        try (var beside = Gateway.beside(gateway)) {
            beside.clock().set(gateway.clock().instant());
            gateway.beginToDeliver();
            beside.beginToDeliver();
            beside.deliver();
        }
        gateway.deliver();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(receiver.arrivals()).hasSize(TRIES + 1);
        assertThat(attempts(get(log + "/" + id).ok()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, TRIES + 1).boxed().toList());
    }

    /** The receiver holds the first until all have asked: the courier takes it in the midst of them. */
    @Test
    void aHundredWhoAskWhileItIsTakenAreSentItOnce() throws Exception {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();
        exhaust();
        var id = receiver.take().eventId();
        var answer = new CountDownLatch(1);
        receiver.answer(_ -> {
            await(answer);
            return Receiver.Answer.of(200);
        });

        var answers = aHundredTimes(() -> {
            var asked = post(log + "/" + id + "/resend", "");
            gateway.beginToDeliver();
            return asked;
        });
        answer.countDown();
        gateway.deliver();
        gateway.deliver();

        assertThat(answers).allMatch(asked -> asked.status() == 200);
        assertThat(receiver.arrivals()).hasSize(TRIES + 1);
        assertThat(states(log)).containsExactly("Delivered 8");
    }

    @Test
    void ofAHundredWhoSendAllAgainAtOnceEachIsCountedOnce() throws Exception {
        receiver.answer(500);
        var log = subscribe(CREATED);
        IntStream.range(0, 12).forEach(_ -> create());
        exhaust();
        receiver.answer(200);

        var answers = aHundredTimes(() -> post(log + "/resend", ""));
        gateway.deliver();

        assertThat(answers.stream()
                        .mapToInt(answer -> answer.ok().path("deliveries").asInt())
                        .sum())
                .isEqualTo(12);
        assertThat(receiver.arrivals()).hasSize(12 * (TRIES + 1));
    }

    // Refusals.

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void withoutAKeyOrAVersionNothingIsShownAndNothingDone(String operation) {
        var path = given(operation);
        var before = new Rows(gateway).everything();

        var version = List.of(
                unsigned(path).header("Authorization", "Basic " + key),
                unsigned(path).header("Authorization", "Basic " + key).header("version", "2022-04-06"),
                unsigned(path).header("Authorization", "Basic " + key).header("version", "latest"));
        var signed = List.of(
                unsigned(path),
                unsigned(path).header("version", Gateway.VERSION),
                unsigned(path).header("version", Gateway.VERSION).header("Authorization", "Basic sk_sandbox_nobodys"),
                unsigned(path).header("version", Gateway.VERSION).header("Authorization", "Bearer " + key));

        version.forEach(request -> Wire.invalidField(sent(operation, request), "version"));
        signed.forEach(request -> Wire.problem(sent(operation, request), 401));
        assertThat(new Rows(gateway).everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void anothersLogIsNotThere(String operation) {
        var path = given(operation);
        var before = new Rows(gateway).everything();
        var owner = key;
        key = gateway.openAccount("Stranger");

        var anothers = sent(operation, signed(path));
        var unknown = sent(operation, signed(path.replaceAll("ws_sandbox_[^/]+", UNKNOWN)));

        Wire.refused(anothers, 404, "There is no webhook subscription with this id.");
        assertThat(untraced(anothers)).as("nothing tells the two apart").isEqualTo(untraced(unknown));
        key = owner;
        assertThat(deliveries())
                .isEqualTo(before.stream()
                        .filter(row -> row.contains("webhook_delivery"))
                        .toList());
        assertThat(sent(operation, signed(path)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void anotherIdIsNotThere(String operation) {
        var path = given(operation);
        var before = new Rows(gateway).everything();

        for (var id : List.of(
                UNKNOWN,
                "ws_sandbox_T",
                "id",
                "%00",
                "ws_sandbox_AAAAAAAAAAAAAAAAAAAA%00",
                "listen",
                "%2F",
                "%C3%A9")) {
            Wire.problem(sent(operation, signed(path.replaceAll("ws_sandbox_[^/]+", id))), 404);
        }

        assertThat(new Rows(gateway).everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UNKNOWN_EVENT,
                "evt_sandbox_T",
                "id",
                "%00",
                "evt_sandbox_AAAAAAAAAAAAAAAAAAAA%00",
                "%ff",
                "' OR 1=1 --",
                "other"
            })
    void anotherEventIsNotThere(String id) {
        var path = given("GET /webhooks/{s}/deliveries/{e}");
        var event = path.substring(path.lastIndexOf('/') + 1);
        var log = id.equals("other") ? subscribe("payment_intent.updated") : path.substring(0, path.lastIndexOf('/'));
        var asked = id.equals("other") ? event : id.replace(" ", "%20");
        var before = new Rows(gateway).everything();

        var shown = get(log + "/" + asked);
        var again = post(log + "/" + asked + "/resend", "");

        Wire.refused(shown, 404, "There is no delivery of an event with this id to this subscription.");
        Wire.refused(again, 404, "There is no delivery of an event with this id to this subscription.");
        assertThat(new Rows(gateway).everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void noOtherVerbIsUnderstood(String operation) {
        var path = given(operation);
        var before = new Rows(gateway).everything();

        for (var verb : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            if (!operation.startsWith(verb + " ")) {
                for (var slash : List.of("", "/")) {
                    Wire.problem(gateway.send(signed(path + slash).method(verb, BodyPublishers.ofString("{}"))), 405);
                }
            }
        }

        assertThat(new Rows(gateway).everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @FieldSource("OPERATIONS")
    void aSlashAtTheEndChangesNothing(String operation) {
        var path = given(operation);

        var without = sent(operation, signed(path));
        var with = sent(operation, signed(path + "/"));

        assertThat(without.status()).isEqualTo(200);
        assertThat(with.text()).isEqualTo(without.text().replace("{\"deliveries\":1}", "{\"deliveries\":0}"));
    }

    @Test
    void ofADeletedSubscriptionThereIsNoLog() {
        var path = given("GET /webhooks/{s}/deliveries");
        var subscription = path.replace("/deliveries", "");
        gateway.send(gateway.requestAs(key, subscription).DELETE());

        Wire.problem(get(path), 404);
        Wire.problem(post(path + "/resend", ""), 404);
    }

    // What all of them do.

    /** Gives the path of the new subscription's log. */
    private String subscribe(String event) {
        return subscribe(receiver.url(), event);
    }

    private String subscribe(String url, String event) {
        var subscription = post("/webhooks", "{\"events\":[\"" + event + "\"],\"url\":\"" + url + "\"}")
                .ok();
        return "/webhooks/" + subscription.path("id").asString() + "/deliveries";
    }

    /** The operation's path, on a delivery that arrived and beside one that was given up: either could be changed. */
    private String given(String operation) {
        receiver.answer(500);
        var log = subscribe(CREATED);
        create();
        exhaust();
        receiver.answer(200);
        create();
        gateway.deliver();
        return operation
                .substring(operation.indexOf('/'))
                .replace("/webhooks/{s}/deliveries", log)
                .replace("{e}", receiver.arrivals().getLast().eventId());
    }

    private String create() {
        return Wire.id(post("/payment-intents", Wire.body("")).ok());
    }

    private void cancel(String intent) {
        gateway.send(signed("/payment-intents/" + intent).DELETE()).ok();
    }

    /** All seven tries, after each of which it is time for the next. */
    private static void exhaust() {
        for (int i = 0; i < TRIES; i++) {
            gateway.deliver();
            gateway.clock().advance(NEXT_TRY);
        }
    }

    private Answer get(String path) {
        return gateway.send(signed(path).GET());
    }

    private Answer post(String path, String json) {
        return gateway.send(Wire.json(signed(path), json));
    }

    private HttpRequest.Builder signed(String path) {
        return gateway.requestAs(key, path);
    }

    private static HttpRequest.Builder unsigned(String path) {
        return gateway.open(path);
    }

    private static Answer sent(String operation, HttpRequest.Builder request) {
        return gateway.send(request.method(operation.substring(0, operation.indexOf(' ')), BodyPublishers.noBody()));
    }

    private static List<Answer> aHundredTimes(Supplier<Answer> what) throws Exception {
        var door = new CountDownLatch(100);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = IntStream.range(0, 100)
                    .mapToObj(_ -> threads.submit(() -> {
                        door.countDown();
                        door.await();
                        return what.get();
                    }))
                    .toList();
            var answers = new ArrayList<Answer>();
            for (var answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    /** Newest first: the state, and how many tries there were. */
    private List<String> states(String log) {
        return get(log).ok()
                .valueStream()
                .map(one ->
                        one.path("state").asString() + " " + one.path("tries").asInt())
                .toList();
    }

    private static List<Integer> attempts(JsonNode delivery) {
        return delivery.path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("attempt").asInt())
                .toList();
    }

    private List<String> intents(String log, JsonNode page) {
        return page.valueStream()
                .map(one -> intent(log, one.path("eventId").asString()))
                .toList();
    }

    private static List<String> ids(JsonNode page) {
        return page.valueStream().map(one -> one.path("eventId").asString()).toList();
    }

    private String intent(String log, String event) {
        var payload = get(log + "/" + event).ok().path("payload").asString();
        return JsonMapper.shared().readTree(payload).at("/data/paymentIntentId").asString();
    }

    private static List<String> deliveries() {
        return new Rows(gateway)
                .everything().stream()
                        .filter(row -> row.contains("webhook_delivery"))
                        .toList();
    }

    /** The one thing that is not known beforehand. */
    private static String timeless(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.text().replaceAll("\"milliseconds\":\\d{1,5},", "\"milliseconds\":0,");
    }

    private static String untraced(Answer answer) {
        return answer.text().replaceAll("00-[0-9a-f]{32}-[0-9a-f]{16}-01", "");
    }

    /** Past the receiver, which answers texts: it finds the exchange at its end, and closes the connection. */
    private static Receiver.Answer answerBinary(Arrival arrival, byte[] bytes) {
        try {
            arrival.exchange().sendResponseHeaders(200, bytes.length);
            arrival.exchange().getResponseBody().write(bytes);
            arrival.exchange().getResponseBody().flush();
            return Receiver.Answer.of(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int unusedPort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
