package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.GatewayProcess.Said;
import tatami.accounts.Pictures;
import tatami.db.TestDatabase;

/** The command as an operator types it: a process of its own. */
class BrandCommandTest {

    /** A gateway remembers for ten seconds; the rest is for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        Files.write(directory.resolve("logo.svg"), Pictures.bytes(Pictures.wordmark("Bluebell", "#274b7d")));
        Files.write(directory.resolve("icon.png"), Pictures.plain("PNG", 32, 32, 0x274b7d));
        Files.write(directory.resolve("large.png"), new byte[31_024]);
        Files.writeString(directory.resolve("letter.txt"), "Dear Sir or Madam");
        gateway = new GatewayProcess(directory.resolve("data"));
        gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.terminate();
    }

    @Test
    void aBrandIsSetBesideARunningGatewayAndShownSoon() {
        var intent =
                gateway.post("/payment-intents", """
                        {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 9"}
                        """).orElseThrow().path("id").asString();
        assertThat(gateway.page("/checkout/" + intent)).doesNotContain("#8a1c4f"); // and it remembers that

        var said = brand("--logo", file("logo.svg"), "--favicon", file("icon.png"), "--colour", "#8A1C4F");

        assertThat(said.text())
                .startsWith("Tatami Sandbox, acc_sandbox_")
                .containsPattern("logo +SVG, [0-9]+ bytes \\(changed\\)")
                .containsPattern("favicon +PNG, [0-9]+ bytes \\(changed\\)")
                .containsPattern("colour +#8a1c4f \\(changed\\)")
                .endsWith("Gateways show it within ten seconds.\n");
        assertThat(said.code()).isZero();
        Await.until("the page shows the brand", SOON, () -> {
            var page = gateway.page("/checkout/" + intent);
            return page.contains("<img src=\"/branding/") && page.contains("--accent:#8a1c4f");
        });
    }

    @Test
    void whatIsNotNamedStaysAndNoneTakesAwayAlsoWithoutAGateway() {
        gateway.terminate();
        try {
            brand("--logo", file("logo.svg"), "--favicon", file("icon.png"), "--colour", "ffd400");

            var less = brand("--logo", "none");
            var shown = brand();

            assertThat(less.text())
                    .containsPattern("logo +none \\(changed\\)\n")
                    .containsPattern("favicon +PNG, [0-9]+ bytes\n")
                    .containsPattern("colour +#ffd400\n");
            assertThat(less.code()).isZero();
            assertThat(shown.text())
                    .containsPattern("logo +none\n")
                    .containsPattern("colour +#ffd400\n")
                    .doesNotContain("changed", "seconds");
            assertThat(shown.code()).isZero();
            assertThat(directory.resolve("data/postgres/cluster/postmaster.pid"))
                    .doesNotExist();
        } finally {
            gateway.start();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --logo missing.png    | There is no file
        --logo data           | There is no file
        --logo large.png      | The logo has 31,024 bytes, and may have 30,000 at most.
        --favicon letter.txt  | The favicon is not a picture of a kind that it may be: PNG, JPEG, GIF, WebP, SVG or ICO.
        --colour navy         | navy' is not a colour.
        --account acc_1       | There is no account acc_1.
        """)
    void whatCannotBeIsSaidAndNothingChanges(String line, String why) {
        var before = brand().text();
        var option = line.split(" ");

        var said = brand(option[0], option[0].matches("--logo|--favicon") ? file(option[1]) : option[1]);

        assertThat(said.text()).startsWith("Nothing was changed.").contains(why).doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
        assertThat(brand().text()).isEqualTo(before);
    }

    @Test
    void oneWrongPartChangesNothing() {
        var before = brand().text();

        var said = brand("--colour", "#123456", "--logo", file("letter.txt"));

        assertThat(said.code()).isEqualTo(1);
        assertThat(brand().text()).isEqualTo(before);
    }

    @Test
    void anotherAccountIsNamed() {
        var account = brand().text().replaceAll("(?s).*, (acc_sandbox_\\S+)\n.*", "$1");

        assertThat(brand("--account", account).text()).startsWith("Tatami Sandbox, " + account + "\n");
        assertThat(brand("--account", account.replaceAll(".$", account.endsWith("A") ? "Q" : "A"))
                        .text())
                .contains("There is no account " + account.substring(0, account.length() - 1));
    }

    @Test
    void whereNoGatewayWasEverStartedNothingIsMade() {
        var nowhere = directory.resolve("nowhere");

        var said = gateway.run(Map.of("TATAMI_DATA_DIR", nowhere.toString()), "brand");

        assertThat(said.text()).contains("There is no database in " + nowhere).doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void aDatabaseThatNoGatewayHasFinishedIsRefused() {
        var said = gateway.run(Map.of("TATAMI_DATABASE_URL", TestDatabase.newDatabase()), "brand");

        assertThat(said.text()).contains("There is no account yet").doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brand --help",
                "brand logo.svg",
                "brand --logo",
                "brand --color #123456",
                "brand --colour 123456 --colour 654321"
            })
    void whateverElseIsAskedOfItIsAnsweredWithItsUse(String line) {
        var said = gateway.run(Map.of(), line.split(" "));

        assertThat(said.text()).startsWith("./tatami brand [--logo FILE]");
        assertThat(said.code()).isEqualTo(2);
    }

    private static Said brand(String... options) {
        var words = new ArrayList<>(List.of("brand"));
        words.addAll(List.of(options));
        return gateway.run(Map.of(), words.toArray(String[]::new));
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }
}
