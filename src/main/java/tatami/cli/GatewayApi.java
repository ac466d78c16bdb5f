package tatami.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running gateway, as any client sees it: by its API, with a secret key. */
final class GatewayApi {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String VERSION = "2022-04-07";

    /** Longer than the longest request, one that waits for the acquirer three times. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** More than any problem document has. */
    private static final int MOST_READ = 16_384;

    /** What a gateway answers that has lost its database, and a proxy whose gateway is being started. */
    private static final Set<Integer> UNWELL = Set.of(500, 502, 503, 504);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Access.Key key;

    GatewayApi(String url, Access.Key key) {
        this.url = url;
        this.key = key;
    }

    String url() {
        return url;
    }

    Access.Key key() {
        return key;
    }

    JsonNode get(String path) throws InterruptedException {
        return json(signed(path).GET(), Map.of());
    }

    JsonNode delete(String path) throws InterruptedException {
        return json(signed(path).DELETE(), Map.of());
    }

    /** @param headers names and values, one after the other */
    JsonNode post(String path, String json, String... headers) throws InterruptedException {
        return post(path, json, Map.of(), headers);
    }

    /**
     * @param typedAt where fields were typed, by their names in problems: what is at fault is called by that
     * @param headers names and values, one after the other; in place of our own
     */
    JsonNode post(String path, String json, Map<String, String> typedAt, String... headers)
            throws InterruptedException {
        var request = posting(signed(path), json);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return json(request, typedAt);
    }

    /** Without the key: a call of a shopper's device. */
    JsonNode postOpen(String path, String json) throws InterruptedException {
        return json(posting(request(path), json), Map.of());
    }

    /**
     * The stream of events after a number; from now on when there is none.
     *
     * @throws IOException when the gateway cannot be reached now, and may be later
     * @throws Failure when it never will be
     */
    InputStream listen(Optional<Long> after) throws IOException, InterruptedException {
        var path = "/webhooks/listen" + after.map(number -> "?after=" + number).orElse("");
        var request = signed(path).GET().build();
        var answer = Patience.within(LIMIT, () -> client.send(request, BodyHandlers.ofInputStream()));
        if (answer.statusCode() == 200 && isStream(answer)) {
            return answer.body();
        }
        try (var body = answer.body()) {
            var text = Patience.within(LIMIT, () -> new String(body.readNBytes(MOST_READ), StandardCharsets.UTF_8));
            if (UNWELL.contains(answer.statusCode())) {
                throw new IOException("it answers " + answer.statusCode());
            }
            throw refused(answer.statusCode(), text, Map.of());
        }
    }

    /** What to say when the gateway cannot be reached, and need not be waited for. */
    Failure unreachable(IOException why) {
        return Failure.of("The gateway at " + url + " cannot be reached: " + Words.reason(why)
                + ".\nIs it running? ./tatami starts one here, --gateway names another.");
    }

    /** What to say when something else is there. */
    Failure noGateway(String why) {
        return Failure.of(
                "There is no Tatami gateway at " + url + ", or one too old: " + why + ".\n--gateway names another.");
    }

    private JsonNode json(HttpRequest.Builder builder, Map<String, String> typedAt) throws InterruptedException {
        var request = builder.build();
        HttpResponse<String> answer;
        try {
            answer = Patience.within(LIMIT, () -> client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw unreachable(e);
        }
        if (answer.statusCode() / 100 != 2) {
            throw refused(answer.statusCode(), answer.body(), typedAt);
        }
        try {
            return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
        } catch (JacksonException _) {
            throw noGateway("its answer is not JSON");
        }
    }

    private Failure refused(int status, String body, Map<String, String> typedAt) {
        var problem = problem(body, typedAt);
        if (status == 401) {
            return Failure.of("The gateway at " + url + " refuses " + key
                    + ".\nKey and gateway must belong together: --key and --gateway name others.");
        }
        if (problem.isEmpty() || status == 404) {
            return noGateway("it answers " + status);
        }
        return Failure.of("The gateway at " + url + " answers " + status + ": " + problem.get());
    }

    /** What a problem document complains of: its first field at fault, else its detail. */
    private static Optional<String> problem(String body, Map<String, String> typedAt) {
        try {
            var problem = JSON.readTree(body);
            var fault = problem.path("errors").propertyStream().findFirst();
            var place = fault.map(Map.Entry::getKey).map(typedAt::get).map(option -> option + ": ");
            return fault.map(complaints -> complaints.getValue().path(0))
                    .or(() -> Optional.of(problem.path("detail")))
                    .filter(JsonNode::isString)
                    .map(words -> place.orElse("") + Words.plain(words.asString(), 300));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static boolean isStream(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/x-ndjson"))
                .isPresent();
    }

    private HttpRequest.Builder signed(String path) {
        return request(path).header("Authorization", "Basic " + key.value());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("version", VERSION);
    }

    private static HttpRequest.Builder posting(HttpRequest.Builder request, String json) {
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }
}
