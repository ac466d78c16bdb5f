package tatami.webhooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tatami.Await;

/** One of the guide's sample receivers, running as whoever copies it would run it. */
final class SampleReceiver implements AutoCloseable {

    static final Path SAMPLES = Path.of("docs", "receivers").toAbsolutePath();

    /** Go compiles its whole HTTP library the first time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** How each sample is run, and a command that succeeds where it can be. */
    enum Language {
        JavaScript(
                "receiver.mjs",
                List.of("node", "--eval", "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)"),
                "node"),
        Python("receiver.py", List.of("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"), "python3"),
        Php(
                "receiver.php",
                List.of("php", "-r", "exit((int) (PHP_MAJOR_VERSION < 8));"),
                "php",
                "-S",
                "127.0.0.1:PORT"),
        Java("Receiver.java", List.of(JAVA, "-version"), JAVA),
        Go("receiver.go", List.of("go", "version"), "go", "run"),
        Ruby("receiver.rb", List.of("ruby", "-rwebrick", "-e", ""), "ruby");

        final String file;
        private final List<String> probe;
        private final List<String> run;

        Language(String file, List<String> probe, String... run) {
            this.file = file;
            this.probe = probe;
            this.run = List.of(run);
        }

        boolean isHere() {
            try {
                var asked = new ProcessBuilder(probe)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return asked.waitFor(30, TimeUnit.SECONDS) && asked.exitValue() == 0;
            } catch (IOException e) {
                return false; // no such program
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private final int port = freePort();
    private final Path output;
    private final Path errors;
    private final Process process;

    /**
     * Returns when it listens.
     *
     * @param secrets as they stand in its environment, with commas between
     * @param directory for whatever it prints and keeps
     */
    SampleReceiver(Language language, String secrets, Path directory) {
        output = directory.resolve("output");
        errors = directory.resolve("errors");
        process = start(language, secrets, directory);
        try {
            Await.until(language.file + " listens", START_LIMIT, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(language.file + " did not start:\n" + read(errors));
                }
                return listens();
            });
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private Process start(Language language, String secrets, Path directory) {
        var sample = SAMPLES.resolve(language.file).toString();
        var command = Stream.concat(language.run.stream(), Stream.of(sample))
                .map(word -> word.replace("PORT", Integer.toString(port)))
                .toList();
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port),
                        "WEBHOOK_SECRETS", secrets,
                        "TMPDIR", directory.toString(),
                        "GO111MODULE", "off",
                        "GOCACHE",
                                Path.of("target", "go-cache").toAbsolutePath().toString()));
        try {
            return builder.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** The lines it printed. */
    List<String> printed() {
        return read(output).lines().toList();
    }

    String errors() {
        return read(errors);
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** With its children: {@code go run} starts what it has built. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("The receiver did not stop.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
