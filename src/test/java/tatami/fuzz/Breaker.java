package tatami.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Breaks requests that were right, in one to four places. */
final class Breaker {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Marks what must stand in the text as it is, quotes or none. */
    private static final String RAW = "@@raw@@";

    /** In front of a name that is there already. */
    private static final String TWICE = "@@twice@@";

    private static final int LONGEST_PATH = 20_000;

    private final Garbage garbage;

    Breaker(Garbage garbage) {
        this.garbage = garbage;
    }

    Draft broken(Draft draft) {
        for (int i = garbage.random.nextInt(4); i >= 0; i--) {
            draft = switch (garbage.random.nextInt(10)) {
                case 0 -> draft.method(garbage.one(Words.VERBS));
                case 1, 2 -> path(draft);
                case 3, 4 -> headers(draft);
                default -> body(draft);
            };
        }
        return garbage.oneIn(8) ? draft.inChunks() : draft;
    }

    private Draft path(Draft draft) {
        var path = draft.path();
        var changed = switch (garbage.random.nextInt(8)) {
            case 0, 1, 2 -> withSegment(path, garbage.one(Words.IDS));
            case 3 -> path + "/" + garbage.one(Words.IDS);
            case 4 ->
                path + (path.contains("?") ? "&" : "?") + garbage.one(Words.FIELDS) + "=" + garbage.one(Words.IDS);
            case 5 -> encoded(path);
            case 6 -> oneOf("//", "/./", "/../", "/;/", "/%2f", "\\") + path.substring(1);
            default -> path.substring(0, garbage.random.nextInt(path.length()) + 1) + oneOf("~", "%00", "=", "A", "");
        };
        // a space or a break would end the path, and make another request of it
        var safe = changed.replaceAll("[\\s\\x00-\\x1f]", "+");
        return draft.path(safe.substring(0, Math.min(LONGEST_PATH, safe.length())));
    }

    private String withSegment(String path, String other) {
        var query = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
        var segments = path.substring(0, query).split("/", -1);
        segments[garbage.random.nextInt(segments.length)] = other;
        var joined = String.join("/", segments);
        return (joined.startsWith("/") ? joined : "/" + joined) + path.substring(query);
    }

    private String encoded(String path) {
        var at = garbage.random.nextInt(path.length());
        return path.substring(0, at) + "%%%02X".formatted((int) path.charAt(at)) + path.substring(at + 1);
    }

    private Draft headers(Draft draft) {
        var lines = draft.headers();
        if (lines.isEmpty()) {
            return draft.and(garbage.one(Words.HEADERS));
        }
        var line = garbage.one(lines);
        var name = line.substring(0, line.indexOf(':') + 1);
        return switch (garbage.random.nextInt(7)) {
            case 0 -> draft.without(name);
            case 1 -> draft.and(line);
            case 2 ->
                draft.without(name)
                        .and(oneLine(name + " "
                                + garbage.nearly(line.substring(name.length()).strip())));
            case 3 -> draft.without("Content-Type").and("Content-Type: " + garbage.one(Words.TYPES));
            case 4 -> draft.without(name).and(line.toUpperCase(Locale.ROOT));
            default -> draft.and(garbage.one(Words.HEADERS));
        };
    }

    /** What would end the line is for the tests of the wire. */
    private static String oneLine(String header) {
        return header.replaceAll("[\\x00-\\x1f\\x7f]", "?").replaceAll("[^\\x00-\\xff]", "\u00ff");
    }

    private Draft body(Draft draft) {
        if (garbage.oneIn(40)) {
            return draft.body(garbage.monster().getBytes(StandardCharsets.UTF_8));
        }
        if (garbage.oneIn(400)) {
            return draft.body(new byte[1 + garbage.random.nextInt(1_200_000)]); // some are larger than permitted
        }
        if (garbage.oneIn(4)) {
            return draft.body(garbage.broken(draft.body()));
        }
        var text = new String(draft.body(), StandardCharsets.UTF_8);
        var changed = draft.speaks("application/x-www-form-urlencoded")
                ? form(text)
                : draft.speaks("multipart/") ? garbage.nearly(text) : json(text);
        return draft.body(changed.getBytes(StandardCharsets.UTF_8));
    }

    private String form(String text) {
        var fields = new ArrayList<>(Arrays.asList(text.split("&", -1)));
        var at = garbage.random.nextInt(fields.size());
        var name = fields.get(at).split("=", 2)[0];
        switch (garbage.random.nextInt(6)) {
            case 0 -> fields.remove(at);
            case 1 -> fields.add(at, fields.get(at));
            case 2 -> fields.add(garbage.one(Words.FIELDS) + "=" + garbage.one(Words.IDS));
            case 3 -> fields.set(at, garbage.nearly(fields.get(at)));
            default -> fields.set(at, name + "=" + garbage.one(Words.TYPED));
        }
        return String.join("&", fields);
    }

    private String json(String text) {
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JacksonException _) {
            return garbage.nearly(text);
        }
        if (!(tree instanceof ObjectNode object)) {
            return garbage.one(Words.VALUES);
        }
        var raw = new ArrayList<String>();
        for (int i = garbage.random.nextInt(3); i >= 0; i--) {
            change(garbage.one(containers(object)), raw);
        }
        var written = object.toString().replace(TWICE, "");
        for (var value : raw) {
            written = written.replaceFirst("\"" + RAW + "\"", java.util.regex.Matcher.quoteReplacement(value));
        }
        return garbage.oneIn(30) ? written.replaceFirst(",", ",,") : written;
    }

    private void change(JsonNode container, List<String> raw) {
        if (container instanceof ArrayNode array) {
            array.add(RAW);
            raw.add(value());
            return;
        }
        var object = (ObjectNode) container;
        var names = object.propertyNames().stream().collect(Collectors.toList());
        var name = names.isEmpty() || garbage.oneIn(4) ? plain(garbage.one(Words.FIELDS)) : garbage.one(names);
        switch (garbage.random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> {
                object.put(TWICE + name, RAW);
                raw.add(value());
            }
            case 2 -> {
                object.remove(name);
                object.put(name.toUpperCase(Locale.ROOT), RAW);
                raw.add(value());
            }
            default -> {
                object.put(name, RAW);
                raw.add(value());
            }
        }
    }

    private String value() {
        return garbage.oneIn(60)
                ? "[".repeat(10_000)
                : garbage.oneIn(60)
                        ? "\"" + "y".repeat(garbage.random.nextInt(200_000)) + "\""
                        : garbage.one(Words.VALUES);
    }

    /** As the tree holds a name; escapes are for values. */
    private static String plain(String name) {
        return name.startsWith("\\u") ? "\u0000" : name;
    }

    private static List<JsonNode> containers(ObjectNode root) {
        var all = new ArrayList<JsonNode>();
        all.add(root);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).forEach(child -> {
                if (child.isContainer()) {
                    all.add(child);
                }
            });
        }
        return all;
    }

    private String oneOf(String... of) {
        return of[garbage.random.nextInt(of.length)];
    }
}
