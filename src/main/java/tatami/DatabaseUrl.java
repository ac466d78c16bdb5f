package tatami;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A database's address as people write it, turned into the driver's. */
final class DatabaseUrl {

    /** Nothing in a host or a port needs a sign that would end one. */
    private static final Pattern SHAPE =
            Pattern.compile("(postgres|postgresql)://(?:([^@/?#]*)@)?([^@/?#]+)(/[^?#]*)?(?:\\?([^#]*))?");

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private static final String PREPARING = "prepareThreshold=";

    private DatabaseUrl() {}

    /**
     * The same for a pooler that lends connections: what was prepared on one is not known on the next. Poolers of today
     * can be told to see to it; then the address says otherwise, and is left as it is.
     */
    static String lent(String jdbcUrl) {
        return jdbcUrl.contains(PREPARING) ? jdbcUrl : jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + PREPARING + "0";
    }

    /**
     * {@code postgresql://user:password@host:5432/database?option=value}, with several hosts after commas where one is
     * the primary and the others may become it. The driver's own addresses are taken as they are. Empty when it is no
     * address.
     */
    static Optional<String> jdbc(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return Optional.of(text);
        }
        var parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var hosts = List.of(parts.group(3).split(",", -1));
        if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            return Optional.empty();
        }
        URI.create(text.replace(parts.group(3), "host")); // throws where something is not encoded as it should be
        var query = new ArrayList<String>();
        if (parts.group(2) != null) {
            var who = parts.group(2).split(":", 2);
            query.add("user=" + who[0]);
            if (who.length == 2) {
                query.add("password=" + who[1]);
            }
        }
        if (parts.group(5) != null) {
            query.add(parts.group(5));
        }
        if (hosts.size() > 1 && !text.contains("targetServerType=")) {
            query.add("targetServerType=primary");
        }
        var path = parts.group(4) == null ? "" : parts.group(4);
        var options = query.isEmpty() ? "" : "?" + String.join("&", query);
        return Optional.of("jdbc:postgresql://" + String.join(",", hosts) + path + options);
    }
}
