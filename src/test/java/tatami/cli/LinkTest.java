package tatami.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.kit.Times;
import tools.jackson.databind.JsonNode;

/** {@code ./tatami link} beside a real gateway. */
class LinkTest {

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
    void theLinkIsAllThatGoesToStandardOutputAndShowsThePage() {
        var shell = link("12.50");

        assertThat(shell.end()).as(shell.err()).isZero();
        assertThat(shell.out()).matches(gateway.baseUrl() + "/checkout/pi_sandbox_[A-Za-z0-9_-]{22}\n");
        var page = gateway.send(gateway.open(path(shell)).GET());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Pay £12.50").doesNotContain("Payment link", "id=\"email\"", "Add a tip");
    }

    @Test
    void whatItIsForIsSaidBesideIt() {
        var shell = link("12,50", "eur", "--reference", "Order 7", "--tips", "--custom-amount");

        var id = intent(shell).path("id").asString();
        assertThat(shell.err().lines())
                .satisfiesExactly(
                        amount -> assertThat(amount).isEqualTo("  Amount      EUR 12.50, or another, and a tip"),
                        reference -> assertThat(reference).isEqualTo("  Reference   Order 7"),
                        end -> assertThat(end).matches("  Open until  \\d+ \\w+ \\d{4}, \\d\\d:\\d\\d"),
                        intent -> assertThat(intent).isEqualTo("  Intent      " + id));
    }

    @Test
    void everyOptionReachesTheIntent() {
        var shell = link(
                "1,500",
                "JPY",
                "--reference=Order \"7\"",
                "--description=Two \\ books",
                "--title=Bluebell Books",
                "--email",
                "--custom-amount",
                "--tips",
                "--wallets",
                "--expires=7d");

        assertThat(shell.end()).as(shell.err()).isZero();
        var intent = intent(shell);
        assertThat(intent.path("amount").toString()).isEqualTo("{\"value\":1500,\"currencyCode\":\"JPY\"}");
        assertThat(intent.path("reference").asString()).isEqualTo("Order \"7\"");
        assertThat(intent.path("description").asString()).isEqualTo("Two \\ books");
        assertThat(intent.path("paymentMethods").toString()).isEqualTo("[\"Card\",\"Wallet\"]");
        var config = intent.path("config");
        assertThat(config.path("title").asString()).isEqualTo("Bluebell Books");
        assertThat(config.path("customerEmail").path("collectionRequired").asBoolean())
                .isTrue();
        assertThat(config.path("payment").path("customAmountAllowed").asBoolean())
                .isTrue();
        assertThat(config.path("payment").path("tipsAllowed").asBoolean()).isTrue();
        assertThat(config.path("details").path("showReference").asBoolean()).isTrue();
        assertThat(intent.path("expireAt").asString())
                .isEqualTo(Times.wire(Times.now(gateway.clock()).plus(Duration.ofDays(7))));
    }

    @ParameterizedTest
    @CsvSource({"30m, PT30M", "12h, PT12H", "1D, P1D", "90d, P90D"})
    void aLinkLastsAsLongAsIsSaid(String typed, Duration span) {
        assertThat(intent(link("5", "--expires", typed)).path("expireAt").asString())
                .isEqualTo(Times.wire(Times.now(gateway.clock()).plus(span)));
    }

    /** What is typed, and what is said of it; the gateway is not asked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            link 12.505             | '12.505' is not an amount of GBP, such as 125.00.
            link 12.50 JPY          | '12.50' is not an amount of JPY, such as 12500.
            link 1,500 KWD          | '1,500' is not an amount of KWD, such as 12.500.
            link £5 EUR             | '£5' is not an amount of EUR, such as 125.00.
            link 5 XYZ              | There is no currency 'XYZ'. Its three letters are wanted, such as GBP.
            link 5 XXX              | There is no currency 'XXX'. Its three letters are wanted, such as GBP.
            link 5 --expires soon   | --expires takes a time from now, such as 30m, 12h or 7d.
            link 5 --expires 0d     | --expires takes a time from now, such as 30m, 12h or 7d.
            link 5 --expires -1d    | --expires takes a time from now, such as 30m, 12h or 7d.
            link                    | Missing required parameter: '<amount>'
            link 5 GBP 6            | Unmatched argument at index 2: '6'
            link 5 --forward-to     | Unknown option: '--forward-to'
            """)
    void wrongUseIsRefusedNamingWhatIsWrong(String typed, String said) {
        var shell = Shell.run(Shell.nothing(), typed.split(" "));

        assertThat(shell.end()).as(shell.err()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).startsWith(said).doesNotContain("\tat ");
    }

    /** What the gateway finds fault with, in its own words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                    | <amount>: The field Value must be
            5 --reference {61}   | --reference: The field Reference must be
            5 --reference=       | --reference: The Reference field is required.
            5 --description {4097} | --description: The field Description must be
            5 --title {101}      | --title: The field Title must be
            """)
    void whatTheGatewayRefusesIsSaidInItsWordsNamingTheOption(String typed, String said) {
        var arguments = Pattern.compile("\\{(\\d+)}")
                .matcher("link " + typed)
                .replaceAll(length -> "a".repeat(Integer.parseInt(length.group(1))))
                .split(" ");

        var shell = Shell.run(here(), arguments);

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).startsWith("The gateway at " + gateway.baseUrl() + " answers 400: " + said);
    }

    @Test
    void aKeyThatTheGatewayDoesNotKnowIsSaid() {
        var shell = Shell.run(Shell.kept(gateway.baseUrl(), "sk_sandbox_wrong"), "link", "5");

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .startsWith("The gateway at " + gateway.baseUrl() + " refuses the key in .tatami/keys.")
                .doesNotContain("sk_sandbox_wrong");
    }

    @Test
    void anotherAccountsKeyMakesItThatAccountsLink() {
        var key = gateway.openAccount("Corner Café");

        var shell = Shell.run(here(), "link", "5", "--key", key, "--gateway", gateway.baseUrl() + "/");

        assertThat(shell.end()).as(shell.err()).isZero();
        assertThat(gateway.send(gateway.open(path(shell)).GET()).text()).contains("Corner Café");
    }

    @Test
    void aGatewayThatIsNotThereIsSaid() throws IOException {
        int unused;
        try (var socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }

        var shell = Shell.run(here(), "link", "5", "--gateway", "localhost:" + unused);

        assertThat(shell.end()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .startsWith("The gateway at http://localhost:" + unused + " cannot be reached: connection refused.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "{\"paymentLink\":\"javascript:alert(1)\"}", "{\"paymentLink\":7}"})
    void anAnswerWithoutALinkIsNoneOfAGateways(String answer) {
        try (var fake = new FakeGateway().answers(200, "application/json", answer)) {
            var shell = Shell.run(Shell.kept(fake.url(), "sk_sandbox_1"), "link", "5");

            assertThat(shell.end()).isEqualTo(1);
            assertThat(shell.out()).isEmpty();
            assertThat(shell.err()).startsWith("There is no Tatami gateway at " + fake.url() + ", or one too old: it");
        }
    }

    @Test
    void whatAnAnswerLeavesOutKeepsNobodyFromTheLink() {
        try (var fake =
                new FakeGateway().answers(200, "application/json", "{\"paymentLink\":\"https://a.example/1\"}")) {
            var shell = Shell.run(Shell.kept(fake.url(), "sk_sandbox_1"), "link", "5");

            assertThat(shell.end()).as(shell.err()).isZero();
            assertThat(shell.out()).isEqualTo("https://a.example/1\n");
        }
    }

    @Test
    void theHelpNamesEveryOption() {
        var shell = Shell.run(Shell.nothing(), "link", "--help");

        assertThat(shell.end()).isZero();
        assertThat(shell.out())
                .contains("<amount>", "<currency>", "--reference", "--description", "--title", "--email")
                .contains("--custom-amount", "--tips", "--wallets", "--expires", "--gateway", "--key");
        assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
    }

    private static Shell link(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "link";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Shell.runAt(gateway.clock(), here(), all);
    }

    private static Cli.Defaults here() {
        return Shell.kept(gateway.baseUrl(), gateway.secretKey());
    }

    private static String path(Shell shell) {
        return shell.out().strip().substring(gateway.baseUrl().length());
    }

    private static JsonNode intent(Shell shell) {
        return gateway.get("/payment-intents/" + path(shell).replace("/checkout/", ""))
                .ok();
    }
}
