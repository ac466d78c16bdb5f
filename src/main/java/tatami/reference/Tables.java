package tatami.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tatami.reference.Handbook.Field;
import tools.jackson.databind.JsonNode;

/** Turns schemas into lines of a table, and says in words what may stand there. */
final class Tables {

    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode schemas;

    /** Objects that have a table of their own, and so are named and not spelled out in others. */
    private final Set<String> known;

    Tables(JsonNode schemas, Set<String> known) {
        this.schemas = schemas;
        this.known = known;
    }

    /** The fields of an object, each followed by those within it. */
    List<Field> fields(JsonNode schema) {
        var lines = new ArrayList<Field>();
        add(lines, schema, 0);
        return List.copyOf(lines);
    }

    private void add(List<Field> lines, JsonNode schema, int depth) {
        var required =
                schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            var said = property.getValue();
            var meant = meant(said);
            var description = description(said, meant);
            lines.add(new Field(
                    depth, name, required.contains(name), type(said), limits(meant, description), description));
            var inner = meant.path("items").isMissingNode() ? said : meant.path("items");
            if (!known.contains(name(inner))) {
                add(lines, meant(inner), depth + 1);
            }
        }
    }

    private static String description(JsonNode said, JsonNode meant) {
        return said.path("description").asString(meant.path("description").asString(""));
    }

    /** A schema behind a reference, or behind a choice between one and null. */
    JsonNode meant(JsonNode schema) {
        var name = name(schema);
        return name.isEmpty() ? schema : schemas.path(name);
    }

    /** Which schema is referred to; empty when it stands right there. */
    static String name(JsonNode schema) {
        var one = schema.path("oneOf").path(0);
        var reference = (one.isMissingNode() ? schema : one).path("$ref").asString("");
        return reference.startsWith(SCHEMAS) ? reference.substring(SCHEMAS.length()) : "";
    }

    /** What kind of value it is, for people. */
    String type(JsonNode schema) {
        var meant = meant(schema);
        var or = isNullable(schema) || isNullable(meant) ? ", or null" : "";
        if (known.contains(name(schema))) {
            return name(schema) + or;
        }
        return kind(meant) + or;
    }

    private String kind(JsonNode schema) {
        var types = schema.path("type");
        return switch (types.isArray() ? types.path(0).asString() : types.asString("")) {
            case "string" -> format(schema.path("format").asString(""));
            case "integer" -> "whole number";
            case "boolean" -> "true or false";
            case "array" -> "list of " + plural(schema.path("items"));
            case "object" -> schema.path("additionalProperties").isObject() ? "map of texts" : "object";
            default -> "value";
        };
    }

    private String plural(JsonNode items) {
        var type = type(items);
        return known.contains(type) ? type : type.endsWith("s") ? type + "es" : type + "s";
    }

    private static String format(String format) {
        return switch (format) {
            case "date-time" -> "time";
            case "date" -> "date";
            case "uri" -> "web address";
            case "email" -> "e-mail address";
            case "uuid" -> "UUID";
            default -> "text";
        };
    }

    private static boolean isNullable(JsonNode schema) {
        return schema.path("type")
                        .valueStream()
                        .anyMatch(type -> type.asString().equals("null"))
                || schema.path("oneOf")
                        .valueStream()
                        .anyMatch(one -> one.path("type").asString("").equals("null"));
    }

    /**
     * What a value must keep to, each as a few words; names of values between backticks.
     *
     * @param told what the description says: values that it explains one by one need no list
     */
    List<String> limits(JsonNode schema, String told) {
        var limits = new ArrayList<String>();
        var values = schema.has("enum")
                ? schema.path("enum")
                : meant(schema.path("items")).path("enum");
        var names = values.valueStream()
                .filter(value -> !value.isNull())
                .map(value -> "`" + value.asString() + "`")
                .toList();
        if (!names.stream().allMatch(told::contains)) {
            limits.add(String.join(", ", names));
        }
        between(limits, schema, "minLength", "maxLength", "character", "characters");
        between(limits, schema, "minItems", "maxItems", "entry", "entries");
        between(limits, schema, "minProperties", "maxProperties", "entry", "entries");
        range(limits, schema);
        if (schema.has("default")) {
            limits.add("`" + schema.path("default").asString() + "` unless said otherwise");
        }
        return List.copyOf(limits);
    }

    private static void between(
            List<String> limits, JsonNode schema, String low, String high, String one, String many) {
        var least = schema.path(low).asLong(0);
        var most = schema.path(high).asLong(Long.MAX_VALUE);
        if (most != Long.MAX_VALUE) {
            limits.add((least > 0 ? least + " to " : "at most ") + number(most) + " " + (most == 1 ? one : many));
        } else if (least > 0) {
            limits.add("at least " + least + " " + (least == 1 ? one : many));
        }
    }

    private static void range(List<String> limits, JsonNode schema) {
        if (schema.has("minimum") && schema.has("maximum")) {
            limits.add(number(schema.path("minimum").asLong()) + " to "
                    + number(schema.path("maximum").asLong()));
        } else if (schema.has("minimum")) {
            limits.add("at least " + number(schema.path("minimum").asLong()));
        }
    }

    private static String number(long value) {
        return "%,d".formatted(value);
    }
}
