package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.words;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Books;
import tatami.Crowd;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;
import tatami.checkout.MoodyAcquirer.Mood;
import tatami.checkout.WithMoodyGateway;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.users.AuditLine;
import tatami.users.Role;
import tools.jackson.databind.JsonNode;

/** Payments in the portal, as a browser without scripts shows them. */
class PortalPaymentsTest extends WithMoodyGateway {

    private static final Pattern FORM = Pattern.compile("/payments/pi_[^/\"]+/([A-Za-z]+)\"");

    private static Visitor support;

    @BeforeAll
    static void signIn() {
        support = Visitor.invited(gateway, "support@shop.example", Role.Support);
    }

    @AfterAll
    static void booksAgree() {
        gateway.resolve();
        new Books(gateway).mustAgree();
    }

    /** Rows: how the payment came to be where it is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Created         | Cancel
            Authorized      | Capture Reverse SendReceipt
            PartlyCaptured  | Capture Refund SendReceipt
            Captured        | Refund Reverse SendReceipt
            PartlyRefunded  | Refund SendReceipt
            Refunded        | SendReceipt
            Reversed        | SendReceipt
            Canceled        |
            """)
    void aPaymentShowsTheButtonsThatItsStateAllows(String state, String buttons) {
        var page = support.get(path(in(state)));

        assertThat(forms(page))
                .isEqualTo(buttons == null ? new TreeSet<>() : new TreeSet<>(List.of(buttons.split(" "))));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRoleSeesTheButtonsItMayPressAndIsRefusedTheOthersInWords(Role role) {
        var visitor = Visitor.invited(gateway, role + "-buttons@shop.example", role);
        var id = in("Captured");
        var token = token(visitor.get("/portal/payments"));
        var mayMove = role != Role.Viewer;

        assertThat(forms(visitor.get(path(id))).isEmpty()).isEqualTo(!mayMove);
        var pressed = visitor.post(path(id) + "/Reverse", Map.of("token", token));

        assertThat(pressed.status()).isEqualTo(mayMove ? 303 : 403);
        assertThat(status(id)).isEqualTo(mayMove ? "Reversed" : "Captured");
        if (!mayMove) {
            assertThat(words(pressed)).contains("This needs the role Support, and yours is Viewer.");
        }
        assertThat(visitor.get("/portal/team").status()).isEqualTo(role == Role.Owner ? 200 : 403);
        assertThat(visitor.get("/portal/audit").status()).isEqualTo(role == Role.Owner ? 200 : 403);
    }

    @Test
    void aHoldIsCapturedInPartsAsTyped() {
        var id = in("Authorized");

        var first = press(id, "Capture", Map.of("amount", "£4"));
        var second = press(id, "Capture", Map.of("amount", "6,00"));

        assertThat(words(support.follow(first))).contains("It is captured.");
        assertThat(second.status()).isEqualTo(303);
        assertThat(words(support.get(path(id)))).contains("Captured £10.00");
    }

    /** The second click brings the version along that the first one has changed. */
    @Test
    void twoClicksOnAPartialCaptureCaptureOnce() {
        var id = in("Authorized");
        var page = support.get(path(id));

        var answers = List.of(
                support.submit(page, path(id) + "/Capture", Map.of("amount", "3.00")),
                support.submit(page, path(id) + "/Capture", Map.of("amount", "3.00")));

        assertThat(answers).extracting(Answer::status).containsExactly(303, 409);
        assertThat(words(answers.getLast())).contains("The payment has changed since this page was shown.");
        assertThat(words(support.get(path(id)))).contains("Captured £3.00", "Can still be captured £7.00");
    }

    @Test
    void manyClicksOnARefundRefundOnce() {
        var id = in("Captured");
        var page = support.get(path(id));
        var typed = Map.of("amount", "4.00", "reason", "Cold");

        var answers = Crowd.atOnce(8, _ -> () -> support.submit(page, path(id) + "/Refund", typed));

        assertThat(answers).extracting(Answer::status).containsOnly(303);
        assertThat(intent(id).path("refundedAmount").asLong()).isEqualTo(400);
        assertThat(words(support.get(path(id)))).contains("Partly refunded", "Refund approved", "Cold", "£4.00");
    }

    @Test
    void anotherPageRefundsAgain() {
        var id = in("Captured");

        press(id, "Refund", Map.of("amount", "4.00"));
        press(id, "Refund", Map.of("amount", "4.00"));

        assertThat(intent(id).path("refundedAmount").asLong()).isEqualTo(800);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Refund      | amount | 10.01            | GBP 10.01 is more than the GBP 10.00 available.
            Refund      | amount | 0                | The amount is not one in GBP
            Refund      | amount | -1               | The amount is not one in GBP
            Refund      | amount | ten              | The amount is not one in GBP
            Refund      | amount | 1.234.567.890.123 | The amount is not one in GBP
            Refund      | amount | \u0000           | The amount is not one in GBP
            Refund      | reason | a\u0000b         | The reason must have
            Refund      | key    | '                | The form has lost its key.
            SendReceipt | email  | me               | The e-mail is not an address
            SendReceipt | email  | me@x.example\\nBcc: you@x.example | The e-mail is not an address
            """, quoteCharacter = '`')
    void whatCannotBeDoneIsSaidBesideItsButtonAndMovesNothing(String verb, String field, String typed, String why) {
        var id = in("Captured");

        var refused = press(id, verb, changed(field, typed.replace("\\n", "\n")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .containsPattern(
                        "(?s)<details class=\"action\" open>\\s*<summary>" + (verb.equals("Refund") ? "R" : "S"));
        assertThat(words(refused)).contains(why);
        assertThat(intent(id).path("refundedAmount").asLong()).isZero();
    }

    @Test
    void whatIsNoLongerPossibleIsSaidAboveTheOtherButtons() {
        var id = in("Authorized");
        var page = support.get(path(id));
        gateway.post("/payment-intents/" + id + "/reversal", "").ok();

        var late = support.submit(page, path(id) + "/Reverse", Map.of());

        assertThat(late.status()).isEqualTo(409);
        assertThat(words(late)).contains("A payment intent with status Reversed cannot be reversed.", "Reversed");
    }

    @Test
    void anAcquirerThatDoesNotAnswerIsSaidAndSettledLater() {
        var id = in("Captured");
        be(Mood.DUMB);

        var silent = press(id, "Refund", Map.of("amount", "1.00"));

        assertThat(silent.status()).isEqualTo(409);
        assertThat(words(silent))
                .contains("The acquirer has not answered yet.", "Refund asked, not answered yet")
                .contains("Something is being asked of the acquirer at this moment.");
        be(Mood.FINE);
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();
        assertThat(words(support.get(path(id)))).contains("Refund approved");
    }

    @Test
    void aReceiptFormThatIsSentTwiceIsOneMail() {
        var id = in("Captured");
        var page = support.get(path(id));
        var action = path(id) + "/SendReceipt";

        var first = support.submit(page, action, Map.of("email", "me@home.example"));
        var second = support.submit(page, action, Map.of("email", "me@home.example"));
        support.submit(page, action, Map.of("email", "you@home.example"));

        assertThat(first.status()).isEqualTo(303);
        assertThat(second.status()).isEqualTo(303);
        assertThat(gateway.mail()).isEqualTo(2);
    }

    @Test
    void eachDeedIsInTheAuditLogAlsoWhenItFails() {
        var id = in("Captured");

        press(id, "Refund", Map.of("amount", "4.00"));
        gateway.clock().advance(Duration.ofSeconds(1));
        press(id, "Refund", Map.of("amount", "9.00"));
        gateway.clock().advance(Duration.ofSeconds(1));
        press(id, "SendReceipt", Map.of("email", "me@home.example"));

        assertThat(audit(id)).extracting(AuditLine::what).containsExactly("SendReceipt", "Refund", "Refund");
        assertThat(audit(id)).extracting(AuditLine::who).containsOnly("support@shop.example");
        assertThat(audit(id).get(1).detail()).containsEntry("amount", "GBP 9.00");
        assertThat(gateway.mail()).isEqualTo(1);
        var owner = Visitor.invited(
                gateway, id.substring(11, 20).replaceAll("[^A-Za-z0-9]", "") + "@x.example", Role.Owner);
        assertThat(words(owner.get("/portal/audit")))
                .contains("support@shop.example Asked to refund " + id, "GBP 9.00");
    }

    @Test
    void aPaymentShowsItsWholeLife() {
        var created = gateway.post("/payment-intents", """
                {"captureMode":"Manual","amount":{"value":1000,"currencyCode":"GBP"},"reference":"Table 9",
                 "tipsAmount":{"value":150,"currencyCode":"GBP"},"description":"Lunch","metadata":{"waiter":"Ben"},
                 "customer":{"emailAddress":"guest@home.example"},
                 "billingAddress":{"address1":"1 High Street","city":"Leeds","postcode":"LS1 1AA","countryCode":"GB"}}
                """).ok();
        var id = created.path("id").asString();
        assertThat(words(support.get(path(id)))).contains("£11.50", "Unpaid", gateway.baseUrl() + "/checkout/" + id);
        gateway.pay(created, "4000000000000002").ok();
        gateway.clock().advance(Duration.ofSeconds(5));
        gateway.pay(
                        gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "")
                                .ok(),
                        "5200000000001005")
                .ok();
        gateway.clock().advance(Duration.ofSeconds(5));
        press(id, "Capture", Map.of("amount", "11.50"));
        gateway.clock().advance(Duration.ofSeconds(5));
        press(id, "Refund", Map.of("amount", "1.50", "reason", "No tip"));

        var page = words(support.get(path(id)));

        assertThat(page)
                .contains("Table 9", "Lunch", "Price £10.00", "Tip £1.50", "Captured £11.50", "Refunded £1.50")
                .contains("Can still be refunded £10.00", "Mastercard •••• 1005", "Metadata: waiter Ben")
                .contains("guest@home.example", "1 High Street, Leeds, LS1 1AA, GB", "No tip")
                .contains("The acquirer owes You are owed £11.50", "You are owed The acquirer owes £1.50")
                .containsSubsequence(
                        "Created",
                        "Authorisation declined",
                        "Authorisation approved",
                        "Capture approved",
                        "Refund approved")
                .doesNotContain("52000000", "5200000000001005", "/checkout/");
    }

    @Test
    void theListIsNewestFirstAndItsPagesCoverEverythingOnce() {
        var key = gateway.openAccount("Many Payments");
        var account = gateway.account(key).id();
        for (int i = 0; i < 120; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            gateway.send(gateway.requestAs(key, "/payment-intents")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"amount\":{\"value\":100,\"currencyCode\":\"GBP\"},\"reference\":\"No %03d\"}"
                                            .formatted(i))))
                    .ok();
        }
        gateway.index();
        var visitor = Visitor.invited(gateway, account, "many@shop.example", Role.Viewer);

        var first = visitor.get("/portal/payments");
        var second = visitor.get(link(first, "next"));
        var third = visitor.get(link(second, "next"));
        var back = visitor.get(link(third, "prev"));

        assertThat(references(first)).hasSize(50).startsWith("No 119").endsWith("No 070");
        assertThat(references(second)).hasSize(50).startsWith("No 069");
        assertThat(references(third)).hasSize(20).endsWith("No 000");
        assertThat(references(back)).isEqualTo(references(second));
        assertThat(first.text()).doesNotContain("rel=\"prev\"");
        assertThat(third.text()).doesNotContain("rel=\"next\"");
        assertThat(references(visitor.get("/portal/payments?status=Captured"))).isEmpty();
        assertThat(link(visitor.get("/portal/payments?status=Created"), "next")).contains("status=Created");
    }

    @Test
    void daysAreTheAccountsOwn() {
        var key = gateway.openAccount(Environment.Sandbox, "In Auckland", ZoneId.of("Pacific/Auckland"));
        var visitor = Visitor.invited(gateway, gateway.account(key).id(), "nz@shop.example", Role.Viewer);
        gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"amount\":{\"value\":100,\"currencyCode\":\"GBP\"},\"reference\":\"Kia ora\"}")))
                .ok();
        var today =
                gateway.clock().instant().atZone(ZoneId.of("Pacific/Auckland")).toLocalDate();

        assertThat(references(visitor.get("/portal/payments?from=" + today + "&to=" + today)))
                .hasSize(1);
        assertThat(references(visitor.get("/portal/payments?to=" + today.minusDays(1))))
                .isEmpty();
        assertThat(references(visitor.get("/portal/payments?from=" + today.plusDays(1))))
                .isEmpty();
    }

    @Test
    void anIdLeadsToItsPayment() {
        var id = in("Created");

        assertThat(location(support.get("/portal/payments?reference=%20" + id + "%20")))
                .isEqualTo(path(id));
        var unknown = support.get("/portal/payments?reference=pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(words(unknown)).contains("There is no payment with this id.");
    }

    @Test
    void anotherAccountsPaymentIsNotThere() {
        var id = in("Captured");
        var stranger = Visitor.invited(
                gateway, gateway.account(gateway.openAccount("Strangers")).id(), "stranger@x.example", Role.Owner);
        var token = token(stranger.get("/portal/payments"));

        assertThat(stranger.get(path(id)).status()).isEqualTo(404);
        assertThat(stranger.get("/portal/payments?reference=" + id).status()).isEqualTo(404);
        assertThat(words(stranger.get("/portal/payments"))).doesNotContain(id);
        for (var verb : List.of("Capture", "Refund", "Reverse", "Cancel", "SendReceipt")) {
            var pressed = stranger.post(
                    path(id) + "/" + verb,
                    Map.of(
                            "token",
                            token,
                            "amount",
                            "1",
                            "version",
                            "1",
                            "key",
                            "k".repeat(30),
                            "email",
                            "a@b.example"));
            assertThat(pressed.status()).as(verb).isEqualTo(404);
        }
        assertThat(status(id)).isEqualTo("Captured");
        assertThat(audit(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portal/payments?status=Nonsense",
                "/portal/payments?status=%00",
                "/portal/payments?from=yesterday",
                "/portal/payments?from=0000-00-00&to=%F0%9F%92%A9",
                "/portal/payments?from=+999999999-12-31",
                "/portal/payments?to=9999-12-31",
                "/portal/payments?after=%00",
                "/portal/payments?before=ImhlbGxvIg%3D%3D&after=x",
                "/portal/payments?after=IjAwMDEtMDEtMDJUMDA6MDA6MDBaIg%3D%3D",
                "/portal/payments?reference=%00",
                "/portal/payments?reference=%27%3B--",
                "/portal/payments/%00",
                "/portal/payments/pi_sandbox_%F0%9F%92%A9AAAAAAAAAAAAAAAAAA",
                "/portal/payments/x/Refund",
                "/portal/payments/x/Nonsense",
                "/portal/audit?before=%00",
                "/portal/payments?done=%3Cscript%3E"
            })
    void nonsenseIsAnsweredAndNeverAnError(String path) {
        var answer = support.get(path);

        assertThat(answer.status()).as(path).isBetween(200, 404);
        assertThat(answer.text()).doesNotContain("<script>", "Exception");
    }

    /** What no client library sends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portal/payments?status=%zz",
                "/portal/payments?%",
                "/portal/%zz",
                "/portal/enter/%f",
                "/portal/;a?="
            })
    void brokenAddressesAreNoErrors(String address) throws IOException {
        var uri = URI.create(gateway.baseUrl());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            var cookie = support.cookies().get("tatami-portal");
            var request = "GET " + address + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: tatami-portal="
                    + cookie + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).matches("(?s)HTTP/1.1 (200|30[0-9]|40[0-9]) .*");
        }
    }

    @Test
    void whatMerchantsAndShoppersWriteIsShownAsText() {
        var id = gateway.post("/payment-intents", """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"<img src=x onerror=alert(1)>",
                 "metadata":{"<b>":"\\"><script>alert(1)</script>"}}
                """).ok().path("id").asString();

        assertThat(support.get(path(id)).text()
                        + support.get("/portal/payments").text())
                .doesNotContain("<img src=x", "<script>alert")
                .contains("&lt;img src=x");
    }

    /** A form that is filled in well but for one field. */
    private static Map<String, String> changed(String field, String typed) {
        var fields = new TreeMap<>(Map.of("amount", "1.00"));
        fields.put(field, typed);
        return fields;
    }

    /** A payment in this state; gives its id. */
    private static String in(String state) {
        var mode = state.matches("Authorized|PartlyCaptured") ? "Manual" : "Auto";
        if (state.matches("Created|Canceled")) {
            var id = gateway.create("Auto").path("id").asString();
            if (state.equals("Canceled")) {
                gateway.delete("/payment-intents/" + id).ok();
            }
            return id;
        }
        var id = gateway.paid(mode);
        switch (state) {
            case "PartlyCaptured" ->
                gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":400}")
                        .ok();
            case "PartlyRefunded" -> gateway.refund(id, 400, "key").ok();
            case "Refunded" -> gateway.refund(id, 1000, "key").ok();
            case "Reversed" ->
                gateway.post("/payment-intents/" + id + "/reversal", "").ok();
            default -> {}
        }
        return id;
    }

    /** Opens the page and sends the form of a button. */
    private static Answer press(String id, String verb, Map<String, String> typed) {
        return support.submit(support.get(path(id)), path(id) + "/" + verb, typed);
    }

    private static String path(String id) {
        return "/portal/payments/" + id;
    }

    private static JsonNode intent(String id) {
        return gateway.get("/payment-intents/" + id).ok();
    }

    private static String status(String id) {
        return intent(id).path("status").asString();
    }

    private static TreeSet<String> forms(Answer page) {
        var forms = new TreeSet<String>();
        FORM.matcher(page.text()).results().forEach(form -> forms.add(form.group(1)));
        return forms;
    }

    private static String token(Answer page) {
        return page.text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");
    }

    private static List<String> references(Answer page) {
        return Pattern.compile("<td class=\"reference\">([^<]*)</td>")
                .matcher(page.text())
                .results()
                .map(cell -> cell.group(1))
                .toList();
    }

    private static String link(Answer page, String rel) {
        var link = Pattern.compile("rel=\"" + rel + "\" href=\"([^\"]*)\"").matcher(page.text());
        assertThat(link.find()).as(rel + " in " + page).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    /** What was done to a payment, newest first. */
    private static List<AuditLine> audit(String id) {
        return gateway
                .people()
                .audit()
                .list(gateway.firstAccount(), new Paging(Direction.Older, Cursor.TOP, 1000))
                .stream()
                .filter(line -> id.equals(line.subject()))
                .toList();
    }
}
