package tatami.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tatami.accounts.AccountId;
import tatami.accounts.ApiKeys;
import tatami.idempotency.Answer;
import tatami.idempotency.FirstAnswers;
import tatami.idempotency.Standing;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * Lets any write be repeated that bears an {@code Idempotency-Key}, as the IETF's draft of that header has it: the same
 * request again gets the first answer, and nothing is done twice. Refusals change nothing and are not kept; a request
 * that was refused may be mended and sent again with its key.
 *
 * <p>It costs two statements more, and nothing where the header is not there. The API has no such header; refunds have
 * their own {@code idempotencyKey}, which does the same for ever.
 */
public final class IdempotentWrites implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotentWrites.class);

    private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
    private static final Header REPLAYED = HeaderValues.createCached("Idempotency-Replayed", "true");
    private static final int LONGEST = 255;
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final FirstAnswers answers;
    private final ApiKeys keys;

    public IdempotentWrites(FirstAnswers answers, ApiKeys keys) {
        this.answers = answers;
        this.keys = keys;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var owner = request.headers().contains(KEY) ? owner(request) : Optional.<AccountId>empty();
        if (owner.isEmpty()) {
            chain.proceed();
            return;
        }
        var key = key(request);
        switch (answers.begin(owner.get(), key, hash(request))) {
            case Standing.First _ -> serve(chain, request, response, owner.get(), key);
            case Standing.Answered answered -> replay(response, answered.answer());
            case Standing.Pending _ ->
                throw new Refusal(
                        Reason.IN_PROGRESS,
                        "The first request with this Idempotency-Key has no answer yet. Repeat it shortly; if there is"
                                + " none within a minute, look what became of it, and use another key.");
            case Standing.Reused _ ->
                Problems.send(
                        request,
                        response,
                        Status.UNPROCESSABLE_CONTENT_422,
                        "This Idempotency-Key was used for another request within the last day. Use a fresh one.");
        }
    }

    /** Whose write it is; empty when it is none, or nobody's: that is for others to say. */
    private Optional<AccountId> owner(RoutingRequest request) {
        Method method = request.prologue().method();
        return WRITES.contains(method.text())
                ? Callers.key(request)
                        .flatMap(keys::caller)
                        .map(caller -> caller.account().id())
                : Optional.empty();
    }

    private void serve(
            FilterChain chain, RoutingRequest request, RoutingResponse response, AccountId owner, String key) {
        var taken = new ByteArrayOutputStream();
        response.streamFilter(out -> new Taking(out, taken, () -> finish(request, response, owner, key, taken)));
        chain.proceed();
    }

    private void finish(
            RoutingRequest request, ServerResponse response, AccountId owner, String key, ByteArrayOutputStream taken) {
        try {
            if (Problems.isRefused(request)) {
                answers.release(owner, key);
                return;
            }
            var type =
                    response.headers().contentType().map(found -> found.text()).orElse(null);
            answers.keep(owner, key, new Answer(response.status().code(), type, taken.toByteArray()));
        } catch (RuntimeException e) {
            // It is done, and must be told. Who repeats it is told that there is no answer, and nothing is done twice.
            LOG.atWarn().setCause(e).log("The answer to a write with an Idempotency-Key could not be kept");
        }
    }

    private static void replay(RoutingResponse response, Answer answer) {
        response.status(Status.create(answer.status())).header(REPLAYED);
        if (answer.contentType() != null) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.contentType()));
        }
        if (answer.body().length == 0) {
            response.send();
        } else {
            response.send(answer.body());
        }
    }

    private static String key(RoutingRequest request) {
        var key = request.headers().get(KEY).get();
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw Invalid.of(
                    "Idempotency-Key", "It must have 1 to " + LONGEST + " printable characters, without spaces.");
        }
        return key;
    }

    private static byte[] hash(RoutingRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var uri = request.prologue();
            var line = uri.method().text() + " " + uri.uriPath().rawPath() + "?"
                    + uri.query().rawValue() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            return digest.digest(RawBody.of(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** Takes what is written, and lets it out only when it is kept. */
    private static final class Taking extends OutputStream {

        private final OutputStream out;
        private final ByteArrayOutputStream taken;
        private final Runnable keep;
        private boolean isClosed;

        Taking(OutputStream out, ByteArrayOutputStream taken, Runnable keep) {
            this.out = out;
            this.taken = taken;
            this.keep = keep;
        }

        @Override
        public void write(int one) {
            taken.write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            taken.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            if (!isClosed) {
                isClosed = true;
                keep.run();
                taken.writeTo(out);
                out.close();
            }
        }
    }
}
