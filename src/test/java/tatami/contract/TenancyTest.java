package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Environment;

/** Another account's things are not forbidden: they are not there. */
class TenancyTest {

    private static Gateway gateway;
    private static String stranger;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        stranger = gateway.openAccount("Stranger");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    |                                     | 404 |
            DELETE |                                     | 404 |
            POST   | /receipt                            | 404 | {"emails":["a@shop.example"]}
            POST   | /charge                             | 400 |
            POST   | /refresh-client-session-secret      | 400 |
            POST   | /tips-amount                        | 400 | {"tipsAmount":{"value":1,"currencyCode":"GBP"}}
            POST   | /amount                             | 400 | {"amount":{"value":1,"currencyCode":"GBP"}}
            POST   | /refunds                            | 400 | {"amount":1}
            POST   | /reversal                           | 400 |
            POST   | /captures                           | 400 | {"amount":1}
            """)
    void anothersIntentAnswersAsOneThatIsNotThere(String verb, String path, int status, String body) {
        var rows = new Rows(gateway);
        for (var state : new String[] {"Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled"}) {
            var id = Wire.intent(gateway, state);
            var before = rows.counts();
            var intent = gateway.get("/payment-intents/" + id).text();

            var anothers = asStranger(verb, id, path, body);
            var unknown = asStranger(verb, Wire.UNKNOWN_INTENT, path, body);

            Wire.refused(anothers, status, "There is no payment intent with this id.");
            assertThat(untraced(anothers)).as("nothing tells the two apart").isEqualTo(untraced(unknown));
            assertThat(rows.counts()).isEqualTo(before);
            assertThat(gateway.get("/payment-intents/" + id).text()).isEqualTo(intent);
        }
    }

    @Test
    void anothersRefundIsNotThere() {
        var refund = gateway.refund(gateway.paid("Auto"), 1, "k")
                .ok()
                .path("refundId")
                .asString();

        var answer = gateway.send(gateway.requestAs(stranger, "/payment-intents/refunds/" + refund)
                .GET());

        Wire.refused(answer, 400, "There is no refund with this id.");
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

    private static Answer asStranger(String verb, String id, String path, String body) {
        return gateway.send(gateway.requestAs(stranger, "/payment-intents/" + id + (path == null ? "" : path))
                .header("Content-Type", "application/json")
                .header("idempotencyKey", "k")
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static String untraced(Answer answer) {
        return answer.text().replaceAll("00-[0-9a-f]{32}-[0-9a-f]{16}-01", "");
    }
}
