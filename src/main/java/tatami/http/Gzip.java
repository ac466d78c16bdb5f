package tatami.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Answers that go out compressed to whoever can read them so. Helidon's own encoding would compress every answer,
 * the API's and the stream of events included; here each route that wants it says so.
 */
public final class Gzip {

    /** For every answer that is sent in either form, so that caches keep the two apart. */
    public static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

    /** Of an answer that is {@link #of} something. */
    public static final Header ENCODING = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    /** One coding and its weight: {@code gzip;q=0.8}. At most three digits, as HTTP has it. */
    private static final Pattern CODING = Pattern.compile(
            "\\s*(?<name>[^\\s;]+)\\s*(?:;\\s*q=(?<weight>0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)\\s*)?",
            Pattern.CASE_INSENSITIVE);

    private static final int NOT_SAID = -1;

    private Gzip() {}

    /** Whether the client reads gzip, and did not say that it prefers none. */
    public static boolean isTakenBy(ServerRequest request) {
        return isTaken(String.join(",", request.headers().all(HeaderNames.ACCEPT_ENCODING, List::of)));
    }

    public static byte[] of(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param accepted what stands in Accept-Encoding; empty when nothing does */
    static boolean isTaken(String accepted) {
        var any = NOT_SAID;
        var gzip = NOT_SAID;
        var identity = NOT_SAID;
        for (var each : accepted.split(",")) {
            var coding = CODING.matcher(each);
            if (coding.matches()) { // what is not written as it should be counts as not said
                var weight = weight(coding);
                switch (coding.group("name").toLowerCase(Locale.ROOT)) {
                    case "gzip" -> gzip = weight;
                    case "identity" -> identity = weight;
                    case "*" -> any = weight;
                    default -> {} // none of ours
                }
            }
        }
        var wanted = gzip == NOT_SAID ? any : gzip;
        return wanted > 0 && wanted >= identity;
    }

    /** In thousandths; the whole when none is given. */
    private static int weight(Matcher coding) {
        var weight = coding.group("weight");
        var digits = weight == null ? "1" : weight.replace(".", "");
        return Integer.parseInt((digits + "000").substring(0, 4));
    }
}
