package tatami;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Starts a gateway of its own in a temporary directory, takes a payment, and stops. Java remembers
 * which classes that needed, and the next start is quicker ({@code ./tatami} does this after a build).
 */
final class Rehearsal {

    private static final int ROUNDS = 20;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("\"clientSessionSecret\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    private Rehearsal(String url, String key) {
        this.url = url;
        this.key = key;
    }

    static void run() {
        try {
            var directory = Files.createTempDirectory("tatami-rehearsal");
            try {
                run(directory);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Config.Wrong wrong) {
            throw new IllegalStateException(wrong);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Path directory) throws IOException, InterruptedException, Config.Wrong {
        var config = Config.read(Map.of(
                "TATAMI_PORT",
                Integer.toString(freePort()),
                "TATAMI_HOST",
                "127.0.0.1",
                "TATAMI_LOG_FORMAT",
                "json",
                "TATAMI_DATA_DIR",
                directory.toString()));
        Logs.configure(config.logFormat());
        try (var app = App.of(config, InstantSource.system(), UnaryOperator.identity())) {
            app.listen();
            app.work();
            var rehearsal = new Rehearsal(config.listen().publicUrl(), app.sandboxSecretKey());
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.payment();
            }
        } finally {
            Logs.flush();
        }
    }

    private void payment() throws IOException, InterruptedException {
        var intent = post(
                "/payment-intents",
                "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Rehearsal\"}");
        var id = found(ID, intent);
        get("/checkout/" + id);
        post(
                "/api/payments/" + found(SECRET, intent),
                "{\"cardNumber\":\"5200000000001005\",\"expiryDate\":\"12 / 29\",\"cV2\":\"020\"}");
        get("/payment-intents/" + id);
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private String post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10)) // a rehearsal that hangs must not keep its user waiting
                .header("Authorization", "Basic " + key)
                .header("version", "2022-04-07");
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("A rehearsed request was answered with " + answer.statusCode() + ".");
        }
        return answer.body();
    }

    private static String found(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        if (!match.find()) {
            throw new IllegalStateException("A rehearsed answer lacks " + pattern + ".");
        }
        return match.group(1);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
