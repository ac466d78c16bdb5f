package tatami.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.ApiKeys;
import tatami.accounts.Caller;
import tatami.accounts.Scope;
import tatami.kit.Refusal;

/** Whose request it is. Every verb asks for an account, and this is where accounts come from. */
public final class Callers {

    private static final String SCHEME = "Basic ";
    private static final String KEY = "sk_";

    private final ApiKeys keys;
    private final Versions versions;
    private final RateLimit limit;

    /** @param limit of each key */
    public Callers(ApiKeys keys, Versions versions, RateLimit limit) {
        this.keys = keys;
        this.versions = versions;
        this.limit = limit;
    }

    /**
     * The account whose secret key signs the request.
     *
     * @param scope what the operation needs; the API reference names it, too
     * @throws Refusal NOT_SIGNED_IN without a key, or with one that opens nothing; NOT_ALLOWED when it lacks the scope;
     *     TOO_MANY when it comes too often
     * @throws Invalid when the version header will not do
     */
    public Account account(ServerRequest request, Scope scope) {
        var key = key(request)
                .orElseThrow(() -> new Refusal(
                        Refusal.Reason.NOT_SIGNED_IN, "Send your secret key: Authorization: Basic sk_sandbox_…"));
        var caller = keys.caller(key)
                .orElseThrow(() ->
                        new Refusal(Refusal.Reason.NOT_SIGNED_IN, "This secret key is not known, or no longer valid."));
        request.context().register(caller.account()); // for the log of all requests
        request.context().register(new Signed(caller.account().id())); // for the account's own
        limit.admit(caller.key().value(), caller.key()::value);
        refuseUnless(caller, scope);
        versions.of(request);
        return caller.account();
    }

    /** The secret key that the request bears, whether or not it opens anything. */
    static Optional<String> key(ServerRequest request) {
        return credential(request, KEY);
    }

    /** Whose key has signed a request; not there when none has, or a shopper or a portal's user came. */
    record Signed(AccountId account) {}

    /** For the calls that need no key. @throws Invalid when the version header will not do */
    public void anyone(ServerRequest request) {
        versions.of(request);
    }

    /** The version that the client asks for. @throws Invalid when the version header will not do */
    public LocalDate version(ServerRequest request) {
        return versions.of(request);
    }

    /**
     * The first credential that begins so, or is base64 of one that does. Clients send it raw, as the API
     * wants; some HTTP libraries insist on base64; some send two credentials at once, in two headers or one
     * with a comma.
     */
    public static Optional<String> credential(ServerRequest request, String prefix) {
        if (!request.headers().contains(HeaderNames.AUTHORIZATION)) {
            return Optional.empty();
        }
        return request.headers().get(HeaderNames.AUTHORIZATION).allValues().stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                .map(credential -> credential.startsWith(prefix) ? credential : decoded(credential))
                .filter(credential -> credential.startsWith(prefix))
                .findFirst();
    }

    private static void refuseUnless(Caller caller, Scope scope) {
        if (!caller.may(scope)) {
            throw new Refusal(
                    Refusal.Reason.NOT_ALLOWED,
                    "This needs a secret key with the scope " + scope.word() + ". The scopes of this key: "
                            + Scope.words(caller.scopes()) + ".");
        }
    }

    /** The user part of {@code base64(user:password)}; nothing useful when it is not that. */
    private static String decoded(String credential) {
        try {
            var plain = new String(Base64.getDecoder().decode(credential), StandardCharsets.UTF_8);
            return plain.split(":", 2)[0];
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
