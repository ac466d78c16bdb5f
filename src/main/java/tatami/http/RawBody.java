package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/** The bytes of a request, before anybody reads anything into them. */
final class RawBody {

    private RawBody() {}

    /** Once read, it is remembered with the request: whoever reads it first does not take it from the others. */
    static byte[] of(ServerRequest request) {
        return request.context().get(Kept.class).orElseGet(() -> keep(request)).bytes();
    }

    private record Kept(byte[] bytes) {}

    private static Kept keep(ServerRequest request) {
        var kept = new Kept(read(request));
        request.context().register(kept);
        return kept;
    }

    /** A body whose framing is broken, say a chunk without a size, is its sender's fault. Nothing can follow it. */
    private static byte[] read(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try {
            return request.content().as(byte[].class);
        } catch (HttpException | RequestException | CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new HttpException("The request body could not be read.", Status.BAD_REQUEST_400, e, false);
        }
    }

    /** @throws HttpException 415 when the content type says that it is something else; none is JSON */
    static void refuseUnlessJson(ServerRequest request) {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("application/json");
        var essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!essence.isEmpty()
                && !essence.equals("application/json")
                && !essence.equals("text/json")
                && !essence.matches("application/[a-z0-9.+-]+\\+json")) {
            throw new HttpException("Send application/json.", Status.UNSUPPORTED_MEDIA_TYPE_415, true);
        }
    }
}
