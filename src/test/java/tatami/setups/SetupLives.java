package tatami.setups;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.MitType;
import tatami.acquiring.Operation;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.OperationId;
import tatami.acquiring.Outcome;
import tatami.cards.Card;
import tatami.cards.Scheme;
import tatami.intents.AcceptedMethod;
import tatami.intents.Challenge;
import tatami.intents.Shopper;
import tatami.kit.Money;
import tatami.kit.Refusal;

/**
 * Plays the life of one setup intent, written as a line: {@code agree declined, agree, charge}. No
 * database, no acquirer: rules alone. Each step uses the current secret; {@code refresh} gives a new one.
 */
final class SetupLives {

    static final Instant BIRTH = Instant.parse("2026-03-02T22:30:00Z");
    static final Instant EXPIRY = BIRTH.plus(Duration.ofDays(1));
    static final ZoneId ZONE = ZoneId.of("Europe/London");
    static final Card CARD =
            new Card("52000000****1005", Scheme.MASTERCARD, LocalDate.parse("2029-12-31"), "A Shopper");
    static final Consent CONSENT = new Consent(BIRTH, "Pay.", "192.0.2.1", "Telephone/1.0");
    static final String REFERENCE = "TAT000000000001";

    private SetupIntent setup;
    private Instant now = BIRTH;
    private int operations;

    private SetupLives(SetupIntent setup) {
        this.setup = setup;
    }

    /** How it ends: status, history, and what is still in hand; or the reason of the first refusal. */
    static String play(MitType type, String tried) {
        var life = new SetupLives(fresh(type));
        try {
            Arrays.stream(tried.split(","))
                    .map(String::strip)
                    .filter(step -> !step.isEmpty())
                    .forEach(life::step);
        } catch (Refusal refusal) {
            return refusal.reason().name();
        }
        return life.end();
    }

    static SetupIntent fresh(MitType type) {
        var details = new SetupDetails(
                "Table 4", null, null, null, null, null, List.of(AcceptedMethod.Card), Map.of(), "api");
        return SetupIntent.of(
                new SetupIntentId("si_sandbox_AaIFeDVWVku-rna6uYzFLg"),
                new AccountId("acc_sandbox_AaIFd-_DiC_DnsaVXVTCpA"),
                new NewSetupIntent(type, Money.of(1000, "GBP"), "Pay.", details, EXPIRY),
                BIRTH);
    }

    /** A verification with this number. */
    static Operation verification(int number) {
        return Operation.payment(id(number), Kind.Verify, Money.of(0, "GBP"));
    }

    static OperationId id(int number) {
        return new OperationId(new UUID(0, number));
    }

    static Outcome approved() {
        return new Outcome.Approved("123456", "VERIFIED", Optional.of(REFERENCE));
    }

    /** One to which a shopper has agreed. */
    static SetupIntent agreed(MitType type) {
        return fresh(type)
                .consented(CONSENT, Shopper.SILENT, BIRTH)
                .begin(verification(1), BIRTH, CARD, BIRTH)
                .settle(approved(), BIRTH, ZONE);
    }

    private void step(String step) {
        var words = step.split("\\s+");
        var last = words[words.length - 1];
        switch (words[0]) {
            case "wait" -> now = now.plus(Duration.parse("P" + words[1]));
            case "refresh" -> setup = setup.refreshSecret(now);
            case "agree" -> {
                setup = consenting().begin(verification(++operations), now, CARD, now);
                settle(last);
            }
            case "challenge" -> setup = consenting().challenged(challenge(++operations), now);
            case "pass" -> {
                var waiting = Challenge.waiting(setup.challenge());
                var verification = Operation.payment(waiting.attempt(), Kind.Verify, Money.of(0, "GBP"));
                setup = setup.begin(verification, waiting.at(), waiting.card(), now);
                settle(last);
            }
            case "fail" -> {
                var waiting = Challenge.waiting(setup.challenge());
                setup = setup.notAuthenticated(waiting.attempt(), waiting.at(), waiting.card(), now);
            }
            case "distrust" -> setup = consenting().notAuthenticated(id(++operations), now, CARD, now);
            case "settle" -> settle(last);
            case "cancel" -> setup = setup.cancel(false, now);
            case "close" -> setup = setup.cancel(true, now);
            case "expire" -> setup = setup.expire(now);
            case "erase" -> setup = setup.erase(now);
            case "charge" -> charge(last);
            case "charged" -> setup = setup.endCharge(id(operations), new Outcome.Approved("123456", "DEPOSITED"), now);
            case "late" -> setup = setup.endCharge(id(operations - 1), new Outcome.Approved("123456", "LATE"), now);
            default -> throw new IllegalArgumentException(step);
        }
    }

    private SetupIntent consenting() {
        return setup.useSecret(setup.secret().serial(), now).consented(CONSENT, Shopper.SILENT, now);
    }

    private Challenge challenge(int number) {
        return new Challenge(id(number), now, CARD, setup.secret().serial(), null);
    }

    private void settle(String word) {
        var outcome = outcome(word);
        if (outcome != null) {
            setup = setup.settle(outcome, now, ZONE);
        }
    }

    private void charge(String word) {
        var charge = id(++operations);
        var agreement = setup.agreement(now);
        if (!agreement.schemeReference().equals(REFERENCE)) {
            throw new AssertionError(agreement);
        }
        setup = setup.beginCharge(charge, now);
        var outcome = outcome(word);
        if (outcome != null) {
            setup = setup.endCharge(charge, outcome, now);
        }
    }

    private static @Nullable Outcome outcome(String word) {
        return switch (word) {
            case "declined" -> new Outcome.Declined("DECLINED");
            case "abandoned" -> new Outcome.Abandoned("WITHDRAWN");
            case "unanswered" -> null;
            case "unnamed" -> new Outcome.Approved("123456", "VERIFIED");
            default -> approved();
        };
    }

    private String end() {
        var history = setup.setupEvents().stream()
                .map(event -> event.eventType().name())
                .collect(Collectors.joining(" "));
        return setup.status() + " [" + history + "]" + (setup.inFlight() == null ? "" : " asking")
                + (setup.challenge() == null ? "" : " challenging") + (setup.charge() == null ? "" : " charging")
                + (setup.numberKeptUnder().isPresent() ? " number" : "");
    }
}
