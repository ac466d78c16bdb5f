package tatami.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tatami.reference.Handbook.Parameter;
import tools.jackson.databind.JsonNode;

/** A request as a command that can be copied into a shell where {@code KEY} is set. */
final class Curl {

    /** What a body may have to stand on one line. */
    private static final int SHORT = 44;

    private Curl() {}

    static String of(
            String home, String method, String path, String key, List<Parameter> parameters, Optional<JsonNode> body) {
        var lines = new ArrayList<String>();
        var address = path;
        var headers = new ArrayList<String>();
        for (var parameter : parameters.stream().filter(Parameter::required).toList()) {
            switch (parameter.in()) {
                case "path" -> address = address.replace("{" + parameter.name() + "}", parameter.example());
                case "header" -> headers.add("-H '" + parameter.name() + ": " + parameter.example() + "'");
                default -> throw new IllegalStateException("A query that is required: " + parameter.name());
            }
        }
        var verb = method.equals("GET") || method.equals("POST") && body.isPresent() ? "" : " -X " + method;
        lines.add("curl -s" + verb + " " + home + address);
        if (!key.isEmpty()) {
            headers.addFirst("-H \"Authorization: Basic $" + (key.equals("sk") ? "KEY" : "CUSTOMER_SECRET") + "\"");
        }
        if (body.isPresent()) {
            headers.add("-H 'Content-Type: application/json'");
        }
        lines.addAll(headers);
        body.map(Curl::json).ifPresent(json -> lines.add("-d '" + json.replace("'", "'\\''") + "'"));
        return String.join(" \\\n  ", lines);
    }

    private static String json(JsonNode body) {
        var compact = body.toString();
        return compact.length() <= SHORT ? compact : HandbookReader.pretty(body);
    }
}
