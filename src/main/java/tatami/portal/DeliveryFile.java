package tatami.portal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tatami.outbound.Sender;
import tatami.portal.PaymentFile.Fact;
import tatami.portal.PaymentFile.Moment;
import tatami.webhooks.Signature;
import tatami.webhooks.SigningSecret;
import tatami.webhooks.Subscription;
import tatami.webhooks.Told;
import tatami.webhooks.Told.Try;

/**
 * A delivery with all its tries, as its page shows it.
 *
 * @param payment the id of the payment that it tells of; null for a test, of which there is none
 * @param body the very text that was or is to be sent
 */
public record DeliveryFile(
        String eventId,
        String event,
        boolean isTest,
        StatusMark mark,
        String time,
        @Nullable String payment,
        List<Fact> about,
        List<Moment> tries,
        List<Fact> headers,
        String body) {

    private static final Pattern PAYMENT = Pattern.compile("\"paymentIntentId\":\"(pi_[A-Za-z0-9_-]+)\"");

    /** @param signed whether to show the signatures, too */
    static DeliveryFile of(Subscription subscription, Told told, boolean signed, Clock clock) {
        var message = told.message();
        var payment = PAYMENT.matcher(message.data());
        return new DeliveryFile(
                message.id(),
                message.event(),
                message.isTest(),
                StatusMark.of(told.state()),
                clock.exactly(message.createdAt()),
                message.isTest() || !payment.find() ? null : payment.group(1),
                about(told, clock),
                told.attempts().stream().map(tried -> moment(tried, clock)).toList(),
                headers(subscription, told, signed),
                new String(message.body(), StandardCharsets.UTF_8));
    }

    private static List<Fact> about(Told told, Clock clock) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Happened", clock.exactly(told.message().createdAt())));
        facts.add(new Fact("Tries", Long.toString(told.tries())));
        var settled = told.settledAt();
        if (settled != null) {
            facts.add(new Fact(StatusMark.word(told.state()), clock.exactly(settled)));
        }
        var next = told.nextTryAt();
        if (next != null) {
            var underWay = told.tries() > told.attempts().size();
            facts.add(new Fact("Next try", underWay ? "One is under way" : clock.exactly(next)));
        }
        return facts;
    }

    private static Moment moment(Try tried, Clock clock) {
        var status = tried.status();
        var taken = status != null && status / 100 == 2;
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Took", tried.milliseconds() + " ms"));
        if (!tried.answer().isBlank()) {
            facts.add(new Fact("Answer", tried.answer()));
        }
        return new Moment(
                tried.beganAt(),
                clock.exactly(tried.beganAt()),
                "Try " + tried.number() + ": " + (status == null ? tried.failure() : "answered " + status),
                taken ? StatusMark.Icon.done : StatusMark.Icon.failed,
                facts);
    }

    /** Signed as at the last try. Headers are not kept: they follow from the body, the time and the secret. */
    private static List<Fact> headers(Subscription subscription, Told told, boolean signed) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Content-Type", "application/json"));
        facts.add(new Fact("User-Agent", Sender.USER_AGENT));
        if (told.attempts().isEmpty()) {
            return facts;
        }
        var message = told.message();
        var at = told.attempts().getLast().beganAt();
        var secret = subscription.secrets().stream()
                .filter(SigningSecret::active)
                .findFirst()
                .orElseThrow();
        new TreeMap<>(Signature.headers(secret.value(), message.id(), at, message.body())).forEach((name, value) -> {
            if (signed || !name.endsWith("signature")) {
                facts.add(new Fact(name, value));
            }
        });
        return facts;
    }
}
