package tatami.reference;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tatami.http.Gzip;
import tatami.http.Pages;
import tatami.http.Problems;

/** {@code /openapi/2022-04-07.json}: the API reference for tools, and {@code /docs}: the same for people. */
public final class ReferenceRoutes implements HttpService {

    private static final String DOCUMENT = "/openapi/2022-04-07.json";

    private static final int ETAG_BYTES = 16;

    private static final Header JSON = HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");

    private static final List<Header> DOCUMENT_HEADERS = List.of(
            HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=300"),
            HeaderValues.create(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"),
            Gzip.VARY,
            // Editors and generators in browsers fetch it from their own pages. There is nothing private in it.
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*"));

    private final Pages pages;
    private final byte[] document = Assets.bytes("openapi/2022-04-07.json");
    private final byte[] zipped = Gzip.of(document);
    private final Header etag;
    private final String home;
    private final List<SampleCard> cards;

    /** All of the page but its frame. Made when somebody first asks for it; making it twice does no harm. */
    private volatile String content = "";

    /**
     * @param home where this gateway is reached
     * @param cards to try the sandbox with
     */
    public ReferenceRoutes(Pages pages, String home, List<SampleCard> cards) {
        this.pages = pages;
        this.home = home;
        this.cards = cards;
        etag = HeaderValues.create(HeaderNames.ETAG, "W/\"" + digest(document) + '"'); // one for both encodings
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(DOCUMENT, this::document)
                .any(DOCUMENT, Problems.methodNotAllowed())
                .get("/docs[/]", this::page)
                .any("/docs[/]", Problems.methodNotAllowed());
    }

    private void document(ServerRequest request, ServerResponse response) {
        DOCUMENT_HEADERS.forEach(response::header);
        response.header(etag);
        if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(etag.get())) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(JSON);
        if (Gzip.isTakenBy(request)) {
            response.header(Gzip.ENCODING).send(zipped);
        } else {
            response.send(document);
        }
    }

    /** Nothing on it is private, and what is typed into it stays in the browser. */
    private void page(ServerRequest request, ServerResponse response) {
        pages.page("reference/docs.jte")
                .allow("img-src", "data:")
                .allow("connect-src", "'self'")
                .with("style", Assets.STYLE)
                .with("script", Assets.SCRIPT)
                .with("content", content())
                .zippedFor(request)
                .send(response);
    }

    private String content() {
        if (content.isEmpty()) {
            var handbook = HandbookReader.read(document, home);
            content = pages.render(
                    "reference/content.jte",
                    Map.of("handbook", handbook, "home", home, "cards", cards, "document", DOCUMENT));
        }
        return content;
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
