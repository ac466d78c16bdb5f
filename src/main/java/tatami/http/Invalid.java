package tatami.http;

import java.util.List;
import java.util.Map;

/** A request whose fields are at fault: every complaint at once, by field, as the API spells fields. */
public final class Invalid extends RuntimeException {

    private final Map<String, List<String>> errors;

    public Invalid(Map<String, List<String>> errors) {
        super("Invalid: " + errors.keySet(), null, false, false);
        this.errors = errors;
    }

    public static Invalid of(String field, String complaint) {
        return new Invalid(Map.of(field, List.of(complaint)));
    }

    public Map<String, List<String>> errors() {
        return errors;
    }
}
