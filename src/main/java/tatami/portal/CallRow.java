package tatami.portal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.calls.CallLine;
import tatami.portal.PaymentFile.Fact;

/**
 * A call in the request log.
 *
 * @param payment the id of the payment that it was about; null when it was about none
 */
public record CallRow(
        String method,
        String route,
        StatusMark mark,
        String time,
        String iso,
        String took,
        String trace,
        @Nullable String payment,
        List<Fact> facts) {

    private static final int LOWEST_FAILURE = 400;
    private static final int NOT_FOUND = 404;

    static CallRow of(CallLine line, Clock clock) {
        var subject = line.subject();
        var isThere = line.status() != NOT_FOUND;
        var payment = subject != null && subject.startsWith("pi_") && isThere ? subject : null;
        var facts = new ArrayList<Fact>();
        add(facts, "What was wrong", line.problem());
        add(facts, "Fields at fault", line.fields());
        add(facts, "About", payment == null ? subject : null);
        add(facts, "Version", line.version());
        add(facts, "Client", line.agent());
        var failed = line.status() >= LOWEST_FAILURE;
        return new CallRow(
                line.method(),
                line.route(),
                new StatusMark(Integer.toString(line.status()), failed ? StatusMark.Icon.failed : StatusMark.Icon.done),
                clock.exactly(line.at()),
                line.at().toString(),
                line.milliseconds() + " ms",
                line.trace(),
                payment,
                facts);
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            facts.add(new Fact(name, value));
        }
    }
}
