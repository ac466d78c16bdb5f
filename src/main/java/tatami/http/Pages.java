package tatami.http;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pages for people, from the templates that the build compiled (the files under {@code src/main/jte}).
 *
 * <p>A page may do nothing that its route did not ask for: the content security policy begins with
 * "no" and each {@link Page#allow} adds one source to it. Inline scripts and styles run only with the
 * page's own nonce, which every template is given as {@code nonce}.
 */
public final class Pages {

    private static final List<Header> ALWAYS = List.of(
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"),
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
            HeaderValues.createCached(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // Paths of ours name intents; other sites learn nothing of where a shopper comes from.
            HeaderValues.createCached("Referrer-Policy", "same-origin"));

    private static final Header NEVER_FRAMED = HeaderValues.createCached("X-Frame-Options", "DENY");

    private static final String FRAMED_BY = "frame-ancestors";

    /** Sixteen bytes: what CSP asks for, so that nobody guesses one. */
    private static final int NONCE_BYTES = 16;

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), "tatami.templates");

    private final SecureRandom random = new SecureRandom();

    /** The text of a page. @param template its file, say {@code portal/keys.jte} */
    public String render(String template, Map<String, @Nullable Object> model) {
        var output = new StringOutput();
        engine.render(template, model, output);
        return output.toString();
    }

    /** A page to fill in and send, once. */
    public Page page(String template) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new Page(template, Base64.getEncoder().encodeToString(nonce));
    }

    /** A page on its way out. */
    public final class Page {

        private final String template;
        private final Map<String, @Nullable Object> model = new HashMap<>();
        private final Map<String, String> policy = new LinkedHashMap<>();
        private Status status = Status.OK_200;
        private @Nullable ServerRequest zippedFor;

        private Page(String template, String nonce) {
            this.template = template;
            model.put("nonce", nonce);
            policy.put("default-src", "'none'");
            policy.put("script-src", "'nonce-" + nonce + "'");
            policy.put("style-src", "'nonce-" + nonce + "'");
            policy.put("form-action", "'self'");
            policy.put("base-uri", "'none'");
            policy.put(FRAMED_BY, "'none'");
        }

        public Page status(Status status) {
            this.status = status;
            return this;
        }

        /** Gives the template one of its parameters. */
        public Page with(String name, @Nullable Object value) {
            model.put(name, value);
            return this;
        }

        /**
         * Widens the content security policy: {@code allow("connect-src", "'self'")}.
         *
         * @throws IllegalArgumentException when {@code source} could begin another directive
         */
        public Page allow(String directive, String source) {
            if (source.isEmpty() || source.chars().anyMatch(c -> c <= ' ' || c > '~' || c == ';' || c == ',')) {
                throw new IllegalArgumentException("Not one source of a content security policy: " + source);
            }
            policy.merge(directive, source, (old, added) -> old.equals("'none'") ? added : old + " " + added);
            return this;
        }

        /** Lets pages of {@code source} show this one in a frame; nobody may otherwise. */
        public Page framedBy(String source) {
            return allow(FRAMED_BY, source);
        }

        /**
         * Lets the page go out compressed to somebody who can read it so. Not for pages that show what only a
         * cookie admits to.
         *
         * <p>The length of a compressed answer tells whoever watches the line how much of what they made a browser send
         * stood in the page anyway; guess by guess, that spells out a secret in it (BREACH). It takes a page that shows
         * this browser more than it would show the guesser. Where no cookie admits there is none: who knows the page's
         * address can simply read it, and who does not can make nobody ask for it. What a shopper typed comes back in
         * the answer to their own form only; a form that a guesser has sent holds nothing but the guesser's words.
         */
        public Page zippedFor(ServerRequest request) {
            this.zippedFor = request;
            return this;
        }

        public void send(ServerResponse response) {
            var html = render(template, model); // before the first header, so that a failure is a clean 500
            response.status(status);
            ALWAYS.forEach(response::header);
            response.header(HeaderValues.create("Content-Security-Policy", policy()));
            if ("'none'".equals(policy.get(FRAMED_BY))) {
                response.header(NEVER_FRAMED); // for browsers older than frame-ancestors
            }
            var bytes = html.getBytes(StandardCharsets.UTF_8);
            if (zippedFor == null) {
                response.send(bytes);
                return;
            }
            response.header(Gzip.VARY);
            if (Gzip.isTakenBy(zippedFor)) {
                response.header(Gzip.ENCODING).send(Gzip.of(bytes));
            } else {
                response.send(bytes);
            }
        }

        private String policy() {
            return policy.entrySet().stream()
                    .map(directive -> directive.getKey() + " " + directive.getValue())
                    .collect(Collectors.joining("; "));
        }
    }
}
