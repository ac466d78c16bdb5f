package tatami.reference;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import tatami.http.Pages;
import tatami.http.Problems;
import tatami.http.Resources;
import tatami.http.SharedText;

/** {@code /openapi/2022-04-07.json}: the API reference for tools, and {@code /docs}: the same for people. */
public final class ReferenceRoutes implements HttpService {

    private static final String DOCUMENT = "/openapi/2022-04-07.json";

    private static final String FILE = "openapi/2022-04-07.json";

    private static final String STYLE = Resources.lean("reference/docs.css");
    private static final String SCRIPT = Resources.lean("reference/docs.js");

    private final SharedText document = new SharedText(
            () -> Resources.read(FILE),
            "application/json; charset=utf-8",
            // Editors and generators in browsers fetch it from their own pages. There is nothing private in it.
            HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*"));

    private final Pages pages;
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
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(DOCUMENT, document::send)
                .any(DOCUMENT, Problems.methodNotAllowed())
                .get("/docs[/]", this::page)
                .any("/docs[/]", Problems.methodNotAllowed());
    }

    /** Nothing on it is private, and what is typed into it stays in the browser. */
    private void page(ServerRequest request, ServerResponse response) {
        pages.page("reference/docs.jte")
                .allow("img-src", "data:")
                .allow("connect-src", "'self'")
                .with("style", STYLE)
                .with("script", SCRIPT)
                .with("content", content())
                .zippedFor(request)
                .send(response);
    }

    private String content() {
        if (content.isEmpty()) {
            var handbook = HandbookReader.read(Resources.read(FILE), home);
            content = pages.render(
                    "reference/content.jte",
                    Map.of("handbook", handbook, "home", home, "cards", cards, "document", DOCUMENT));
        }
        return content;
    }
}
