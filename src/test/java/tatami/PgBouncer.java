package tatami;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A pooler in transaction mode before a database of the tests. */
final class PgBouncer implements AutoCloseable {

    /** Fewer than any gateway has work for, so that a connection goes from hand to hand. */
    private static final int CONNECTIONS = 4;

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whatever is installed; empty when nothing is. */
    static Optional<Path> installed() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param jdbcUrl of a server of this machine that asks for no password */
    static PgBouncer before(String jdbcUrl, Path program, Path directory) throws IOException {
        var server = URI.create(jdbcUrl.substring("jdbc:".length()));
        var port = freePort();
        var settings = Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                pooled = host=127.0.0.1 port=%d dbname=%s user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 200
                ignore_startup_parameters = extra_float_digits,DateStyle
                """.formatted(
                        server.getPort(), server.getPath().substring(1), port, CONNECTIONS));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody")); // it does not work as root
        }
        command.add(settings.toString());
        var log = directory.resolve("pgbouncer.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        var pooler = new PgBouncer(process, port);
        Await.until("the pooler listens; see " + log, Duration.ofSeconds(10), pooler::listens);
        return pooler;
    }

    String url() {
        return "postgresql://postgres@127.0.0.1:" + port + "/pooled";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean listens() {
        try (var _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
