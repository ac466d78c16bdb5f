package tatami.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import tatami.outbound.Sender;
import tatami.webhooks.Signature;

/** Posts events to a developer's receiver, as the gateway would post them to a subscriber's; once each. */
final class Forwarder {

    /** Enough to find the first line of whatever a framework says. */
    private static final int MOST_READ = 16_384;

    private final URI address;
    private final InstantSource clock;
    private final Duration limit;

    Forwarder(URI address, InstantSource clock, Duration limit) {
        this.address = address;
        this.clock = clock;
        this.limit = limit;
    }

    /** What a receiver answered. @param body its beginning */
    record Reply(int status, long milliseconds, String body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /** @throws IOException when there was no answer */
    Reply forward(Heard event, String secret) throws IOException, InterruptedException {
        var began = System.nanoTime();
        return Patience.within(limit, () -> {
            try {
                return post(address, event, secret, began);
            } catch (ConnectException e) {
                if (!"localhost".equalsIgnoreCase(address.getHost())) {
                    throw e;
                }
                // Java tries 127.0.0.1 alone, and some frameworks listen at ::1 alone
                return post(
                        URI.create(address.toString().replaceFirst("(?i)localhost", "[::1]")), event, secret, began);
            }
        });
    }

    /** By a client of its own, for a kept connection may be one that the receiver is just closing. */
    private Reply post(URI to, Heard event, String secret, long began) throws IOException, InterruptedException {
        var body = event.body().getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .header("User-Agent", Sender.USER_AGENT)
                .POST(BodyPublishers.ofByteArray(body));
        Signature.headers(secret, event.id(), clock.instant(), body).forEach(request::header);
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (var answer = response.body()) {
                var text = new String(answer.readNBytes(MOST_READ), StandardCharsets.UTF_8);
                return new Reply(response.statusCode(), (System.nanoTime() - began) / 1_000_000, text);
            }
        } finally {
            client.shutdownNow();
        }
    }
}
