package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a form that a browser posted.
 *
 * <p>Why not Helidon's own: it looks for fields with a regular expression that begins again at every
 * character, so that a long body without an equals sign keeps a processor busy for minutes.
 */
public final class Form {

    private static final String TYPE = "application/x-www-form-urlencoded";

    private final Map<String, String> fields;

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    /** A body that is no form is an empty form: the shopper is told what is missing. */
    public static Form of(ServerRequest request) {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        return type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)
                ? parse(new String(RawBody.of(request), StandardCharsets.UTF_8))
                : new Form(Map.of());
    }

    static Form parse(String text) {
        var fields = new HashMap<String, String>();
        for (var field : text.split("&")) {
            var parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.putIfAbsent(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return new Form(fields);
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Empty when the field is not there. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
