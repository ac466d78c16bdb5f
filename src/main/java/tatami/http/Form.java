package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form that a browser posted.
 *
 * <p>Why not Helidon's own: it looks for fields with a regular expression that begins again at every
 * character, so that a long body without an equals sign keeps a processor busy for minutes.
 */
public final class Form {

    private static final String TYPE = "application/x-www-form-urlencoded";

    private final Map<String, String> fields;
    private final Map<String, byte[]> files;

    private Form(Map<String, String> fields, Map<String, byte[]> files) {
        this.fields = fields;
        this.files = files;
    }

    /** A body that is no form is an empty form: the shopper is told what is missing. */
    public static Form of(ServerRequest request) {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
            return parse(new String(RawBody.of(request), StandardCharsets.UTF_8));
        }
        return Parts.boundary(type)
                .map(boundary -> of(Parts.of(RawBody.of(request), boundary)))
                .orElseGet(() -> new Form(Map.of(), Map.of()));
    }

    /** A form that may hold files. Of a file field that was left empty, browsers send a file without a name. */
    private static Form of(List<Parts.Part> parts) {
        var fields = new HashMap<String, String>();
        var files = new HashMap<String, byte[]>();
        for (var part : parts) {
            if (part.file() == null) {
                fields.putIfAbsent(part.name(), new String(part.content(), StandardCharsets.UTF_8));
            } else if (!part.file().isEmpty()) {
                files.putIfAbsent(part.name(), part.content());
            }
        }
        return new Form(fields, files);
    }

    static Form parse(String text) {
        var fields = new HashMap<String, String>();
        for (var field : text.split("&")) {
            var parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.putIfAbsent(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return new Form(fields, Map.of());
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Empty when the field is not there. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** What a file has in it; empty when none was chosen. */
    public Optional<byte[]> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
