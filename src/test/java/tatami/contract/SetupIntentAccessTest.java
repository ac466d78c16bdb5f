package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** Who may ask what of setup intents, with which headers, verbs and paths. */
class SetupIntentAccessTest {

    private static final String NOT_THERE = "There is no setup intent with this id.";

    private static final List<String> STATUSES = Wire.SETUP_STATUSES;

    private static Gateway gateway;
    private static String stranger;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        stranger = gateway.openAccount("Stranger");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** What is asked of another merchant's setup intent; the unknown one must be answered alike. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    |                                | 404
            DELETE |                                | 404
            DELETE | ?includeAuthorized=true        | 404
            POST   | /refresh-client-session-secret | 400
            """)
    void anothersSetupIntentAnswersAsOneThatIsNotThere(String verb, String path, int status) {
        for (var state : STATUSES) {
            var id = Wire.setup(gateway, state);
            var before = gateway.get("/setup-intents/" + id).text();

            var anothers = asStranger(verb, id, path);
            var unknown = asStranger(verb, Wire.UNKNOWN_SETUP, path);

            Wire.refused(anothers, status, NOT_THERE);
            assertThat(untraced(anothers)).as("nothing tells the two apart").isEqualTo(untraced(unknown));
            assertThat(gateway.get("/setup-intents/" + id).text()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   |                                    | {"reference":"x"}
            GET    | /{id}                              |
            DELETE | /{id}                              |
            DELETE | /{id}?includeAuthorized=nonsense   |
            POST   | /{id}/refresh-client-session-secret |
            GET    | /si_sandbox_T                      |
            """)
    void noOperationOfTheMerchantsAnswersWithoutAKey(String verb, String path, String body) {
        var id = Wire.setup(gateway, "Created");

        Wire.problem(
                gateway.send(gateway.open("/setup-intents" + (path == null ? "" : path.replace("{id}", id)))
                        .header("version", Gateway.VERSION)
                        .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))),
                401);

        assertThat(Wire.setupStatus(gateway, id)).isEqualTo("Created");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, ''",
        "GET, /{id}",
        "DELETE, /{id}",
        "POST, /{id}/refresh-client-session-secret",
        "GET, /public/{id}",
        "POST, /public/{id}/refresh-client-session-secret"
    })
    void everyOperationNeedsAVersionThatIsADateSinceTheFirst(String verb, String path) {
        var id = Wire.setup(gateway, "Created");
        for (var version : new String[] {"", "latest", "2022-04-06"}) {
            var request = gateway.open("/setup-intents" + path.replace("{id}", id))
                    .header("Authorization", "Basic " + gateway.secretKey())
                    .method(verb, BodyPublishers.noBody());
            if (!version.isEmpty()) {
                request.header("version", version);
            }

            Wire.invalidField(gateway.send(request), "version");
        }
        assertThat(Wire.setupStatus(gateway, id)).isEqualTo("Created");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2022-04-27", "2022-07-04", "2024-02-05", "2026-02-27"})
    void anyLaterDateIsServed(String version) {
        gateway.send(gateway.open("/setup-intents/public/" + Wire.setup(gateway, "Created"))
                        .header("VERSION", version)
                        .GET())
                .ok();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "PUT, ''",
        "DELETE, ''",
        "PATCH, /{id}",
        "POST, /{id}",
        "PUT, /{id}",
        "POST, /public/{id}",
        "DELETE, /public/{id}",
        "GET, /{id}/refresh-client-session-secret",
        "PUT, /public/{id}/refresh-client-session-secret",
        "OPTIONS, ''",
        "BREW, /{id}"
    })
    void aVerbThatThePathDoesNotKnowIsNotAllowed(String verb, String path) {
        var id = Wire.setup(gateway, "Created");

        var answer = gateway.send(
                gateway.request("/setup-intents" + path.replace("{id}", id)).method(verb, BodyPublishers.noBody()));

        Wire.refused(answer, 405, verb + " is not something that can be done with this path.");
        assertThat(Wire.setupStatus(gateway, id)).isEqualTo("Created");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/setup-intent", "/setup-intents/a/b", "/setup-intents/public/a/b", "/setup-intents/{id}/charge"
            })
    void aPathThatLeadsNowhereIsNotFound(String path) {
        var there = path.replace("{id}", Wire.setup(gateway, "Created"));

        Wire.refused(gateway.get(there), 404, "There is nothing at this path.");
        Wire.refused(gateway.post(there, "{}"), 404, "There is nothing at this path.");
    }

    private static Answer asStranger(String verb, String id, String path) {
        return gateway.send(gateway.requestAs(stranger, "/setup-intents/" + id + (path == null ? "" : path))
                .method(verb, BodyPublishers.noBody()));
    }

    private static String untraced(Answer answer) {
        return answer.text().replaceAll("00-[0-9a-f]{32}-[0-9a-f]{16}-01", "");
    }
}
