package tatami;

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

/** A sample of this repository's, a server, running as whoever copies it would run it. */
public final class SampleServer implements AutoCloseable {

    /** Go compiles its whole HTTP library the first time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final int port;
    private final Path output;
    private final Path errors;
    private final Process process;

    /**
     * Returns when it listens.
     *
     * @param port which {@code command} or {@code environment} told it
     * @param directory where it runs, for whatever it prints and keeps
     */
    public SampleServer(int port, List<String> command, Map<String, String> environment, Path directory) {
        this.port = port;
        output = directory.resolve("output");
        errors = directory.resolve("errors");
        process = start(command, environment, directory);
        try {
            Await.until(command + " listens", START_LIMIT, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(command + " did not start:\n" + errors());
                }
                return listens();
            });
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private Process start(List<String> command, Map<String, String> environment, Path directory) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether {@code command} can be run here, and succeeds. */
    public static boolean succeeds(List<String> command) {
        try {
            var asked = new ProcessBuilder(command)
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

    /** A command that succeeds where there is a Node of this version, or a later one. */
    public static List<String> atLeastNode(int version) {
        return List.of("node", "--eval", "process.exit(parseInt(process.versions.node) < " + version + " ? 1 : 0)");
    }

    public int port() {
        return port;
    }

    /** The lines it printed. */
    public List<String> printed() {
        return read(output).lines().toList();
    }

    public String errors() {
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
                throw new AssertionError("The sample did not stop.");
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

    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
