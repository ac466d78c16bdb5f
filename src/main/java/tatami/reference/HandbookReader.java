package tatami.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tatami.reference.Handbook.Answer;
import tatami.reference.Handbook.Example;
import tatami.reference.Handbook.Operation;
import tatami.reference.Handbook.Parameter;
import tatami.reference.Handbook.Thing;
import tatami.reference.Handbook.Topic;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the handbook out of the OpenAPI document. It understands what our document is written in and nothing more:
 * the document is ours, and comes with the jar.
 */
final class HandbookReader {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final String BODY = "/content/application~1json";

    private static final ObjectWriter PRINTER = JSON.writer()
            .with(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private final JsonNode document;
    private final String home;
    private final Set<String> objects;
    private final Tables tables;

    private HandbookReader(JsonNode document, String home) {
        this.document = document;
        this.home = home;
        objects = answered(document);
        tables = new Tables(document.at("/components/schemas"), objects);
    }

    /** @param home where this gateway is reached: for commands to copy, and for addresses in examples */
    static Handbook read(String document, String home) {
        var text = document.replace("http://localhost:8080", home);
        return new HandbookReader(JSON.readTree(text), home).read();
    }

    static String pretty(JsonNode value) {
        return PRINTER.writeValueAsString(value);
    }

    private Handbook read() {
        var topics = document.path("tags").valueStream().map(this::topic).toList();
        var things = objects.stream().map(this::thing).toList();
        var info = document.path("info");
        return new Handbook(
                info.path("version").asString(), info.path("description").asString(), topics, things);
    }

    private Topic topic(JsonNode tag) {
        var name = tag.path("name").asString();
        var operations = new ArrayList<Operation>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey()) && isOf(method.getValue(), name)) {
                    operations.add(
                            operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
                }
            }
        }
        for (var call : document.path("webhooks").properties()) {
            if (isOf(call.getValue().path("post"), name)) {
                operations.add(operation(
                        "To you", "POST to your address", call.getValue().path("post")));
            }
        }
        return new Topic(
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"),
                name,
                tag.path("description").asString(),
                List.copyOf(operations));
    }

    private static boolean isOf(JsonNode operation, String topic) {
        return operation.path("tags").path(0).asString("").equals(topic);
    }

    private Operation operation(String method, String path, JsonNode node) {
        var parameters = node.path("parameters")
                .valueStream()
                .map(this::resolved)
                .map(this::parameter)
                .toList();
        var body = node.path("requestBody").at(BODY);
        var scheme = node.path("security").path(0);
        var key = scheme.has("secretKey") ? "sk" : scheme.has("customerSecret") ? "cs" : "";
        var firstRequest = body.path("examples").propertyStream().findFirst();
        return new Operation(
                node.path("operationId").asString(),
                method,
                path,
                node.path("summary").asString(),
                node.path("description").asString(),
                admission(key, scheme.path("secretKey").path(0).asString("")),
                key,
                parameters,
                body.isMissingNode() ? List.of() : tables.fields(tables.meant(body.path("schema"))),
                examples(body),
                answers(node),
                path.startsWith("/")
                        ? Curl.of(home, method, path, key, parameters, firstRequest.map(e -> value(e.getValue())))
                        : "");
    }

    private static String admission(String key, String scope) {
        return switch (key) {
            case "sk" -> "Secret key, scope " + scope;
            case "cs" -> "Customer secret";
            default -> "No key";
        };
    }

    private Parameter parameter(JsonNode node) {
        var schema = node.path("schema");
        var description = node.path("description").asString();
        return new Parameter(
                node.path("name").asString(),
                node.path("in").asString(),
                node.path("required").asBoolean(false),
                tables.type(schema),
                tables.limits(schema, description),
                description,
                node.path("example").asString(""));
    }

    private List<Answer> answers(JsonNode operation) {
        return operation
                .path("responses")
                .propertyStream()
                .filter(answer -> !answer.getKey().equals("default")) // told once, for all
                .map(answer -> answer(answer.getKey(), resolved(answer.getValue())))
                .toList();
    }

    private Answer answer(String status, JsonNode node) {
        var type = node.path("content").propertyStream().findFirst();
        if (type.isEmpty()) {
            return new Answer(status, node.path("description").asString(), "", List.of(), List.of());
        }
        var schema = type.get().getValue().path("schema");
        return new Answer(
                status,
                node.path("description").asString(),
                schema.path("type").asString("").equals("array") ? "A list of" : "",
                names(schema).toList(),
                examples(type.get().getValue()));
    }

    private List<Example> examples(JsonNode content) {
        return content.path("examples")
                .propertyStream()
                .map(example -> resolved(example.getValue()))
                .map(example -> {
                    var value = example.path("value");
                    var text = value.isString() ? value.asString().strip() : pretty(value);
                    return new Example(
                            example.path("summary").asString(),
                            text,
                            text.lines().count());
                })
                .toList();
    }

    private JsonNode value(JsonNode example) {
        return resolved(example).path("value");
    }

    private Thing thing(String name) {
        var schema = document.at("/components/schemas").path(name);
        return new Thing(name, schema.path("description").asString(""), tables.fields(schema));
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
    }

    /** The objects that answers are made of, each of which gets a table of its own. */
    private static Set<String> answered(JsonNode document) {
        var names = new LinkedHashSet<String>();
        for (var path : document.path("paths")) {
            for (var operation : path) {
                operation
                        .path("responses")
                        .forEach(answer -> names(answer.at(BODY).path("schema")).forEach(names::add));
            }
        }
        for (var call : document.path("webhooks")) {
            names(call.at("/post/requestBody" + BODY).path("schema")).forEach(names::add);
        }
        return names;
    }

    private static Stream<String> names(JsonNode schema) {
        var own = Tables.name(schema);
        if (!own.isEmpty() && !schema.has("oneOf")) {
            return Stream.of(own);
        }
        return schema.has("items")
                ? names(schema.path("items"))
                : schema.path("oneOf").valueStream().flatMap(HandbookReader::names);
    }
}
