package tatami.checkout;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.regex.Pattern;
import tatami.accounts.AccountId;
import tatami.accounts.Brands;
import tatami.http.Problems;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** {@code /branding}: the images of merchants' brands, for everybody. Their addresses name their content. */
public final class BrandRoutes implements HttpService {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private static final List<Header> ALWAYS = List.of(
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"),
            HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // An SVG may hold scripts. In a page it is a picture; opened by itself it would run on our origin.
            HeaderValues.createCached(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
            // The API shows these addresses to merchants, whose pages may demand it.
            HeaderValues.createCached("Cross-Origin-Resource-Policy", "cross-origin"));

    private final Brands brands;

    public BrandRoutes(Brands brands) {
        this.brands = brands;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{account}/{digest}", this::image).any("/{account}/{digest}", Problems.methodNotAllowed());
    }

    private void image(ServerRequest request, ServerResponse response) {
        var account = AccountId.parse(request.path().pathParameters().get("account"));
        var digest = request.path().pathParameters().get("digest");
        if (!DIGEST.matcher(digest).matches()) {
            throw unknown();
        }
        var image = brands.image(account, digest).orElseThrow(BrandRoutes::unknown);
        var etag = '"' + digest + '"';
        ALWAYS.forEach(response::header);
        response.header(HeaderValues.create(HeaderNames.ETAG, etag));
        if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderValues.create(
                        HeaderNames.CONTENT_TYPE, image.type().wire()))
                .send(image.content());
    }

    private static Refusal unknown() {
        return new Refusal(Reason.NOT_FOUND, "There is no such image.");
    }
}
