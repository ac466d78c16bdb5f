package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Scope;
import tatami.contract.Reference.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the requests of the API reference to a gateway and holds each answer against the documented one: its status,
 * its schema, and every value but those that are others each time ({@link Samples}).
 *
 * <p>{@code ./mvnw test -Dtest=ReferenceExamplesTest -Dgoldens=write} writes the answers into the reference; read
 * the diff.
 */
final class Tour {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final boolean WRITES = "write".equals(System.getProperty("goldens"));

    private final Reference reference = Reference.read();
    private final Samples samples = new Samples();
    private final Set<String> seen = new TreeSet<>();
    private final List<String> troubles = new ArrayList<>();
    private final Gateway gateway;
    private String secretKey;

    Tour(Gateway gateway) {
        this.gateway = gateway;
        secretKey = gateway.secretKey();
    }

    Gateway gateway() {
        return gateway;
    }

    /** A new chapter: a new account, at a time of its own, so that chapters leave each other's examples alone. */
    void chapter(String time) {
        secretKey = gateway.openAccount("The Corner Shop");
        gateway.clock().set(Instant.parse(time));
    }

    /** For what only the first account has. */
    void asFirstAccount() {
        secretKey = gateway.secretKey();
    }

    /** What the samples of these kinds stand for from now on. */
    void is(String... ids) {
        for (var id : ids) {
            samples.is(id);
        }
    }

    void isSecret(JsonNode intent) {
        samples.is(Samples.CLIENT_SECRET, intent.path("clientSessionSecret").asString());
    }

    void isCustomerSecret(String secret) {
        samples.is(Samples.CUSTOMER_SECRET, secret);
    }

    Call call(String operation) {
        return new Call(reference.operation(operation));
    }

    /** A key of the chapter's account that has another scope than {@code operation} needs. */
    String keyThatMayNot(Operation operation) {
        return gateway.keyWith(secretKey, operation.scope().equals("webhooks") ? Scope.Read : Scope.Webhooks);
    }

    /** A request that is no example, which must be answered with success and as the schema has it. */
    JsonNode quietly(String operation, String body) {
        return call(operation).saying(body).answersSomehow();
    }

    Reference reference() {
        return reference;
    }

    /** All that was not as documented. */
    List<String> troubles() {
        return troubles;
    }

    /** What the reference shows and nobody came by. */
    Set<String> unseen() {
        var all = new TreeSet<String>();
        reference.operations().forEach(operation -> {
            operation.body().path("examples").propertyNames().forEach(name -> all.add(operation + " asks " + name));
            operation.node().path("responses").propertyNames().forEach(status -> {
                operation.ownExamples(status).keySet().forEach(name -> all.add(operation + " " + status + " " + name));
                if (status.equals("204")) {
                    all.add(operation + " 204 ");
                }
            });
        });
        all.removeAll(seen);
        return all;
    }

    /** What a documented event looks like. */
    void event(String body) {
        var content = (ObjectNode) reference.document.at("/webhooks/event/post/requestBody/content/application~1json");
        assertThat(reference.complaints(content.path("schema"), JSON.readTree(body)))
                .as(body)
                .isEmpty();
        compare((ObjectNode) content.at("/examples/created"), body, "the event");
    }

    void end() {
        if (WRITES) {
            reference.write();
        }
    }

    private void compare(ObjectNode example, String answer, String what) {
        var shown = JSON.readTree(Samples.shown(answer));
        if (WRITES) {
            example.set("value", shown);
        } else if (!example.path("value").equals(shown)) {
            troubles.add(what + " is documented as\n" + example.path("value") + "\nand was\n" + shown
                    + "\nIf the change is meant, run with -Dgoldens=write and read the diff.");
        }
    }

    private void check(Operation operation, JsonNode schema, JsonNode value, Object what) {
        reference
                .complaints(schema, value)
                .forEach(complaint -> troubles.add(operation + ": " + complaint + "\nin " + what));
    }

    /** A request on its way. */
    final class Call {

        private final Operation operation;
        private String query = "";
        private @Nullable String body;
        private String type = "application/json";
        private @Nullable String key = "refund-1";
        private @Nullable String version = Gateway.VERSION;
        private @Nullable String credential;

        private Call(Operation operation) {
            this.operation = operation;
            credential = operation.needs("secretKey")
                    ? secretKey
                    : operation.needs("customerSecret") ? samples.sent(Samples.CUSTOMER_SECRET) : null;
        }

        /** With a documented request. */
        Call sending(String example) {
            var value = operation.body().path("examples").path(example).path("value");
            assertThat(value.isMissingNode())
                    .as("%s asks %s", operation, example)
                    .isFalse();
            check(operation, operation.body().path("schema"), value, example);
            seen.add(operation + " asks " + example);
            return saying(samples.sent(value.toString()));
        }

        Call saying(String json) {
            body = json;
            return this;
        }

        Call asking(String more) {
            query = "?" + more;
            return this;
        }

        Call under(@Nullable String idempotencyKey) {
            key = idempotencyKey;
            return this;
        }

        Call withoutCredential() {
            credential = null;
            return this;
        }

        Call as(String secretKey) {
            credential = secretKey;
            return this;
        }

        Call typed(String contentType) {
            type = contentType;
            return this;
        }

        Call speaking(String version) {
            this.version = version;
            return this;
        }

        Call withoutVersion() {
            version = null;
            return this;
        }

        /** Success, with the documented answer of this name. */
        JsonNode answers(String example) {
            return answers(200, example);
        }

        /** Success, as the schema has it. */
        JsonNode answersSomehow() {
            return fitting(200).json();
        }

        void answersNothing() {
            var answer = send();
            if (answer.status() != 204 || !answer.text().isEmpty()) {
                troubles.add(operation + " should have answered 204, but " + answer);
            }
            seen.add(operation + " 204 ");
        }

        JsonNode answers(int status, String example) {
            var answer = fitting(status);
            var name = operation + " " + status + " " + example;
            var documented = operation.ownExamples(Integer.toString(status)).get(example);
            seen.add(name);
            if (documented == null) {
                troubles.add(name + " is not documented; it is " + answer);
            } else {
                compare(documented, answer.text(), name);
            }
            return answer.json();
        }

        /** An answer that many operations give, documented once. */
        void answersShared(int status, String example) {
            var documented = reference.document.at("/components/examples/" + example);
            assertThat(operation.answer(status).path("examples").has(example))
                    .as("%s %s names %s", operation, status, example)
                    .isTrue();
            compare((ObjectNode) documented, fitting(status).text(), example);
        }

        private Answer fitting(int status) {
            var answer = send();
            if (answer.status() == status) {
                check(operation, operation.answer(status).path("schema"), answer.json(), answer);
            } else {
                troubles.add(operation + " should have answered " + status + ", but " + answer);
            }
            return answer;
        }

        Answer send() {
            var path = operation.path();
            for (var parameter : operation.parameters("path")) {
                var sample = parameter.path("example").asString();
                path = path.replace("{" + parameter.path("name").asString() + "}", samples.sent(sample));
            }
            var request = gateway.open(path.replace("=", "%3D") + query);
            if (credential != null) {
                request.header("Authorization", "Basic " + credential);
            }
            if (version != null && operation.hasHeader("version")) {
                request.header("version", version);
            }
            if (key != null && operation.hasHeader("idempotencyKey")) {
                request.header("idempotencyKey", key);
            }
            if (body != null) {
                request.header("Content-Type", type);
            }
            var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
            return gateway.send(request.method(operation.method().toUpperCase(Locale.ROOT), content));
        }
    }
}
