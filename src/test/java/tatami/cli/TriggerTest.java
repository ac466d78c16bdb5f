package tatami.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;

/** {@code ./tatami trigger} beside a real gateway. */
class TriggerTest {

    private static final String ID = "pi_sandbox_[A-Za-z0-9_-]{22}";

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** What is typed; what then happens, in order; what is said, step by step. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payment_intent.created                           | created Created | created Created GBP 10.00
            payment_intent.updated                           | created Created, updated Created | created Created GBP 10.00, changed Created to GBP 12.00
            payment_intent.send-receipt                      | created Created, status_updated Captured, successful Captured, send-receipt Captured | created Created GBP 10.00, paid Captured card 5200000000001005, receipt Captured to shopper@shop.example
            payment.successful                               | created Created, status_updated Captured, successful Captured | created Created GBP 10.00, paid Captured card 5200000000001005
            payment_intent.status_updated                    | created Created, status_updated Captured, successful Captured | created Created GBP 10.00, paid Captured card 5200000000001005
            payment_intent.status_updated --status Captured   | created Created, status_updated Captured, successful Captured | created Created GBP 10.00, paid Captured card 5200000000001005
            payment_intent.status_updated --status Authorized | created Created, status_updated Authorized | created Created GBP 10.00, paid Authorized card 5200000000001005
            payment_intent.status_updated --status canceled   | created Created, status_updated Canceled | created Created GBP 10.00, canceled Canceled
            payment_intent.status_updated --status Refunded   | created Created, status_updated Captured, successful Captured, status_updated Refunded | created Created GBP 10.00, paid Captured card 5200000000001005, refunded Refunded GBP 10.00
            payment_intent.status_updated --status Reversed   | created Created, status_updated Authorized, status_updated Reversed | created Created GBP 10.00, paid Authorized card 5200000000001005, reversed Reversed
            """)
    void whatIsAskedForHappensAndIsSaid(String typed, String events, String steps) {
        var shell = Shell.run(here(), ("trigger " + typed).split(" "));

        assertThat(shell.end()).as(shell.err()).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(told()).isEqualTo(events);
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(shell.out().lines().map(line -> line.replaceFirst(ID, "").replaceAll(" +", " ")))
                .containsExactly(steps.split(", "));
    }

    @Test
    void eachStepNamesItsIntent() {
        var shell = Shell.run(here(), "trigger", "payment.successful");

        var intent = shell.out().replaceAll("(?s)\\w+ +(" + ID + ") .*", "$1");
        assertThat(shell.out()).isEqualTo("""
                created   %s  Created     GBP 10.00
                paid      %s  Captured    card 5200000000001005
                """.formatted(intent, intent));
        assertThat(gateway.get("/payment-intents/" + intent).ok().path("status").asString())
                .isEqualTo("Captured");
    }

    @Test
    void aReceiptIsReallySent() {
        Shell.run(here(), "trigger", "payment_intent.send-receipt");

        assertThat(gateway.mail()).isEqualTo(1);
    }

    @Test
    void withoutAnEventItListsThem() {
        var shell = Shell.run(Shell.nothing(), "trigger");

        assertThat(shell.end()).isZero();
        assertThat(shell.out()).isEqualTo("""
                ./tatami trigger <event> makes one of these happen:

                  payment_intent.created         creates a payment intent
                  payment_intent.status_updated  creates one and pays it; see --status
                  payment_intent.updated         creates one and changes its amount
                  payment_intent.send-receipt    pays one and sends a receipt
                  payment.successful             pays one
                """);
    }

    @Test
    void anUnknownEventIsRefusedWithTheList() {
        var shell = Shell.run(here(), "trigger", "payment.succesful");

        assertThat(shell.end()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .startsWith("There is no event 'payment.succesful'.")
                .contains("\n  payment.successful             pays one\n");
        assertThat(told()).isEmpty();
    }

    @Test
    void thereAreNoOrders() {
        var shell = Shell.run(here(), "trigger", "order.created");

        assertThat(shell.end()).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("This version of the API has no orders, so order.created never happens.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger payment_intent.created --status Captured",
                "trigger payment_intent.status_updated --status Created",
                "trigger payment_intent.created payment.successful",
                "trigger payment_intent.created --forward-to x",
            })
    void wrongUseIsRefusedAndNothingHappens(String typed) {
        var shell = Shell.run(here(), typed.split(" "));

        assertThat(shell.end()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isNotEmpty().doesNotContain("\tat ");
        assertThat(told()).isEmpty();
    }

    @Test
    void onlySandboxKeysArePermitted() {
        var shell = Shell.run(here(), "trigger", "payment.successful", "--key", "sk_prod_12345");

        assertThat(shell.end()).isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("trigger makes payments; it works with sandbox keys only, and the key given with --key"
                        + " does not begin with sk_sandbox_.\n");
        assertThat(told()).isEmpty();
    }

    @Test
    void aKeyThatTheGatewayDoesNotKnowIsSaid() {
        var shell = Shell.run(Shell.kept(gateway.baseUrl(), "sk_sandbox_wrong"), "trigger", "payment.successful");

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.err()).startsWith("The gateway at " + gateway.baseUrl() + " refuses the key in .tatami/keys.");
    }

    @Test
    void aGatewayThatIsNotThereIsSaid() throws IOException {
        int unused;
        try (var socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }

        var shell = Shell.run(here(), "trigger", "payment.successful", "--gateway", "localhost:" + unused);

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.err())
                .startsWith("The gateway at http://localhost:" + unused + " cannot be reached: connection refused.");
    }

    @Test
    void theHelpNamesEveryOption() {
        var shell = Shell.run(Shell.nothing(), "trigger", "--help");

        assertThat(shell.end()).isZero();
        assertThat(shell.out()).contains("--status", "Reversed", "--gateway", "--key", "TATAMI_SANDBOX_SECRET_KEY");
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
    }

    private Cli.Defaults here() {
        return Shell.kept(gateway.baseUrl(), gateway.secretKey());
    }

    /** All that merchants are told, in order: the last word of each name, and the status. */
    private String told() {
        var told = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT regexp_replace(type, '^.*[.]', '') || ' ' || (data::jsonb->>'paymentStatus')
                        FROM event ORDER BY seq
                        """)) {
            while (rows.next()) {
                told.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return String.join(", ", told);
    }
}
