package tatami.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import tatami.contract.RawHttp.Reply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Says what is wrong with an answer, whatever was asked; and what the gateway wrote into its log meanwhile. */
final class Judge implements AutoCloseable {

    private static final Pattern INSIDES = Pattern.compile(
            "Exception\\b|\\tat |\\btatami\\.[a-z]+\\.[A-Z]|\\bjava\\.(lang|util)"
                    + "|io\\.helidon|tools\\.jackson|org\\.postgresql|\\.java:\\d|\\bSELECT .* FROM|INSERT INTO|\\bPSQL");

    private static final Pattern TRACE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** A card that no page shows as an example. */
    static final String CANARY = "5105105105105100";

    private static final Pattern CARD = Pattern.compile("5105 ?1051 ?0510 ?5100");

    /** Pages about the API, in which an example may speak of anything. */
    private static final Pattern GUIDES = Pattern.compile("/docs|/openapi/");

    private static final int LOWEST_PROBLEM = 400;

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<String> logged = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            var text = event.getFormattedMessage() + " " + event.getKeyValuePairs();
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                    || event.getThrowableProxy() != null
                    || CARD.matcher(text).find()) {
                synchronized (logged) {
                    logged.add(event.getLevel() + " " + text + " " + event.getThrowableProxy());
                }
            }
        }
    };

    Judge() {
        ear.start();
        root.addAppender(ear);
    }

    @Override
    public void close() {
        root.detachAppender(ear);
    }

    /** Empty when there is nothing to complain about. */
    Optional<String> complaint(Draft draft, Reply reply) {
        synchronized (logged) {
            if (!logged.isEmpty()) {
                var lines = String.join("\n", logged);
                logged.clear();
                return Optional.of("It was logged:\n" + lines);
            }
        }
        var body = reply.body();
        if (reply.status() >= 500) {
            return Optional.of("It failed: " + reply.status() + " " + body);
        }
        var insides = INSIDES.matcher(body);
        if (insides.find() && !GUIDES.matcher(draft.path()).find()) {
            return Optional.of("It shows its insides: " + insides.group() + "\nin " + body);
        }
        if (CARD.matcher(body).find()) {
            return Optional.of("It shows a card's number: " + body);
        }
        return reply.status() < LOWEST_PROBLEM || body.isEmpty() ? Optional.empty() : problem(reply);
    }

    private static Optional<String> problem(Reply reply) {
        var type = reply.headers().getOrDefault("content-type", "");
        if (type.startsWith("text/html")) {
            var page = reply.body().strip();
            return page.startsWith("<!DOCTYPE html>") && page.endsWith("</html>")
                    ? Optional.empty()
                    : Optional.of("This is no whole page: " + reply.body());
        }
        try {
            var problem = JsonMapper.shared().readTree(reply.body());
            var isOne = type.equals("application/json; charset=utf-8")
                    && (problem.path("status").asInt() == reply.status()
                                    && !problem.path("title").asString("").isEmpty()
                                    && TRACE.matcher(problem.path("traceId").asString(""))
                                            .matches()
                            || problem.has("statusCode")); // devices are told in their own words
            return isOne ? Optional.empty() : Optional.of("This is no problem document: " + type + " " + reply.body());
        } catch (JacksonException _) {
            return Optional.of("This is neither a page nor JSON: " + type + " " + reply.body());
        }
    }
}
