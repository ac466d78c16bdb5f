package tatami.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.db.DatabaseFailure;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Turns everything that is thrown into a problem document (RFC 7807), in one place. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final String INVALID_TITLE = "One or more validation errors occurred.";

    private Problems() {}

    /** The doors by which something thrown can arrive. */
    public static void on(HttpRouting.Builder routing) {
        routing.error(Refusal.class, Problems::refused)
                .error(Invalid.class, Problems::invalid)
                .error(HttpException.class, Problems::http)
                .error(RequestException.class, (req, res, e) -> {
                    if (!e.keepAlive()) {
                        res.header(HeaderValues.CONNECTION_CLOSE);
                    }
                    send(req, res, e.status(), null, null);
                })
                .error(DatabaseFailure.class, Problems::databaseFailed)
                .error(Throwable.class, Problems::broken);
    }

    /** What is so broken that it never reaches routing: the same documents, without a trace to continue. */
    public static DirectHandlers beforeRouting() {
        var handlers = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, Problems::direct);
        }
        return handlers.build();
    }

    /** Answers a verb that the path does not know. Ends the list of each path's verbs. */
    public static Handler methodNotAllowed() {
        return (req, res) -> {
            req.context().register(new Refused());
            send(
                    req,
                    res,
                    Status.METHOD_NOT_ALLOWED_405,
                    req.prologue().method().text() + " is not something that can be done with this path.",
                    null);
        };
    }

    /**
     * For an operation whose declared status for {@code reason} differs from the usual one. Called first
     * in its route.
     */
    public static void answer(ServerRequest request, Reason reason, Status status) {
        request.context()
                .get(Declared.class)
                .orElseGet(() -> {
                    var declared = new Declared(new EnumMap<>(Reason.class));
                    request.context().register(declared);
                    return declared;
                })
                .statuses()
                .put(reason, status);
    }

    /** Answers with a problem that is nobody's refusal: an outcome that the API reports as an error. */
    public static void send(ServerRequest request, ServerResponse response, Status status, String detail) {
        send(request, response, status, detail, null);
    }

    /** How a refusal is usually answered, by the API and by pages. */
    public static Status status(Reason reason) {
        return switch (reason) { // no default: a new reason must choose
            case INVALID, OVER_LIMIT, KEY_REUSED -> Status.BAD_REQUEST_400;
            case NOT_SIGNED_IN -> Status.UNAUTHORIZED_401;
            case NOT_ALLOWED -> Status.FORBIDDEN_403;
            case NOT_FOUND -> Status.NOT_FOUND_404;
            case NOT_PROVIDED_FOR -> Status.METHOD_NOT_ALLOWED_405;
            case WRONG_STATUS, IN_PROGRESS, CONFLICT -> Status.CONFLICT_409;
            case TOO_MANY -> Status.TOO_MANY_REQUESTS_429;
        };
    }

    /** Whether the request was refused, so that nothing has changed. */
    static boolean isRefused(ServerRequest request) {
        return request.context().get(Refused.class).isPresent();
    }

    private record Refused() {}

    private static void invalid(ServerRequest request, ServerResponse response, Invalid invalid) {
        request.context().register(new Refused());
        send(request, response, Status.BAD_REQUEST_400, null, invalid.errors());
    }

    private static void refused(ServerRequest request, ServerResponse response, Refusal refusal) {
        request.context().register(new Refused());
        var usual = status(refusal.reason());
        var status = request.context()
                .get(Declared.class)
                .map(declared -> declared.statuses().getOrDefault(refusal.reason(), usual))
                .orElse(usual);
        if (status.code() == Status.UNAUTHORIZED_401.code()) {
            response.header(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Basic"));
        }
        refusal.waiting()
                .ifPresent(wait ->
                        response.header(HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(wait.toSeconds()))));
        send(request, response, status, refusal.detail(), null);
    }

    private static void http(ServerRequest request, ServerResponse response, HttpException e) {
        if (e.status().code() < 500) {
            request.context().register(new Refused());
        }
        var detail = switch (e.status().code()) {
            case 404 -> "There is nothing at this path.";
            case 413 -> "The request is larger than the gateway accepts.";
            case 415 -> "Send application/json.";
            default -> null;
        };
        if (e.status().code() >= 500) {
            LOG.atError().addKeyValue("trace", Trace.of(request)).setCause(e).log("Request failed");
        }
        if (!e.keepAlive()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(request, response, e.status(), detail, null);
    }

    private static void databaseFailed(ServerRequest request, ServerResponse response, DatabaseFailure failure) {
        if (!failure.isUnavailable()) {
            broken(request, response, failure);
            return;
        }
        LOG.atError().addKeyValue("trace", Trace.of(request)).setCause(failure).log("The database did not answer");
        response.header(RETRY_SOON);
        send(
                request,
                response,
                Status.SERVICE_UNAVAILABLE_503,
                "The gateway cannot reach its database. What was begun is written down; look before you repeat it.",
                null);
    }

    private static void broken(ServerRequest request, ServerResponse response, Throwable e) {
        LOG.atError().addKeyValue("trace", Trace.of(request)).setCause(e).log("Request failed");
        send(
                request,
                response,
                Status.INTERNAL_SERVER_ERROR_500,
                "Something went wrong on our side. Quote the trace id when you ask about it.",
                null);
    }

    private static void send(
            ServerRequest request,
            ServerResponse response,
            Status status,
            @Nullable String detail,
            @Nullable Map<String, List<String>> errors) {
        request.context().register(new Said(detail, errors == null ? List.of() : List.copyOf(errors.keySet())));
        response.header(CONTENT_TYPE);
        response.status(status);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send(); // a body would be read as the beginning of the next answer
            return;
        }
        response.send(Json.MAPPER.writeValueAsBytes(document(status, detail, Trace.of(request), errors)));
    }

    private static DirectHandler.TransportResponse direct(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            io.helidon.http.ServerResponseHeaders headers,
            String message) {
        headers.set(CONTENT_TYPE);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(type.keepAlive())
                .entity(Json.MAPPER.writeValueAsBytes(document(status, null, Trace.fresh(), null)))
                .build();
    }

    private static Document document(
            Status status, @Nullable String detail, Trace trace, @Nullable Map<String, List<String>> errors) {
        var known = TYPES.get(status.code());
        return new Document(
                errors,
                known == null ? "about:blank" : known,
                errors == null ? status.reasonPhrase() : INVALID_TITLE,
                status.code(),
                detail,
                trace.toString());
    }

    /** Where each status is defined, as the API cites it. */
    private static final Map<Integer, String> TYPES = Map.ofEntries(
            Map.entry(400, "https://tools.ietf.org/html/rfc7231#section-6.5.1"),
            Map.entry(401, "https://tools.ietf.org/html/rfc7235#section-3.1"),
            Map.entry(403, "https://tools.ietf.org/html/rfc7231#section-6.5.3"),
            Map.entry(404, "https://tools.ietf.org/html/rfc7231#section-6.5.4"),
            Map.entry(405, "https://tools.ietf.org/html/rfc7231#section-6.5.5"),
            Map.entry(409, "https://tools.ietf.org/html/rfc7231#section-6.5.8"),
            Map.entry(413, "https://tools.ietf.org/html/rfc7231#section-6.5.11"),
            Map.entry(415, "https://tools.ietf.org/html/rfc7231#section-6.5.13"),
            Map.entry(429, "https://tools.ietf.org/html/rfc6585#section-4"),
            Map.entry(500, "https://tools.ietf.org/html/rfc7231#section-6.6.1"),
            Map.entry(503, "https://tools.ietf.org/html/rfc7231#section-6.6.4"),
            Map.entry(504, "https://tools.ietf.org/html/rfc7231#section-6.6.5"));

    private static final io.helidon.http.Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");

    private static final io.helidon.http.Header RETRY_SOON = HeaderValues.createCached(HeaderNames.RETRY_AFTER, "5");

    private record Document(
            @Nullable Map<String, List<String>> errors,
            String type,
            String title,
            int status,
            @Nullable String detail,
            String traceId) {}

    /** What a problem document said, for the request log. */
    record Said(@Nullable String detail, List<String> fields) {

        static final Said NOTHING = new Said(null, List.of());
    }

    private record Declared(Map<Reason, Status> statuses) {}
}
