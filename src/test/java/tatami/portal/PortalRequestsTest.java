package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.words;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Await;
import tatami.Gateway;
import tatami.users.Role;

/** The request log in the portal, as a browser without scripts shows it. */
class PortalRequestsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static Gateway gateway;
    private static Visitor developer;
    private static String payment;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        developer = Visitor.invited(gateway, "developer@shop.example", Role.Developer);
        assertThat(words(developer.get("/portal/requests"))).contains("No requests yet");
        payment = gateway.create("Auto").path("id").asString();
        gateway.refund(payment, 100, "key");
        gateway.send(gateway.request("/webhooks")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .GET());
        Await.until("three requests in the log", Duration.ofSeconds(10), () -> {
            gateway.flushCalls();
            return rows("") == 3;
        });
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCallIsShownWithItsPaymentItsTraceAndWhatWasWrong() {
        var page = developer.get("/portal/requests");

        assertThat(words(page))
                .contains("POST /payment-intents", TRACE, "Version " + Gateway.VERSION, "What was wrong");
        assertThat(page.text()).contains("/portal/payments/" + payment, "data-copy=\"" + TRACE + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            failed=yes                 | 1
            failed=yes&method=GET      | 0
            method=POST                | 2
            route=%2Frefunds           | 1
            route=nowhere              | 0
            trace=4bf92f3577b34da6a3ce929d0e0e4736 | 1
            trace=00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01 | 1
            trace=%00&route=%00&method=%00&failed=%00 | 0
            before=x&after=%00         | 3
            """)
    void callsAreChosen(String query, int count) {
        assertThat(rows("?" + query)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Viewer", "Support"})
    void onlyDevelopersLook(Role role) {
        var visitor = Visitor.invited(gateway, role + "@shop.example", role);

        assertThat(visitor.get("/portal/requests").status()).isEqualTo(403);
        assertThat(visitor.get("/portal/payments").text()).doesNotContain("/portal/requests");
    }

    @Test
    void anotherAccountsCallsAreNotThere() {
        var other = gateway.account(gateway.openAccount("Another")).id();
        var stranger = Visitor.invited(gateway, other, "stranger@shop.example", Role.Owner);

        assertThat(words(stranger.get("/portal/requests"))).contains("No requests yet");
        assertThat(words(stranger.get("/portal/requests?trace=" + TRACE))).contains("No request is like this");
    }

    private static int rows(String query) {
        var page = developer.get("/portal/requests" + query);
        assertThat(page.status()).isEqualTo(200);
        return page.text().split("<details>", -1).length - 1;
    }
}
