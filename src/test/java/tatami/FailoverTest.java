package tatami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tatami.db.Standby;

/** Two PostgreSQL servers, of which the first dies under load and the second takes its place. */
class FailoverTest {

    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    @Test
    void gatewaysGoOnWithTheServerThatTakesThePrimarysPlaceAndNothingIsLost() throws IOException, SQLException {
        var one = new GatewayProcess(directory.resolve("one"));
        var other = new GatewayProcess(directory.resolve("other"));
        try (var servers = Standby.start(directory)) {
            var settings = Map.of(
                    "TATAMI_DATABASE_URL", servers.url(),
                    "TATAMI_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
            one.start(settings);
            other.start(settings);
            var flows = new Flows(one, other);
            var isDead = new AtomicBoolean();

            Havoc.among(CLIENTS, flows::live, flows::done, () -> {
                if (!isDead.getAndSet(true)) {
                    kill(directory.resolve("primary"));
                    promote(servers);
                }
            });

            assertThat(isDead).isTrue();
            flows.mustBeThere(new Books(servers.followersJdbcUrl()));
        } finally {
            one.terminate();
            other.terminate();
        }
    }

    /** With all its processes, as a machine dies. */
    private static void kill(Path home) {
        try {
            var note = Files.readAllLines(home.resolve("postgres/cluster/postmaster.pid"));
            var server = ProcessHandle.of(Long.parseLong(note.getFirst())).orElseThrow();
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void promote(Standby servers) {
        try {
            servers.promote();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
