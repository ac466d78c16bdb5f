package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** Billing and delivery, on the pages of both kinds of intent. */
class AddressesTest {

    private static final String CARD = "5200 0000 0000 1005";

    private static final String BILLING = "\"billingAddress\":{\"collectionRequired\":true}";
    private static final String SHIPPING = "\"shippingDetails\":{\"collectionRequired\":true}";

    private static final Map<String, String> HOME = Map.of(
            "billing-country", "GB",
            "billing-line1", "10 Downing Street",
            "billing-line2", "Flat 2",
            "billing-city", "London",
            "billing-postcode", "sw1a2aa");

    private static final Map<String, String> AWAY = Map.of(
            "shipping-same", "",
            "shipping-name", "An Other",
            "shipping-notes", "Ring twice.\r\nBeware of the dog.",
            "shipping-country", "US",
            "shipping-line1", "1 Main Street",
            "shipping-city", "Springfield",
            "shipping-region", "Illinois",
            "shipping-postcode", "62701");

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
    void whatIsNotAskedForIsNotThere() {
        assertThat(open(create("payment-intents", "")).text())
                .doesNotContain("billing-", "name=\"shipping", "<select", "<h2>Card</h2>", "data-habits");
        assertThat(open(create("payment-intents", SHIPPING)).text())
                .contains("shipping-country")
                .doesNotContain("billing-", "name=\"shipping-same");
    }

    @Test
    void browsersKnowEachFieldByItsName() {
        var page = open(create("payment-intents", BILLING + "," + SHIPPING)).text();

        for (var purpose : new String[] {"billing ", "shipping "}) {
            for (var name : new String[] {
                "country", "address-line1", "address-line2", "address-level2", "address-level1", "postal-code"
            }) {
                assertThat(page).contains("autocomplete=\"" + purpose + name + "\"");
            }
        }
        assertThat(page).contains("autocomplete=\"shipping name\"", ">Billing address</h2>", ">Delivery</h2>");
        assertThat(page).containsPattern("<select [^>]*>\\s*<option value=\"GB\" selected>United Kingdom</option>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment-intents", "setup-intents"})
    void whatTheShopperTypesIsKeptWithTheIntent(String kind) {
        var id = create(kind, BILLING + "," + SHIPPING);

        var done = send(open(id), Html.with(HOME, AWAY));

        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(intent(kind, id).path("billingAddress").toString()).isEqualTo("""
                {"address1":"10 Downing Street","address2":"Flat 2","city":"London","postcode":"SW1A 2AA","countryCode":"GB"}""");
        assertThat(intent(kind, id).path("shippingDetails").toString()).isEqualTo("""
                {"name":"An Other","deliveryNotes":"Ring twice.\\nBeware of the dog.","address":{"address1":"1 Main Street",\
                "city":"Springfield","state":"Illinois","postcode":"62701","countryCode":"US"}}""");
    }

    @Test
    void theDeliveryMayGoToTheBillingAddressWhateverItsFieldsSay() {
        var id = create("payment-intents", BILLING + "," + SHIPPING);
        var page = open(id);

        var paid = send(
                page,
                Html.with(
                        HOME,
                        Map.of("shipping-name", "An Other", "shipping-country", "US", "shipping-postcode", "wrong")));

        assertThat(Html.filled(page)).containsEntry("shipping-same", "yes");
        assertThat(paid.text()).contains("Payment successful");
        var intent = intent("payment-intents", id);
        assertThat(intent.path("shippingDetails").path("address")).isEqualTo(intent.path("billingAddress"));
        assertThat(intent.path("shippingDetails").path("name").asString()).isEqualTo("An Other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        billing-country   |                     | Choose the country.
        billing-country   | XX                  | Choose the country.
        billing-line1     |                     | Enter the street and number.
        billing-line1     | 5200 0000 0000 1005 | no card number
        billing-line2     | 5200000000001005    | no card number
        billing-city      |                     | Enter the town or city.
        billing-postcode  |                     | Enter the postcode.
        billing-postcode  | 12345               | This postcode is not right.
        shipping-name     |                     | Enter the name of who receives it.
        shipping-name     | 5200000000001005    | Enter a name.
        shipping-region   |                     | Enter the state.
        shipping-postcode |                     | Enter the ZIP code.
        shipping-postcode | SW1A 2AA            | This ZIP code is not right.
        shipping-notes    | 5200-0000-0000-1005 | no card number
        """)
    void aFieldThatIsWrongSaysWhat(String field, String typed, String sentence) {
        var id = create("payment-intents", BILLING + "," + SHIPPING);
        var good = Html.with(HOME, AWAY);

        var page = send(open(id), Html.with(good, Map.of(field, typed == null ? "" : typed)));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text())
                .contains("Please check your details", sentence)
                .contains("id=\"" + field + "-error\"", "aria-describedby=\"" + field + "-error\"")
                .doesNotContain("5200");
        assertThat(page.text().split("aria-invalid=\"true\"", -1)).hasSize(2);
        assertThat(Html.filled(page))
                .containsEntry(
                        field.equals("shipping-notes") ? "shipping-city" : "shipping-notes",
                        field.equals("shipping-notes") ? "Springfield" : "Ring twice.\nBeware of the dog.");
        assertThat(send(page, good).text()).contains("Payment successful");
    }

    @Test
    void aCountryWithoutPostcodesNeedsNone() {
        var id = create("payment-intents", BILLING);

        var paid = send(
                open(id), Map.of("billing-country", "HK", "billing-line1", "1 Nathan Road", "billing-city", "Kowloon"));

        assertThat(paid.text()).contains("Payment successful");
    }

    @Test
    void anAddressThatNobodyChangesStaysAsTheMerchantGaveIt() {
        var given = """
                {"address1":"1 High Street","address2":"Unit 3","address3":"The Old Mill","city":"Bath",\
                "postcode":"ba1 1aa","countryCode":"GB","county":"Somerset"}""";
        var id = create("payment-intents", BILLING, ",\"billingAddress\":" + given);
        var page = open(id);

        send(page, Map.of());

        assertThat(Html.filled(page))
                .containsEntry("billing-line1", "1 High Street")
                .containsEntry("billing-line2", "Unit 3, The Old Mill")
                .containsEntry("billing-region", "Somerset");
        assertThat(intent("payment-intents", id).path("billingAddress").toString())
                .isEqualTo(given);
    }

    @Test
    void anAddressOfTheMerchantsWithoutACountryGetsTheHomeOne() {
        var id = create("payment-intents", BILLING, """
                ,"billingAddress":{"countryCode":""},"shippingDetails":{"name":"An Other"}""");

        assertThat(Html.filled(open(id))).containsEntry("billing-country", "GB");
    }

    @Test
    void aDeclineKeepsTheAddress() {
        var id = create("payment-intents", BILLING);

        var declined = send(open(id), Html.with(HOME, Map.of("card-number", "4000 0000 0000 0002")));

        assertThat(declined.text()).contains("Your card was declined");
        assertThat(Html.filled(declined)).containsEntry("billing-line1", "10 Downing Street");
        assertThat(send(declined, Map.of()).text()).contains("Payment successful");
    }

    @Test
    void whatAShopperTypesIsOnlyText() {
        var hostile = "</textarea><script>alert(1)</script>\"'";
        var page = send(
                open(create("payment-intents", BILLING + "," + SHIPPING)),
                Map.of("shipping-notes", hostile, "billing-line1", hostile, "billing-country", hostile));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.text()).doesNotContain("<script>alert");
        assertThat(Html.filled(page)).containsEntry("shipping-notes", hostile);
    }

    private static Answer open(String id) {
        return Html.open(gateway, "/checkout/" + id);
    }

    private static Answer send(Answer page, Map<String, String> typed) {
        var card = Html.with(Html.card(CARD), Map.of("consent", "yes"));
        return Html.send(gateway, page, Html.with(card, typed));
    }

    private static String create(String kind, String config) {
        return create(kind, config, "");
    }

    private static String create(String kind, String config, String more) {
        var what = kind.equals("payment-intents") ? "\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"}" : """
                "intendedAmount":{"value":1000,"currencyCode":"GBP"},"terms":"Our terms.",\
                "merchantInitiatedTransactionType":"NoShow\"""";
        var request = "{" + what + ",\"reference\":\"Order 234\",\"config\":{" + config + "}" + more + "}";
        return gateway.post("/" + kind, request).ok().path("id").asString();
    }

    private static JsonNode intent(String kind, String id) {
        return gateway.get("/" + kind + "/" + id).ok();
    }
}
