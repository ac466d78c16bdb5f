package tatami.contract;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API reference, as tests read it. */
final class Reference {

    static final Path FILE = Path.of("src", "main", "resources", "openapi", "2022-04-07.json");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** As people keep it: two spaces, one thing after another. */
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    final ObjectNode document;
    private final JsonNode strictSchemas;

    private Reference(ObjectNode document) {
        this.document = document;
        strictSchemas = strict(document.at("/components/schemas"));
    }

    static Reference read() {
        return new Reference((ObjectNode) JSON.readTree(text()));
    }

    static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as it should stand in its file. */
    String printed() {
        return JSON.writer().with(PRINTER).writeValueAsString(document) + "\n";
    }

    void write() {
        try {
            Files.writeString(FILE, printed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Operation> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .map(entry -> new Operation(entry.getKey(), path.getKey(), entry.getValue())));
    }

    Operation operation(String id) {
        return operations()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No operation " + id));
    }

    /** What a reference refers to; what is none is itself. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(document.at(node.path("$ref").asString().substring(1)))
                : node;
    }

    /** Everything that is wrong with a value, by a schema of this document that knows no other fields than its own. */
    List<String> complaints(JsonNode schema, JsonNode value) {
        var whole = JSON.createObjectNode();
        whole.putArray("allOf").add(strict(schema));
        whole.set("$defs", strictSchemas);
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    static List<String> complaintsOf2020(JsonNode schema) {
        return SCHEMAS
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(schema)
                .stream()
                .map(Object::toString)
                .toList();
    }

    static List<String> complaintsOf(Path schema, JsonNode value) throws IOException {
        return SCHEMAS.getSchema(JSON.readTree(Files.readString(schema))).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** A copy that stands on its own, as JSON Schema has it. */
    private static JsonNode strict(JsonNode schemas) {
        var copy = JSON.readTree(schemas.toString().replace("#/components/schemas/", "#/$defs/"));
        forbidMore(copy);
        return copy;
    }

    private static void forbidMore(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Reference::forbidMore);
    }

    /** One verb of one path. */
    final class Operation {

        private final String method;
        private final String path;
        private final JsonNode node;

        private Operation(String method, String path, JsonNode node) {
            this.method = method;
            this.path = path;
            this.node = node;
        }

        String id() {
            return node.path("operationId").asString();
        }

        String method() {
            return method;
        }

        String path() {
            return path;
        }

        JsonNode node() {
            return node;
        }

        boolean needs(String scheme) {
            return node.path("security").valueStream().anyMatch(requirement -> requirement.has(scheme));
        }

        /** What a secret key must have. */
        String scope() {
            return node.path("security").path(0).path("secretKey").path(0).asString();
        }

        List<JsonNode> parameters(String in) {
            return node.path("parameters")
                    .valueStream()
                    .map(Reference.this::resolved)
                    .filter(parameter -> parameter.path("in").asString().equals(in))
                    .toList();
        }

        boolean hasHeader(String name) {
            return parameters("header").stream()
                    .anyMatch(parameter -> parameter.path("name").asString().equals(name));
        }

        JsonNode body() {
            return node.at("/requestBody/content/application~1json");
        }

        /** The body of an answer; missing when there is none. */
        JsonNode answer(int status) {
            var responses = node.path("responses");
            var known = Integer.toString(status);
            return resolved(responses.path(responses.has(known) ? known : "default"))
                    .at("/content/application~1json");
        }

        /** The documented examples of an answer, without those that all operations share. */
        Map<String, ObjectNode> ownExamples(String status) {
            var own = new LinkedHashMap<String, ObjectNode>();
            var response = node.path("responses").path(status);
            response.at("/content/application~1json/examples").properties().stream()
                    .filter(example -> example.getValue().has("value"))
                    .forEach(example -> own.put(example.getKey(), (ObjectNode) example.getValue()));
            return own;
        }

        @Override
        public String toString() {
            return id();
        }
    }
}
