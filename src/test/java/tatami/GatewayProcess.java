package tatami;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway in a process of its own, on its own durable embedded PostgreSQL, to be killed at will. */
final class GatewayProcess {

    static final String KEY = "sk_sandbox_only-for-the-tests-0000000000";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path dataDirectory;
    private final Path output;
    private final int port = freePort();
    private Process process;

    GatewayProcess(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        this.output = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".log");
    }

    /** Returns when the gateway says that it is ready. */
    void start() {
        start(Map.of());
    }

    /** @param settings on top of the tests' own */
    void start(Map<String, String> settings) {
        var command = command();
        command.environment().putAll(settings);
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        try {
            process = command.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Await.until("the gateway is ready; see " + output, START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("The gateway did not start:\n" + printed());
            }
            return get("/health/ready").isPresent();
        });
    }

    /** What a command of {@code ./tatami} printed, on either channel, and its exit code. */
    record Said(int code, String text) {}

    /** Runs {@code ./tatami} with these arguments and the gateway's own settings. */
    Said run(Map<String, String> settings, String... arguments) {
        var command = command(arguments);
        command.environment().putAll(settings);
        try {
            var running = command.redirectErrorStream(true).start();
            var text = running.inputReader().readAllAsString();
            return new Said(running.waitFor(), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private ProcessBuilder command(String... arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var words = new ArrayList<>(List.of(
                java,
                "-Xmx256m",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "tatami.Main"));
        words.addAll(List.of(arguments));
        var command = new ProcessBuilder(words);
        command.environment().keySet().removeIf(name -> name.startsWith("TATAMI_"));
        command.environment()
                .putAll(Map.of(
                        "TATAMI_PORT",
                        Integer.toString(port),
                        "TATAMI_HOST",
                        "127.0.0.1",
                        "TATAMI_DATA_DIR",
                        dataDirectory.toString(),
                        "TATAMI_SANDBOX_SECRET_KEY",
                        KEY));
        return command;
    }

    void kill() {
        stopped(process.destroyForcibly());
    }

    /** Kills the gateway and its PostgreSQL together, as a power cut does. */
    void killWithDatabase() {
        var postmaster = postmaster();
        process.destroyForcibly();
        postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        stopped(process);
        Await.until("the database is dead", Duration.ofSeconds(20), () -> !postmaster.isAlive());
    }

    /** As an operator stops it. */
    void terminate() {
        process.destroy();
        stopped(process);
    }

    int exitValue() {
        return process.exitValue();
    }

    ProcessHandle postmaster() {
        try {
            var pid = Files.readAllLines(dataDirectory.resolve("postgres/cluster/postmaster.pid"))
                    .getFirst();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String jdbcUrl() {
        try {
            var databasePort =
                    Files.readString(dataDirectory.resolve("postgres/port")).strip();
            return "jdbc:postgresql://127.0.0.1:" + databasePort + "/tatami?user=postgres";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<JsonNode> get(String path) {
        return send(request(path).GET());
    }

    /** The text of a page, as a shopper gets it. */
    String page(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(20));
            return client.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Optional<JsonNode> post(String path, String json, String... headers) {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + KEY)
                .header("version", Gateway.VERSION);
    }

    /** The JSON of a 200; empty when the gateway answered otherwise, or died before it could. */
    private Optional<JsonNode> send(HttpRequest.Builder request) {
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void stopped(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("The gateway did not stop.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
