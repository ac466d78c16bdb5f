package tatami.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Card;
import tatami.cards.Scheme;
import tatami.intents.AcceptedMethod;
import tatami.intents.CaptureMode;
import tatami.intents.CheckoutConfig;
import tatami.intents.SecretState;
import tatami.kit.Money;
import tatami.kit.Refusal;

/**
 * Plays the life of one intent, written as a line: {@code authorize 1000, capture 400, refund 400
 * declined}. No database, no acquirer: rules alone.
 */
final class Lives {

    static final Instant BIRTH = Instant.parse("2026-03-02T22:30:00Z");
    static final Card CARD =
            new Card("52000000****1005", Scheme.MASTERCARD, LocalDate.parse("2029-12-31"), "A Shopper");

    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    private PaymentIntent intent;
    private Instant now = BIRTH;
    private int operations;

    private Lives(PaymentIntent intent) {
        this.intent = intent;
    }

    /** How it ends: status and funds, or the reason of the first refusal. */
    static String play(CaptureMode mode, String tried) {
        var life = new Lives(fresh(mode, 1000, new AutoExpiry(null, null)));
        try {
            Arrays.stream(tried.split(","))
                    .map(String::strip)
                    .filter(step -> !step.isEmpty())
                    .forEach(life::step);
        } catch (Refusal refusal) {
            return refusal.reason().name();
        }
        return life.intent.status() + " " + life.intent.funds();
    }

    static PaymentIntent fresh(CaptureMode mode, long minor, AutoExpiry autoExpiry) {
        return new PaymentIntent(
                new PaymentIntentId("pi_sandbox_AaIFeDVWVku-rna6uYzFLg"),
                new AccountId("acc_sandbox_AaIFd-_DiC_DnsaVXVTCpA"),
                0,
                Status.Created,
                mode,
                Money.of(minor, "GBP"),
                null,
                null,
                Funds.none(Money.of(0, "GBP").currency()),
                null,
                null,
                null,
                SecretState.first(BIRTH),
                purchase(),
                List.of(),
                BIRTH.plus(Duration.ofDays(30)),
                autoExpiry,
                BIRTH,
                BIRTH);
    }

    private static Purchase purchase() {
        var allowed = new CheckoutConfig.Payment(true, true);
        return new Purchase(
                "Order 1",
                null,
                null,
                null,
                null,
                null,
                new CheckoutConfig(null, null, null, null, null, null, null, allowed),
                null,
                List.of(),
                List.of(),
                List.of(AcceptedMethod.Card),
                null,
                Map.of(),
                null,
                "api");
    }

    private void step(String step) {
        var words = step.split("\\s+");
        switch (words[0]) {
            case "wait" -> now = now.plus(Duration.parse("P" + words[1]));
            case "cancel" -> intent = intent.cancel(now);
            case "tip" -> intent = intent.withTip(Money.of(minor(words), "GBP"), now);
            case "amount" -> intent = intent.withAmount(Money.of(minor(words), "GBP"), now);
            case "reverse" -> move(Kind.Reverse, intent.reversible().minor(), words);
            case "sale" -> move(Kind.Sale, minor(words), words);
            case "authorize" -> move(Kind.Authorize, minor(words), words);
            case "capture" -> move(Kind.Capture, minor(words), words);
            case "refund" -> move(Kind.Refund, minor(words), words);
            default -> throw new IllegalArgumentException(step);
        }
    }

    private void move(Kind kind, long minor, String[] words) {
        var id = new OperationId(new UUID(0, ++operations));
        var payment = intent.payment();
        var operation = new Operation(id, kind, Money.of(minor, "GBP"), payment == null ? id : payment.id());
        intent = intent.begin(operation, now, kind.needsCard() ? CARD : null, now, ZONE);
        var outcome = outcome(words[words.length - 1]);
        if (outcome != null) {
            intent = intent.settle(outcome, now);
        }
    }

    private static @Nullable Outcome outcome(String word) {
        return switch (word) {
            case "declined" -> new Outcome.Declined("DECLINED");
            case "abandoned" -> new Outcome.Abandoned("WITHDRAWN");
            case "unanswered" -> null;
            default -> new Outcome.Approved("123456", "DEPOSITED");
        };
    }

    private static long minor(String[] words) {
        return Long.parseLong(words[1]);
    }
}
