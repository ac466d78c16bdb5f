package tatami.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Right requests to every operation of the API reference, as the gateway itself serves it. */
final class Documented {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final Pattern SAMPLE = Pattern.compile("(pi|si|cust|pm)_sandbox_[A-Za-z0-9_-]{22}");

    private static final Map<String, String> KINDS =
            Map.of("pi", "paymentIntentId", "si", "setupIntentId", "cust", "customerId", "pm", "paymentMethodId");

    private final JsonNode document;

    Documented(String json) {
        document = JsonMapper.shared().readTree(json);
    }

    /** One for each documented request, and one for each operation that has none. */
    List<Draft> drafts(Stock stock, Garbage garbage) {
        var drafts = new ArrayList<Draft>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(verb -> METHODS.contains(verb.getKey()))
                        .forEach(verb -> add(drafts, path.getKey(), verb.getKey(), verb.getValue(), stock, garbage)));
        return drafts;
    }

    private void add(
            List<Draft> drafts, String pattern, String method, JsonNode operation, Stock stock, Garbage garbage) {
        var path = pattern;
        var query = new ArrayList<String>();
        var headers = new ArrayList<String>();
        operation.path("security").forEach(scheme -> {
            headers.add("Authorization: Basic " + (scheme.has("secretKey") ? stock.key() : stock.customerSecret()));
        });
        for (var parameter : operation.path("parameters")) {
            var one = resolved(parameter);
            var name = one.path("name").asString();
            switch (one.path("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", garbage.one(stock.all(name)));
                case "query" -> query.add(name + "=" + garbage.one(List.of("true", "1", "Waiting", "x")));
                default -> headers.add(name + ": " + (name.equals("version") ? "2022-04-07" : "key-" + drafts.size()));
            }
        }
        var whole = query.isEmpty() ? path : path + "?" + String.join("&", query);
        var draft = Draft.of(method.toUpperCase(Locale.ROOT), whole, headers, "");
        var examples = operation.at("/requestBody/content/application~1json/examples");
        examples.forEach(example -> drafts.add(Draft.of(
                draft.method(),
                draft.path(),
                draft.and("Content-Type: application/json").headers(),
                withIds(example.path("value").toString(), stock, garbage))));
        if (examples.isEmpty()) {
            drafts.add(draft);
        }
    }

    /** Half of the cards are one that nobody shows, for the judge to look for. */
    private static String withIds(String json, Stock stock, Garbage garbage) {
        var cards = garbage.oneIn(2)
                ? json
                : json.replaceAll("\"cardNumber\":\"[^\"]*", "\"cardNumber\":\"" + Judge.CANARY);
        return SAMPLE.matcher(cards).replaceAll(sample -> garbage.one(stock.all(KINDS.get(sample.group(1)))));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }
}
