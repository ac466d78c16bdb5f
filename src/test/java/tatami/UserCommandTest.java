package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.GatewayProcess.Said;
import tatami.db.TestDatabase;

/** The command as an operator types it, and what a start prints: processes of their own. */
class UserCommandTest {

    private static final Pattern LINK = Pattern.compile("http://localhost:\\d+(/portal/enter/[A-Za-z0-9_-]{43})\\n");

    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        gateway = new GatewayProcess(directory.resolve("data"));
        gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.terminate();
    }

    @Test
    void aStartPrintsALinkToThePortalThatOpens() {
        Await.until(
                "the welcome is printed",
                Duration.ofSeconds(20),
                () -> gateway.printed().contains("Ctrl-C stops it."));

        var link = LINK.matcher(gateway.printed());

        assertThat(link.find()).isTrue();
        assertThat(gateway.printed()).contains("which opens once, within 15 minutes");
        assertThat(gateway.page(link.group(1))).contains("This link opens the portal of Tatami Sandbox.");
    }

    @Test
    void whoIsAddedGetsALinkAndIsListedInvitedAgainAndDisabled() {
        var added = user("add", "Robin@Shop.example", "--name", "Robin Ward", "--role", "support");

        assertThat(added.code()).as(added.text()).isZero();
        assertThat(added.text()).startsWith("Robin Ward is Support of Tatami Sandbox, acc_sandbox_");
        var first = link(added);
        assertThat(gateway.page(first)).contains("Welcome, Robin Ward", "Choose a password");
        assertThat(user("list").text())
                .containsPattern("robin@shop\\.example +Support +acc_sandbox_\\S+  Robin Ward \\(no password yet\\)");

        var again = user("invite", "robin@shop.example");

        assertThat(gateway.page(first)).contains("This link has been used, or is too old.");
        assertThat(gateway.page(link(again))).contains("Choose a password");

        var out = user("disable", "robin@shop.example");

        assertThat(out.text()).startsWith("robin@shop.example is out, and stays out.");
        assertThat(user("list").text()).contains("Robin Ward (disabled)");
        assertThat(gateway.page(link(again))).contains("This link has been used, or is too old.");
        assertThat(gateway.page(link(user("invite", "robin@shop.example")))).contains("Choose a password");
    }

    @Test
    void aSecondFactorThatIsNotThereIsNotTurnedOff() {
        user("add", "sam@shop.example", "--name", "Sam Reed", "--role", "viewer");

        var none = user("reset-totp", "sam@shop.example");

        assertThat(none.code()).isNotZero();
        assertThat(none.text()).contains("sam@shop.example has no two-step sign-in.");
        assertThat(user("reset-totp", "nobody@shop.example").text()).contains("There is no user nobody@shop.example.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add me --name Me --role Owner                         | The e-mail is not an address
            add me@shop.example --name Me --role Boss             | The role must be Owner, Developer, Support or Viewer.
            add me@shop.example --name Me --role Owner --account acc_1 | There is no account acc_1.
            invite nobody@shop.example                            | There is no user nobody@shop.example.
            disable nobody@shop.example                           | There is no user nobody@shop.example.
            """)
    void whatCannotBeIsSaidAndNothingChanges(String line, String why) {
        var said = user(line.split(" "));

        assertThat(said.text()).startsWith("Nothing was changed.").contains(why).doesNotContain("Exception");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void nobodyIsAddedTwice() {
        user("add", "twice@shop.example", "--name", "Twice", "--role", "Viewer");

        var again = user("add", "twice@shop.example", "--name", "Twice", "--role", "Owner");

        assertThat(again.text()).contains("twice@shop.example belongs to this account already.");
        assertThat(again.code()).isEqualTo(1);
        assertThat(user("list").text()).containsPattern("twice@shop\\.example +Viewer");
    }

    @Test
    void whereThereIsNoGatewayNothingIsMade() {
        var nowhere = directory.resolve("nowhere");

        var said = gateway.run(Map.of("TATAMI_DATA_DIR", nowhere.toString()), "user", "list");
        var withoutKey = gateway.run(
                Map.of("TATAMI_DATA_DIR", nowhere.toString(), "TATAMI_DATABASE_URL", TestDatabase.newDatabase()),
                "user",
                "list");

        assertThat(said.text()).contains("There is no database in " + nowhere).doesNotContain("Exception");
        assertThat(withoutKey.text()).contains("There is no master key in " + nowhere);
        assertThat(nowhere).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "list all",
                "add me@shop.example",
                "add me@shop.example --name Me",
                "add me@shop.example --name Me --role",
                "add me@shop.example --name Me --role Owner --rights Viewer",
                "add me@shop.example --role Owner --role Viewer --name Me",
                "disable",
                "disable --name Me",
                "delete me@shop.example"
            })
    void whateverElseIsAskedOfItIsNotUnderstood(String line) {
        assertThat(UserCommand.read(List.of(line.split(" ")))).isEmpty();
    }

    @Test
    void whoeverIsNotUnderstoodReadsItsUse() {
        var said = user();

        assertThat(said.text()).startsWith("./tatami user add EMAIL");
        assertThat(said.code()).isEqualTo(2);
    }

    private static String link(Said said) {
        var link = LINK.matcher(said.text());
        assertThat(link.find()).as(said.text()).isTrue();
        return link.group(1);
    }

    private static Said user(String... words) {
        var line = new String[words.length + 1];
        line[0] = "user";
        System.arraycopy(words, 0, line, 1, words.length);
        return gateway.run(Map.of(), line);
    }
}
