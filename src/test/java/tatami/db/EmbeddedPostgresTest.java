package tatami.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real servers and real deaths. Durable settings throughout, since durability is the point. */
class EmbeddedPostgresTest {

    @TempDir
    Path folder;

    @Test
    void aNewDirectoryBecomesADurableDatabaseInUtf8() {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(postgres.jdbcUrl()).contains("//127.0.0.1:" + postgres.port() + "/tatami?user=postgres");
            assertThat(ask(postgres, "SELECT current_database()")).isEqualTo("tatami");
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(ask(postgres, "SELECT lower('É')")).isEqualTo("é");
        }
    }

    @Test
    void dataAndPortOutliveAStop() {
        int port;
        try (var postgres = EmbeddedPostgres.start(folder)) {
            port = postgres.port();
            write(postgres);
        }
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void closingTwiceDoesNoHarm() {
        var postgres = EmbeddedPostgres.start(folder);
        postgres.close();
        postgres.close();
        assertThat(folder.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void twoDirectoriesLiveSideBySideAndSpacesInTheirNamesAreFine() {
        try (var one = EmbeddedPostgres.start(folder.resolve("one and $HOME \"quoted\""));
                var two = EmbeddedPostgres.start(folder.resolve("two"))) {
            write(one);
            assertThat(one.port()).isNotEqualTo(two.port());
            assertThat(ask(two, "SELECT to_regclass('note')::text")).isNull();
        }
    }

    @Test
    void theServerOfAKilledGatewayIsAdoptedWithAllItsData() throws Exception {
        var born = gatewayThatIsKilled();
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "SELECT pg_postmaster_start_time()::text")).isEqualTo(born);
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void aServerLeftByAnotherVersionIsStartedAnewWithTheSettingsOfThisOne() throws Exception {
        var born = gatewayThatIsKilled();
        try (var postgres = EmbeddedPostgres.start(folder, Map.of("max_connections", "50"))) {
            assertThat(ask(postgres, "SELECT pg_postmaster_start_time()::text")).isNotEqualTo(born);
            assertThat(ask(postgres, "SHOW max_connections")).isEqualTo("50");
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void afterTheDeathOfGatewayAndServerEveryCommitIsThere() throws Exception {
        gatewayThatIsKilled();
        killServer();
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void aGatewayWhoseServerWasKilledCanStillBeClosedAndStartedAgain() throws IOException {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            write(postgres);
            killServer();
        }
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void aNumberThatBelongsToAnotherProcessByNowIsNotTakenForTheServer() throws Exception {
        gatewayThatIsKilled();
        killServer();
        var stale = Files.readString(noteIn(folder));
        Files.writeString(
                noteIn(folder),
                stale.replaceFirst("\\d+", "" + ProcessHandle.current().pid()));
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "SELECT word FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void aNumberThatBelongsToTheServerOfAnotherDirectoryIsNotAdopted() throws Exception {
        try (var other = EmbeddedPostgres.start(folder.resolve("other"))) {
            var mine = folder.resolve("mine");
            EmbeddedPostgres.start(mine).close();
            Files.copy(noteIn(folder.resolve("other")), noteIn(mine));
            try (var postgres = EmbeddedPostgres.start(mine)) {
                assertThat(postgres.port()).isNotEqualTo(other.port());
                assertThat(ask(other, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aPortThatSomebodyElseTookIsGivenUpForANewOne() throws IOException {
        int port;
        try (var postgres = EmbeddedPostgres.start(folder)) {
            port = postgres.port();
        }
        try (var somebodyElse = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int next;
            try (var postgres = EmbeddedPostgres.start(folder)) {
                next = postgres.port();
                assertThat(next).isNotEqualTo(somebodyElse.getLocalPort());
            }
            try (var postgres = EmbeddedPostgres.start(folder)) {
                assertThat(postgres.port()).isEqualTo(next);
            }
        }
    }

    @Test
    void aSecondGatewayOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
        try (var first = EmbeddedPostgres.start(folder)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                    .isInstanceOf(EmbeddedPostgres.Failure.class)
                    .hasMessageContaining("is using " + folder.toRealPath());
            var second = child();
            assertThat(second.inputReader().readAllAsString())
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("a data directory of its own");
            assertThat(ask(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void whoWorksBesideAGatewayFindsItsServerAndNoOther() throws IOException {
        var mine = folder.resolve("mine");
        assertThat(EmbeddedPostgres.exists(mine)).isFalse();
        assertThat(EmbeddedPostgres.running(mine)).isEmpty();
        EmbeddedPostgres.start(mine).close();
        assertThat(EmbeddedPostgres.exists(mine)).isTrue();
        assertThat(EmbeddedPostgres.running(mine)).as("stopped").isEmpty();
        try (var other = EmbeddedPostgres.start(folder.resolve("other"))) {
            assertThat(EmbeddedPostgres.running(folder.resolve("other"))).contains(other.jdbcUrl());

            Files.copy(noteIn(folder.resolve("other")), noteIn(mine)); // as a copied directory has it
            assertThat(EmbeddedPostgres.running(mine)).as("another's").isEmpty();
            assertThat(mine.resolve("postgres/cluster")).isDirectoryNotContaining("glob:**visit-*");
        }
    }

    @Test
    void aServerThatCannotStartSaysWhyInItsOwnWords() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, Map.of("shared_buffers", "plenty")))
                .isInstanceOf(EmbeddedPostgres.Failure.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"plenty\"")
                .hasMessageContaining("server.log");
        EmbeddedPostgres.start(folder).close();
    }

    @Test
    void aDatabaseThatWasToldNotToBeDurableIsRefused() throws IOException {
        EmbeddedPostgres.start(folder).close();
        Files.writeString(folder.resolve("postgres/cluster/postgresql.auto.conf"), "fsync = off\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(EmbeddedPostgres.Failure.class)
                .hasMessageContaining("fsync=off")
                .hasMessageContaining("postgresql.auto.conf");
        assertThat(noteIn(folder)).doesNotExist();
    }

    @Test
    void aStartThatWasCutOffLeavesNothingInTheWayOfTheNext() throws IOException {
        Files.createDirectories(folder.resolve("postgres/new/base"));
        EmbeddedPostgres.start(folder).close();
        assertThat(folder.resolve("postgres/new")).doesNotExist();
    }

    /** What the killed gateways run: it writes a word, says when its server was born, and waits for death. */
    static final class Gateway {
        public static void main(String[] arguments) throws Exception {
            try {
                var postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
                write(postgres);
                System.out.println(ask(postgres, "SELECT pg_postmaster_start_time()::text"));
                System.in.read();
            } catch (EmbeddedPostgres.Failure refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private String gatewayThatIsKilled() throws Exception {
        var gateway = child();
        var born = gateway.inputReader().readLine();
        gateway.destroyForcibly().waitFor();
        return born;
    }

    private void killServer() {
        var server = Postmaster.read(noteIn(folder).getParent()).orElseThrow();
        assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly())
                .isTrue();
    }

    private static Path noteIn(Path directory) {
        return directory.resolve("postgres/cluster/postmaster.pid");
    }

    private static void write(EmbeddedPostgres postgres) {
        ask(postgres, "CREATE TABLE note AS SELECT 'kept' AS word; SELECT 1");
    }

    private static String ask(EmbeddedPostgres postgres, String question) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement()) {
            var isAnswer = statement.execute(question);
            while (!isAnswer) {
                isAnswer = statement.getMoreResults();
            }
            try (var answer = statement.getResultSet()) {
                return answer.next() ? answer.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(question, e);
        }
    }
}
