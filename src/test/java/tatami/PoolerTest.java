package tatami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tatami.db.TestDatabase;

/** Gateways that share a few connections through PgBouncer, which takes them away after each transaction. */
class PoolerTest {

    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    @Test
    void gatewaysBehindAPoolerInTransactionModeLoseNothingAndMoveNothingTwice() throws IOException, SQLException {
        var program = PgBouncer.installed();
        assumeTrue(program.isPresent(), "PgBouncer is not installed");
        var database = TestDatabase.newDatabase();
        var one = new GatewayProcess(directory.resolve("one"));
        var other = new GatewayProcess(directory.resolve("other"));
        try (var pooler = PgBouncer.before(database, program.get(), directory)) {
            var settings = Map.of(
                    "TATAMI_DATABASE_URL", pooler.url(),
                    "TATAMI_DATABASE_POOLER", "transaction",
                    "TATAMI_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
            one.start(settings);
            other.start(settings);
            var flows = new Flows(one, other);

            var wasKilled = new AtomicBoolean();

            Havoc.among(CLIENTS, flows::live, flows::done, () -> {
                if (!wasKilled.getAndSet(true)) {
                    one.kill();
                    one.start(settings);
                }
            });

            flows.mustBeThere(new Books(database));
            assertThat(setting(database, "statement_timeout")).isEqualTo("10s");
            assertThat(setting(database, "enable_seqscan")).isEqualTo("off");
        } finally {
            one.terminate();
            other.terminate();
        }
    }

    /** What every new connection has, whoever opens it. */
    private static String setting(String jdbcUrl, String name) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var shown = statement.executeQuery("SHOW " + name)) {
            shown.next();
            return shown.getString(1);
        }
    }
}
