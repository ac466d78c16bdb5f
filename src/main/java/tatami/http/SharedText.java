package tatami.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text that is the same for everybody: caches keep it for some minutes and then ask whether it has changed, and it
 * travels compressed to whoever reads it so.
 */
public final class SharedText {

    private static final int ETAG_BYTES = 16;

    private final Supplier<String> source;
    private final Header type;
    private final List<Header> headers;

    /** Made when somebody first asks, so that no start waits for it; making it twice does no harm. */
    private volatile @Nullable Made made;

    /**
     * @param source gives the same each time
     * @param type as in Content-Type
     * @param headers of its own, of every answer about it
     */
    public SharedText(Supplier<String> source, String type, Header... headers) {
        this.source = source;
        this.type = HeaderValues.create(HeaderNames.CONTENT_TYPE, type);
        var always = Stream.of(
                HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=300"),
                HeaderValues.create(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"),
                Gzip.VARY);
        this.headers = Stream.concat(always, Stream.of(headers)).toList();
    }

    public void send(ServerRequest request, ServerResponse response) {
        var text = made();
        headers.forEach(response::header);
        response.header(text.etag);
        if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(text.etag.get())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(type);
        if (Gzip.isTakenBy(request)) {
            response.header(Gzip.ENCODING).send(text.zipped);
        } else {
            response.send(text.plain);
        }
    }

    private Made made() {
        var known = made;
        if (known == null) {
            known = Made.of(source.get().getBytes(StandardCharsets.UTF_8));
            made = known;
        }
        return known;
    }

    /** @param etag weak: one for both encodings */
    private record Made(byte[] plain, byte[] zipped, Header etag) {

        static Made of(byte[] plain) {
            return new Made(plain, Gzip.of(plain), HeaderValues.create(HeaderNames.ETAG, "W/\"" + digest(plain) + '"'));
        }

        private static String digest(byte[] content) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(content);
                return HexFormat.of().formatHex(digest, 0, ETAG_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
