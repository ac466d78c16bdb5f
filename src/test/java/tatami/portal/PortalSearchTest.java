package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.location;
import static tatami.portal.Visitor.words;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.db.Sql;
import tatami.users.Role;
import tools.jackson.databind.JsonNode;

/** Looking for payments in the portal, by what people remember of them. */
class PortalSearchTest {

    private static final String MASTERCARD = "5200000000001005";
    private static final String VISA = "4456530000001013";

    private static final Sql FILL_ANEW = Sql.of("UPDATE payment_search_progress SET filled_to = ''");

    private static Gateway gateway;
    private static Visitor viewer;
    private static Visitor stranger;
    private static LocalDate firstDay;
    private static String id;

    /** A shop's three days; the last payment is the newest. */
    @BeforeAll
    static void open() {
        gateway = Gateway.start();
        var key = gateway.secretKey();
        firstDay = today();
        var first = create(key, "Order 234/blue", 1250, "GBP");
        id = first.path("id").asString();
        pay(first, MASTERCARD);
        pay(create(key, "Order 235/blue", 1250, "EUR"), VISA);
        nextDay();
        create(key, "order 236/RED", 1250, "JPY");
        var refunded = create(key, "Table 7", 990, "GBP");
        pay(refunded, VISA);
        gateway.refund(refunded.path("id").asString(), 990, "key").ok();
        nextDay();
        pay(create(key, "Gift 100% off", 12, "JPY"), MASTERCARD);
        create(key, "Crème_Brûlée", 1200, "GBP");
        var other = gateway.openAccount("Strangers");
        pay(create(other, "Order 234/blue", 1250, "GBP"), MASTERCARD);
        gateway.index();
        viewer = Visitor.invited(gateway, "viewer@shop.example", Role.Viewer);
        stranger = Visitor.invited(gateway, gateway.account(other).id(), "stranger@x.example", Role.Viewer);
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    /** Rows: what is asked, and the first words of what is found. The days are counted from the shop's first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reference=order                                    | Order 236/RED, Order 235/blue, Order 234/blue
            reference=BLUE order                               | Order 235/blue, Order 234/blue
            reference=234 blue                                 | Order 234/blue
            reference=Order 234/blue                           | Order 234/blue
            reference=234 red                                  |
            reference=23                                       |
            reference=100% off                                 | Gift 100% off
            reference=crème                                    | Crème_Brûlée
            amount=12.50                                       | Order 235/blue, Order 234/blue
            amount=£12.50                                      | Order 234/blue
            amount=12,50 EUR                                   | Order 235/blue
            amount=1250                                        | order 236/RED
            amount=12                                          | Crème_Brûlée, Gift 100% off
            amount=12.51                                       |
            card=1005                                          | Gift 100% off, Order 234/blue
            card=1013                                          | Table 7, Order 235/blue
            status=Refunded                                    | Table 7
            status=Created                                     | Crème_Brûlée, order 236/RED
            status=Captured&card=1013                          | Order 235/blue
            status=Created&card=1005                           |
            status=Refunded&amount=9.90&card=1013&reference=7  | Table 7
            amount=12.50&reference=blue&card=1005              | Order 234/blue
            from=0&to=0                                        | Order 235/blue, Order 234/blue
            reference=order&from=1                             | order 236/RED
            card=1013&to=0                                     | Order 235/blue
            card=1013&from=1&to=1                              | Table 7
            """)
    void paymentsAreFoundByWhatIsRememberedOfThem(String asked, String expected) {
        var found = references(viewer.get("/portal/payments?" + query(asked)));

        assertThat(String.join(", ", found)).isEqualToIgnoringCase(expected == null ? "" : expected);
    }

    @Test
    void anotherAccountsPaymentsAreNotFound() {
        for (var asked : List.of("reference=order", "amount=12.50", "card=1005", "status=Captured")) {
            assertThat(references(stranger.get("/portal/payments?" + query(asked))))
                    .as(asked)
                    .containsExactly("Order 234/blue");
        }
        assertThat(references(stranger.get("/portal/payments?reference=235"))).isEmpty();
    }

    @Test
    void whatWasAskedIsShownAndCanBeTakenOutPartByPart() {
        var page = viewer.get("/portal/payments?" + query("status=Refunded&card=1005&reference=Table 7"));

        assertThat(words(page))
                .contains("No payment is like this", "None has all that is named above.")
                .contains("Remove “Table 7”", "Remove Card •••• 1005", "Remove Refunded");
        assertThat(page.text()).contains("value=\"Table 7\"", "value=\"1005\"");
        var wider = viewer.get(chip(page, "Card •••• 1005"));
        assertThat(references(wider)).containsExactly("Table 7");
    }

    @Test
    void theFilterStaysWhilePagesAreTurned() {
        var key = gateway.openAccount("Many Alike");
        for (int i = 0; i < 130; i++) {
            gateway.clock().advance(Duration.ofMillis(1));
            create(key, (i % 2 == 0 ? "Even " : "Odd ") + i, 100, "GBP");
        }
        gateway.index();
        var many = Visitor.invited(gateway, gateway.account(key).id(), "many@shop.example", Role.Viewer);

        var first = many.get("/portal/payments?" + query("reference=even&amount=1.00&status=Created"));
        var second = many.get(link(first, "next"));
        var back = many.get(link(second, "prev"));

        assertThat(references(first)).hasSize(50).startsWith("Even 128").endsWith("Even 30");
        assertThat(references(second)).hasSize(15).startsWith("Even 28").endsWith("Even 0");
        assertThat(references(back)).isEqualTo(references(first));
        assertThat(second.text()).doesNotContain("rel=\"next\"");
    }

    @Test
    void anIdInTheSameFieldLeadsToItsPayment() {
        assertThat(location(viewer.get("/portal/payments?reference=%20" + id + "%20")))
                .isEqualTo("/portal/payments/" + id);
        assertThat(stranger.get("/portal/payments?reference=" + id).status()).isEqualTo(404);
        var unknown = viewer.get("/portal/payments?reference=pi_sandbox_nobody");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(words(unknown)).contains("There is no payment with this id.");
    }

    /** Rows: what is asked, and what is said to it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amount=-5                          | The amount is not one
            amount=ten                         | The amount is not one
            amount=%00                         | The amount is not one
            amount=١٢٫٥٠                       | The amount is not one
            amount=12.50 XYZ                   | The amount is not one
            card=100                           | The card ending is not four digits
            card=10%25_                        | The card ending is not four digits
            card=١٠٠٥                          | The card ending is not four digits
            card=5200000000001005              | The card ending is not four digits
            reference=%25                      | The reference has neither a letter nor a digit
            reference=%00                      | The reference has neither a letter nor a digit
            reference=%ED%A0%80                | The reference has neither a letter nor a digit
            status=captured                    | There is no such status.
            from=2026-13-01                    | The first day is not a date
            to=yesterday                       | The last day is not a date
            from=2026-03-02&to=2026-03-01      | The first day is after the last day.
            """)
    void whatCannotBeReadIsSaidByItsName(String asked, String why) {
        var refused = viewer.get("/portal/payments?" + asciiOf(asked));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains(why);
        assertThat(refused.text()).doesNotContain("5200000000001005");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "amount", "card", "status", "from", "to", "after", "before"})
    void tenThousandCharactersAreNoError(String field) {
        var answer = viewer.get("/portal/payments?" + field + "=" + "9".repeat(4_000));

        assertThat(answer.status()).isBetween(200, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE account; --",
                "a\u0000b",
                "%_",
                "\\",
                "{1,2}",
                "<script>alert(1)</script>",
                "a'b\"c"
            })
    void whatIsTypedIsOnlyText(String typed) {
        var answer = viewer.get("/portal/payments?reference=" + encoded(typed));

        assertThat(answer.status()).isBetween(200, 400);
        assertThat(answer.text()).doesNotContain("<script>alert");
        assertThat(references(answer)).isEmpty();
    }

    @Test
    void whatIsStillBeingPreparedIsSaid() {
        gateway.database().once(tx -> tx.sql(FILL_ANEW).run());
        assertThat(words(viewer.get("/portal/payments?status=Created")))
                .contains("Older payments are still being prepared for searching");
        assertThat(words(viewer.get("/portal/payments"))).doesNotContain("prepared");

        gateway.index();
        assertThat(words(viewer.get("/portal/payments?status=Created"))).doesNotContain("prepared");
    }

    private static JsonNode create(String key, String reference, long minor, String currency) {
        gateway.clock().advance(Duration.ofMillis(1));
        return gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"amount\":{\"value\":%d,\"currencyCode\":\"%s\"},\"reference\":\"%s\"}"
                                        .formatted(minor, currency, reference))))
                .ok();
    }

    private static void pay(JsonNode intent, String pan) {
        assertThat(gateway.pay(intent, pan).ok().path("statusCode").asInt()).isZero();
    }

    private static void nextDay() {
        gateway.clock().advance(Duration.ofDays(1));
    }

    private static LocalDate today() {
        return gateway.clock().instant().atZone(ZoneId.of("Europe/London")).toLocalDate();
    }

    /** The same for an address; a day that is a number is so many after the first. */
    private static String query(String asked) {
        return Pattern.compile("(\\w+)=([^&]*)").matcher(asked).replaceAll(part -> {
            var isDay = part.group(1).matches("from|to");
            var value = isDay ? firstDay.plusDays(Long.parseLong(part.group(2))).toString() : part.group(2);
            return part.group(1) + "=" + encoded(value.strip());
        });
    }

    /** For an address, in which some of it is encoded already. */
    private static String asciiOf(String asked) {
        return Pattern.compile("[^!-~]+").matcher(asked).replaceAll(part -> encoded(part.group()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> references(Answer page) {
        return Pattern.compile("<td class=\"reference\">([^<]*)</td>")
                .matcher(page.text())
                .results()
                .map(cell -> cell.group(1))
                .toList();
    }

    private static String chip(Answer page, String words) {
        var chip = Pattern.compile("class=\"chip\" href=\"([^\"]*)\"><span><span class=\"sr\">Remove </span>"
                        + Pattern.quote(words))
                .matcher(page.text());
        assertThat(chip.find()).as(words + " in " + page).isTrue();
        return chip.group(1).replace("&amp;", "&");
    }

    private static String link(Answer page, String rel) {
        var link = Pattern.compile("rel=\"" + rel + "\" href=\"([^\"]*)\"").matcher(page.text());
        assertThat(link.find()).as(rel + " in " + page).isTrue();
        return link.group(1).replace("&amp;", "&");
    }
}
