package tatami.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The API's dated versions. A client may send any date; it is served by the latest release that is not
 * after it, which for now is always the first one.
 */
public final class Versions {

    static final HeaderName VERSION = HeaderNames.create("version");
    private static final LocalDate FIRST = LocalDate.parse("2022-04-07");

    /** The second release. Of what it added we show what harms no older client, and only to who asks for it. */
    public static final LocalDate SECOND = LocalDate.parse("2024-02-05");

    private final Optional<String> whenMissing;

    /** @param whenMissing the version of clients that send none; empty to refuse them */
    public Versions(Optional<String> whenMissing) {
        this.whenMissing = whenMissing;
    }

    /**
     * The date that the client sent, or the setting for those that send none.
     *
     * @throws Invalid when the header is missing, not a date, or from before the first release
     */
    public LocalDate of(ServerRequest request) {
        var sent = request.headers()
                .first(VERSION)
                .or(() -> whenMissing)
                .orElseThrow(() -> Invalid.of("version", "The version header is required, such as " + FIRST + "."));
        try {
            var version = LocalDate.parse(sent.strip());
            if (version.isBefore(FIRST)) {
                throw Invalid.of("version", "The first version is " + FIRST + ".");
            }
            return version;
        } catch (DateTimeParseException _) {
            throw Invalid.of("version", "The version header must be a date, such as " + FIRST + ".");
        }
    }
}
