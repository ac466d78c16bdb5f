package tatami.webhooks;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tatami.accounts.Scope;
import tatami.http.Callers;
import tatami.http.Invalid;
import tatami.http.Json;
import tatami.http.Problems;
import tatami.webhooks.EventLogStore.Numbered;

/**
 * {@code GET /webhooks/listen}: a stream of lines for {@code ./tatami listen}. An addition to the API.
 *
 * <p>The first line is {@code {"secret": …, "after": …}}; then comes one for each event, {@code {"seq": …,
 * "body": …}}, its body the very text that a subscriber is sent. An empty line says that nothing happened.
 */
public final class ListenRoutes implements HttpService {

    private final Listening listening;
    private final Callers callers;

    public ListenRoutes(Listening listening, Callers callers) {
        this.listening = listening;
        this.callers = callers;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/listen[/]", this::listen).any("/listen[/]", Problems.methodNotAllowed());
    }

    private void listen(ServerRequest request, ServerResponse response) {
        var account = callers.account(request, Scope.Webhooks);
        var after = after(request).orElseGet(listening::last);
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/x-ndjson"));
        response.header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        try (var out = response.outputStream()) {
            write(out, List.of(Json.line(new Greeting(listening.secret(account), after))));
            listening.listen(account, after, new Writer(out));
        } catch (IOException | UncheckedIOException _) {
            // the listener has gone, as listeners do
        }
    }

    private static Optional<Long> after(ServerRequest request) {
        var text = request.query().first("after").orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Invalid.of("after", "The query parameter after must be the number of an event.");
        }
        return Optional.of(Long.valueOf(text));
    }

    private static void write(OutputStream out, List<String> lines) {
        try {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Greeting(String secret, long after) {}

    private record Line(long seq, String body) {}

    private record Writer(OutputStream out) implements Listening.Listener {

        @Override
        public void hear(List<Numbered> events) {
            write(out, events.stream().map(Writer::line).toList());
        }

        @Override
        public void stillThere() {
            write(out, List.of(""));
        }

        private static String line(Numbered event) {
            return Json.line(new Line(event.seq(), new String(event.message().body(), StandardCharsets.UTF_8)));
        }
    }
}
