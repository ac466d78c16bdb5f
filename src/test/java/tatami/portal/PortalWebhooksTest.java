package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.words;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.users.AuditLine;
import tatami.users.Role;
import tatami.webhooks.Receiver;
import tatami.webhooks.Signature;

/** Webhooks in the portal, as a browser without scripts shows them. Each test has an account and a receiver. */
class PortalWebhooksTest {

    private static final String CREATED = "payment_intent.created";
    private static final String UPDATED = "payment_intent.status_updated";
    private static final Pattern SECRET = Pattern.compile("Secret</span>\\s*<code>([A-Za-z0-9_-]{22})</code>");
    private static final Pattern SECRET_ID = Pattern.compile("name=\"secret\" value=\"(sc_[A-Za-z0-9_-]{22})\"");

    /** Longer than any wait of the schedule, its tenth included. */
    private static final Duration NEXT_TRY = Duration.ofHours(3);

    private static Gateway gateway;

    private String key;
    private AccountId account;
    private Visitor developer;
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
        account = gateway.account(key).id();
        developer = visitor(Role.Developer);
        receiver = Receiver.plain();
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void aWebhookIsAddedChangedAndDeleted() {
        assertThat(words(developer.get("/portal/webhooks"))).contains("No webhooks yet");

        var added = add("https://shop.example/hook", "For the till", CREATED, UPDATED);
        var page = developer.follow(added);
        assertThat(words(page)).contains("The webhook is added.", "https://shop.example/hook", "For the till", UPDATED);
        assertThat(words(developer.get("/portal/webhooks"))).contains("Nothing was sent yet.", "For the till");

        var path = path(added);
        var edit = developer.get(path + "/edit");
        assertThat(edit.text())
                .contains("value=\"https://shop.example/hook\"")
                .containsPattern("name=\"event\\." + UPDATED + "\" type=\"checkbox\" value=\"yes\" checked");
        var changed = developer.submit(
                edit,
                path + "/edit",
                Map.of("url", "https://shop.example/new", "description", "", "event." + UPDATED, "yes"));
        assertThat(words(developer.follow(changed)))
                .contains("The webhook is changed.", "https://shop.example/new")
                .doesNotContain("For the till", CREATED);

        var deleted = developer.submit(developer.get(path), path + "/delete", Map.of());
        assertThat(words(developer.follow(deleted))).contains("The webhook is deleted.", "No webhooks yet");
        assertThat(developer.get(path).status()).isEqualTo(404);
        assertThat(audit()).extracting(AuditLine::what).contains("DeleteWebhook", "ChangeWebhook", "AddWebhook");
        assertThat(audit().toString()).contains("host=shop.example").doesNotContain("/hook");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url         |                               | begins with https://
            url         | http://shop.example/hook      | begins with https://
            url         | https://me:word@shop.example/ | begins with https://
            url         | https:///hook                 | begins with https://
            url         | hook                          | begins with https://
            url         | https://a.ex\u0000ample/      | begins with https://
            description | a\u0000b                      | in one line
            event       | order.nonsense                | Choose at least one event.
            """)
    void whatIsTypedWrongIsSaidAtItsFieldAndChangesNothing(String field, String typed, String why) {
        var fields = new LinkedHashMap<>(Map.of("url", "https://shop.example/hook", "event." + CREATED, "yes"));
        if (field.equals("event")) {
            fields.remove("event." + CREATED);
            fields.put("event." + typed, "yes");
        } else {
            fields.put(field, typed == null ? "" : typed);
        }

        var refused = developer.submit(developer.get("/portal/webhooks/new"), "/portal/webhooks/new", fields);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains(why);
        assertThat(refused.text()).containsOnlyOnce("role=\"alert\"");
        assertThat(words(developer.get("/portal/webhooks"))).contains("No webhooks yet");
    }

    @Test
    void anEventThatIsTakenIsNamedWithWhoHasIt() {
        add("https://shop.example/first", "", CREATED, UPDATED);

        var blank = developer.get("/portal/webhooks/new");
        var refused = add("https://shop.example/second", "", CREATED);

        assertThat(words(blank)).contains("It goes to https://shop.example/first.");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(words(refused))
                .contains(CREATED + " goes to https://shop.example/first already. An event goes to one webhook.");
        assertThat(refused.text()).contains("value=\"https://shop.example/second\"");
        assertThat(words(developer.get("/portal/webhooks"))).doesNotContain("second");
    }

    @Test
    void aSecretIsHiddenUntilSomebodyAsksForItAndThatIsWrittenDown() {
        var path = path(add(receiver.url(), "", CREATED));
        var secret = secret();

        assertThat(developer.get(path).text()).doesNotContain(secret);
        var shown = developer.submit(developer.get(path), path + "/secrets", Map.of("do", "show"));

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.text()).contains(secret);
        assertThat(shown.response().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(audit()).extracting(AuditLine::what).contains("ShowSecret");
        assertThat(audit().toString()).doesNotContain(secret);
        assertThat(developer.get(path).text()).doesNotContain(secret);
    }

    @Test
    void aSecretIsRotatedWithoutLosingAnEvent() {
        var path = path(add(receiver.url(), "", CREATED));
        var first = shownSecret(path, 0);
        pay();
        assertThat(signedWith(first)).isTrue();

        act(path + "/secrets", Map.of("do", "add"), "There is another secret.");
        var second = shownSecret(path, 1);
        pay();
        assertThat(signedWith(first)).isTrue();
        assertThat(developer.get(path).text()).doesNotContain("Add another secret");

        act(path + "/secrets", Map.of("do", "activate", "secret", secretId(path, 1)), "signs from now on");
        pay();
        assertThat(signedWith(second)).isTrue();
        var active = developer.submit(
                developer.get(path), path + "/secrets", Map.of("do", "delete", "secret", secretId(path, 1)));
        assertThat(active.status()).isEqualTo(403);
        assertThat(words(active)).contains("The active secret cannot be deleted.");
        act(path + "/secrets", Map.of("do", "delete", "secret", secretId(path, 0)), "The secret is gone.");
        assertThat(SECRET_ID.matcher(developer.get(path).text()).results()).hasSize(1);
    }

    @Test
    void deliveriesAreTurnedAndChosenByTheirState() {
        var path = path(add(receiver.url(), "", CREATED));
        receiver.answer(500);
        for (int i = 0; i < 60; i++) {
            create();
            gateway.clock().advance(Duration.ofMillis(1));
        }
        exhaust();
        receiver.answer(200);
        create();
        deliver();

        var first = developer.get(path);
        assertThat(rows(first)).hasSize(50);
        assertThat(words(first))
                .contains("Delivered", "200 in ", "Given up", "500 in ")
                .doesNotContain("Newer");
        var older = developer.get(link(first, "next"));
        assertThat(rows(older)).hasSize(11).doesNotContainAnyElementsOf(rows(first));
        assertThat(rows(developer.get(link(older, "prev")))).isEqualTo(rows(first));
        assertThat(rows(developer.get(path + "?state=Delivered"))).hasSize(1);
        var given = developer.get(path + "?state=Exhausted");
        assertThat(rows(given)).hasSize(50);
        assertThat(rows(developer.get(link(given, "next")))).hasSize(10);
        assertThat(words(developer.get(path + "?state=Waiting"))).contains("No delivery is like this");
        assertThat(rows(developer.get(path + "?state=%00&before=x&after=%00"))).hasSize(50);
        assertThat(words(developer.get("/portal/webhooks"))).contains("Of the last 61: 1 delivered 60 given up");

        act(path + "/resend", Map.of(), "All that was given up is sent again.");
        deliver();
        assertThat(words(developer.get("/portal/webhooks"))).contains("Of the last 61: 61 delivered");
    }

    @Test
    void aDeliveryShowsItsRequestToTheByteAndEveryTry() {
        var path = path(add(receiver.url(), "", CREATED));
        receiver.answer(_ -> Receiver.Answer.of(503, "<b>Closed</b> today"));
        var payment = create();
        deliver();
        var arrival = receiver.take();
        var delivery = path + "/deliveries/" + arrival.eventId();

        var page = developer.get(delivery);

        assertThat(words(page))
                .contains(arrival.text())
                .contains(
                        "Try 1: answered 503",
                        "<b>Closed</b> today".replace("<", "&lt;").replace(">", "&gt;"))
                .contains("Waiting", "Next try", arrival.header("webhook-id"), arrival.header("webhook-timestamp"))
                .contains(arrival.header("dojo-signature"), arrival.header("webhook-signature"));
        assertThat(page.text()).contains("/portal/payments/" + payment);

        exhaust();
        assertThat(words(developer.get(delivery))).contains("Try 7: answered 503", "Given up");
        receiver.answer(200);
        var again = developer.submit(developer.get(delivery), delivery + "/resend", Map.of());
        assertThat(words(developer.follow(again))).contains("It is sent again.", "Waiting");
        deliver();
        assertThat(words(developer.get(delivery))).contains("Try 8: answered 200", "Delivered");
        assertThat(audit()).extracting(AuditLine::what).contains("SendAgain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {CREATED, UPDATED, "payment_intent.updated", "payment_intent.send-receipt", "payment.successful"})
    void aTestEventIsSignedAndLoggedAsAnyOtherAndHarmsNobody(String event) {
        var path = path(add(receiver.url(), "", event));
        var elsewhere = Receiver.plain();
        gateway.send(gateway.requestAs(gateway.openAccount("Another"), "/webhooks")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"events\":[\"%s\"],\"url\":\"%s\"}".formatted(event, elsewhere.url()))))
                .ok();

        var sent = developer.submit(developer.get(path), path + "/test", Map.of("event", event));
        deliver();

        var arrival = receiver.take();
        assertThat(arrival.event()).isEqualTo(event);
        assertThat(arrival.json().path("accountId").asString()).isEqualTo(account.value());
        assertThat(arrival.json().at("/data/test").asBoolean()).isTrue();
        assertThat(arrival.json().at("/data/reference").asString()).isEqualTo("Test event");
        assertThat(arrival.status()).isEqualTo("Created");
        assertThat(arrival.intent()).matches("pi_sandbox_[A-Za-z0-9_-]{22}");
        assertThat(gateway.send(gateway.requestAs(key, "/payment-intents/" + arrival.intent()))
                        .status())
                .isEqualTo(404);
        assertThat(arrival.header("dojo-signature")).isEqualTo(dojo(secret(), arrival.body()));
        assertThat(location(sent)).endsWith("/deliveries/" + arrival.eventId());
        assertThat(words(developer.follow(sent))).contains("Test", "answered 200", "There is no such payment");
        assertThat(developer.get(path).text()).contains("<span class=\"tag\">Test</span>");
        assertThat(audit()).extracting(AuditLine::what).contains("SendTestEvent");
        assertThat(elsewhere.arrivals()).isEmpty();
        elsewhere.close();
    }

    @Test
    void aTestEventThatFailsIsTriedAgain() {
        var path = path(add(receiver.url(), "", CREATED));
        receiver.answer(500);
        developer.submit(developer.get(path), path + "/test", Map.of("event", CREATED));
        deliver();
        receiver.answer(200);
        gateway.clock().advance(NEXT_TRY);
        deliver();

        assertThat(receiver.arrivals())
                .hasSize(2)
                .extracting(Receiver.Arrival::eventId)
                .containsOnly(receiver.arrivals().getFirst().eventId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UPDATED, "order.created", "nonsense", "\u0000"})
    void onlyTheWebhooksOwnEventsCanBeTested(String event) {
        var path = path(add(receiver.url(), "", CREATED, "order.created"));

        var refused = developer.submit(developer.get(path), path + "/test", Map.of("event", event));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains("Choose one of this webhook's events.");
        deliver();
        assertThat(receiver.arrivals()).isEmpty();
    }

    @Test
    void aPaymentShowsWhatWasSentBecauseOfItWhereverItStands() {
        var path = path(add(receiver.url(), "", CREATED));
        var other = path(add("https://shop.example/other", "", "payment_intent.updated"));
        var payment = create();
        create();
        assertThat(words(developer.get("/portal/payments/" + payment)))
                .containsOnlyOnce(CREATED)
                .contains("Webhooks sent", receiver.url(), "Waiting");

        deliver();
        var page = developer.get("/portal/payments/" + payment);
        assertThat(words(page)).containsOnlyOnce(CREATED).contains("Delivered").doesNotContain("Waiting");
        assertThat(page.text()).contains("href=\"" + path + "/deliveries/");

        developer.submit(developer.get(path), path + "/delete", Map.of());
        developer.submit(developer.get(other), other + "/delete", Map.of());
        assertThat(words(developer.get("/portal/payments/" + payment))).contains("a webhook that is gone", "Delivered");
    }

    @Test
    void aPaymentShowsItsReceiptsAndWhileItCanBePaidAPictureOfItsLink() {
        var unpaid = create();
        assertThat(developer.get("/portal/payments/" + unpaid).text())
                .contains("<details class=\"qr\">", "<svg viewBox");
        var owner = Visitor.invited(gateway, "receipts@shop.example", Role.Owner);
        var paid = gateway.paid("Auto");
        assertThat(owner.get("/portal/payments/" + paid).text()).doesNotContain("class=\"qr\"");

        var page = owner.get("/portal/payments/" + paid);
        owner.submit(page, "/portal/payments/" + paid + "/SendReceipt", Map.of("email", "me@home.example"));

        assertThat(words(owner.get("/portal/payments/" + paid))).contains("Receipt on its way", "To me@home.example");
        gateway.mail();
        assertThat(words(owner.get("/portal/payments/" + paid))).contains("Receipt sent", "To me@home.example");
        assertThat(words(owner.get("/portal/payments/" + gateway.paid("Auto")))).doesNotContain("me@home.example");
    }

    @ParameterizedTest
    @CsvSource({"Viewer", "Support"})
    void whoMayOnlyLookSeesNoSecretAndNoButtonAndIsRefused(Role role) {
        var path = path(add(receiver.url(), "", CREATED));
        create();
        deliver();
        var delivery = path + "/deliveries/" + receiver.take().eventId();
        var viewer = visitor(role);

        var page = viewer.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).doesNotContain("method=\"post\" action=\"" + path);
        assertThat(viewer.get("/portal/webhooks").text()).doesNotContain("/webhooks/new");
        assertThat(words(viewer.get(delivery))).contains("answered 200").doesNotContain("signature", "Send again");
        var token = page.text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");
        for (var form : List.of("/edit", "/delete", "/secrets", "/test", "/resend")) {
            var pressed = viewer.post(path + form, Map.of("token", token, "do", "show", "event", CREATED));
            assertThat(pressed.status()).as(form).isEqualTo(403);
        }
        assertThat(viewer.post(delivery + "/resend", Map.of("token", token)).status())
                .isEqualTo(403);
        assertThat(viewer.post("/portal/webhooks/new", Map.of("token", token)).status())
                .isEqualTo(403);
        assertThat(viewer.get("/portal/webhooks/new").status()).isEqualTo(403);
        assertThat(viewer.get(path).status()).isEqualTo(200);
    }

    @Test
    void anotherAccountsWebhookIsNotThere() {
        var path = path(add(receiver.url(), "", CREATED));
        create();
        deliver();
        var event = receiver.take().eventId();
        key = gateway.openAccount("Another");
        account = gateway.account(key).id();
        var stranger = visitor(Role.Owner);
        var token = stranger.get("/portal/webhooks/new")
                .text()
                .replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");

        for (var page : List.of("", "/edit", "/deliveries/" + event)) {
            assertThat(stranger.get(path + page).status()).as(page).isEqualTo(404);
        }
        for (var form :
                List.of("/edit", "/delete", "/secrets", "/test", "/resend", "/deliveries/" + event + "/resend")) {
            assertThat(stranger.post(path + form, Map.of("token", token, "do", "show"))
                            .status())
                    .as(form)
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portal/webhooks/ws_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
                "/portal/webhooks/%00",
                "/portal/webhooks/%27/edit",
                "/portal/webhooks/x/deliveries/%00",
                "{}/deliveries/evt_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
                "{}/deliveries/%00",
            })
    void whatIsNotThereIsSaidOnAPage(String path) {
        var mine = path(add(receiver.url(), "", CREATED));

        assertThat(developer.get(path.replace("{}", mine)).status()).isEqualTo(404);
    }

    private Visitor visitor(Role role) {
        return Visitor.invited(gateway, account, email(role), role);
    }

    /** In no two accounts the same: a user belongs to all that know the address. */
    private String email(Role role) {
        return (role + "@" + account.value().replaceAll("[^A-Za-z0-9]", "") + ".example").toLowerCase(Locale.ROOT);
    }

    private Answer add(String url, String description, String... events) {
        var fields = new LinkedHashMap<>(Map.of("url", url, "description", description));
        for (var event : events) {
            fields.put("event." + event, "yes");
        }
        return developer.submit(developer.get("/portal/webhooks/new"), "/portal/webhooks/new", fields);
    }

    /** Presses a button of a webhook's page, which must then say so. */
    private void act(String form, Map<String, String> typed, String says) {
        var page = developer.get(form.substring(0, form.lastIndexOf('/')));
        assertThat(words(developer.follow(developer.submit(page, form, typed)))).contains(says);
    }

    private static String path(Answer added) {
        assertThat(added.status()).as(added.toString()).isEqualTo(303);
        return location(added).replaceAll("\\?.*", "");
    }

    private String create() {
        return gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Order 1\"}")))
                .ok()
                .path("id")
                .asString();
    }

    private void pay() {
        create();
        deliver();
    }

    private static void deliver() {
        while (gateway.deliver() > 0) {}
    }

    /** After which everybody has been idle for too long, and signs in again. */
    private void exhaust() {
        for (int i = 0; i < 7; i++) {
            deliver();
            gateway.clock().advance(NEXT_TRY);
        }
        developer.signIn(email(Role.Developer), Visitor.PASSWORD);
    }

    /** The only secret, as the API shows it. */
    private String secret() {
        return gateway.send(gateway.requestAs(key, "/webhooks"))
                .ok()
                .at("/0/secrets/0/value")
                .asString();
    }

    private String shownSecret(String path, int which) {
        var page = developer.get(path);
        var shown = developer.submit(page, path + "/secrets", Map.of("do", "show", "secret", secretId(path, which)));
        return SECRET.matcher(shown.text()).results().findFirst().orElseThrow().group(1);
    }

    private String secretId(String path, int which) {
        return SECRET_ID
                .matcher(developer.get(path).text())
                .results()
                .map(found -> found.group(1))
                .toList()
                .get(which);
    }

    private boolean signedWith(String secret) {
        var arrival = receiver.take();
        return arrival.header("dojo-signature").equals(dojo(secret, arrival.body()));
    }

    private static String dojo(String secret, byte[] body) {
        return Signature.headers(secret, "id", gateway.clock().instant(), body).get("dojo-signature");
    }

    private static List<String> rows(Answer page) {
        return Pattern.compile("/deliveries/(evt_[^\"]*)\"")
                .matcher(page.text())
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static String link(Answer page, String rel) {
        return Pattern.compile("rel=\"" + rel + "\" href=\"([^\"]*)\"")
                .matcher(page.text())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1)
                .replace("&amp;", "&");
    }

    private List<AuditLine> audit() {
        return gateway.people().audit().list(account, new Paging(Direction.Older, Cursor.TOP, 100));
    }
}
