package tatami.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The gateway as users run it: {@code ./tatami start}, with an embedded database in {@code data}. */
final class GatewayProcess implements AutoCloseable {

    static final String SECRET_KEY = "sk_sandbox_" + "bench".repeat(8);

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final Path data;
    private final int port;
    private final double millisToReady;

    GatewayProcess(Path data) throws IOException, InterruptedException {
        this.data = data;
        port = freePort();
        var builder = new ProcessBuilder("./tatami", "start")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        var environment = builder.environment();
        environment.remove("TATAMI_DATABASE_URL");
        environment.put("TATAMI_HOST", "127.0.0.1");
        environment.put("TATAMI_PORT", Integer.toString(port));
        environment.put("TATAMI_DATA_DIR", data.toString());
        environment.put("TATAMI_SANDBOX_SECRET_KEY", SECRET_KEY);
        var began = System.nanoTime();
        process = builder.start(); // the script becomes Java, so this is Java's number, too
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - began > START_LIMIT.toNanos()) {
                process.destroy();
                throw new IOException("The gateway did not start:\n\n" + Files.readString(log()));
            }
            Thread.sleep(5);
        }
        millisToReady = (System.nanoTime() - began) / 1e6;
    }

    int port() {
        return port;
    }

    /** From the start of the script to the first 200 of /health/ready. */
    double millisToReady() {
        return millisToReady;
    }

    String jdbcUrl() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + databasePort() + "/tatami?user=postgres&sslmode=disable";
    }

    int databasePort() throws IOException {
        return Integer.parseInt(Files.readString(data.resolve("postgres/port")).strip());
    }

    Processes processes() throws IOException {
        var note = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        return new Processes(process.pid(), Long.parseLong(note.getFirst().strip()));
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** As Ctrl-C does: the gateway finishes what is in flight and stops its database. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The gateway did not stop within " + STOP_LIMIT.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady() {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(Calls.get("/health/ready"));
            var status =
                    new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
            return status.endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
