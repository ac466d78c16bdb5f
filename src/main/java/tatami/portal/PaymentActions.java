package tatami.portal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.acquiring.Outcome;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.TypedAmount;
import tatami.mail.MailAddress;
import tatami.payments.PaymentIntent;
import tatami.payments.PaymentIntentId;
import tatami.payments.Payments;
import tatami.payments.RefundRequest;
import tatami.payments.Verb;
import tatami.users.Audit;
import tatami.users.Deed;

/** What somebody does to a payment by hand: written to the audit log, then asked of the verbs that the API calls. */
final class PaymentActions {

    private static final int LONGEST_REASON = 1024;
    private static final int LONGEST_KEY = 100;

    private final Payments payments;
    private final Audit audit;

    PaymentActions(Payments payments, Audit audit) {
        this.payments = payments;
        this.audit = audit;
    }

    /**
     * What a form says.
     *
     * @param key made when the page was shown: two clicks are one refund, or one receipt
     * @param version of the intent that the page showed: two clicks are one capture
     */
    record Typed(String amount, String reason, String email, String key, String version) {

        static final Typed NOTHING = new Typed("", "", "", "", "");
    }

    /**
     * Does it.
     *
     * @param intent as it is now
     * @return what went wrong, for a person; empty when it is done
     * @throws Refusal when it cannot be, naming the field at fault; nothing has changed then
     */
    Optional<String> perform(Account account, PaymentIntent intent, Verb verb, Typed typed, String who) {
        var id = intent.id();
        return switch (verb) {
            case Capture -> {
                var amount = amount(typed, intent);
                var version = version(typed);
                write(account, who, Deed.Capture, id, Map.of("amount", amount.toString()));
                yield complaint(payments.capture(account, id, amount.minor(), version)
                        .outcome()
                        .orElse(null));
            }
            case Refund -> {
                var amount = amount(typed, intent);
                var request = new RefundRequest(amount.minor(), reason(typed), null, key(typed));
                write(account, who, Deed.Refund, id, Map.of("amount", amount.toString()));
                yield complaint(payments.refund(account, id, request).outcome());
            }
            case Reverse -> {
                write(account, who, Deed.Reverse, id, Map.of());
                yield complaint(payments.reverse(account, id).outcome().orElse(null));
            }
            case Cancel -> {
                write(account, who, Deed.Cancel, id, Map.of());
                payments.cancel(account, id);
                yield Optional.empty();
            }
            case SendReceipt -> {
                var reader = MailAddress.parse(typed.email().strip())
                        .orElseThrow(() -> invalid("The e-mail is not an address such as me@home.example."));
                var key = key(typed);
                write(account, who, Deed.SendReceipt, id, Map.of("to", reader.value()));
                payments.sendReceipt(account, id, reader, key);
                yield Optional.empty();
            }
        };
    }

    private void write(Account account, String who, Deed deed, PaymentIntentId id, Map<String, String> detail) {
        audit.write(account.id(), who, deed, id.value(), detail);
    }

    private static Optional<String> complaint(@Nullable Outcome outcome) {
        return switch (outcome) {
            case Outcome.Approved _ -> Optional.empty();
            case Outcome.Declined declined ->
                Optional.of("The acquirer declined (" + declined.message() + "). Nothing was moved.");
            case Outcome.Abandoned abandoned -> Optional.of(abandoned.message() + " Nothing was moved.");
            case null ->
                Optional.of("The acquirer has not answered yet. It is written down and will be settled:"
                        + " look again in a moment.");
        };
    }

    private static Money amount(Typed typed, PaymentIntent intent) {
        var currency = intent.amount().currency();
        return TypedAmount.parse(typed.amount(), currency)
                .filter(amount -> !amount.isZero())
                .orElseThrow(() -> invalid("The amount is not one in " + currency + ", such as "
                        + TypedAmount.plain(intent.amount(), '.') + "."));
    }

    private static @Nullable String reason(Typed typed) {
        var reason = typed.reason().strip();
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw invalid("The reason must have at most " + LONGEST_REASON + " characters, in one line.");
        }
        return reason.isEmpty() ? null : reason;
    }

    private static String key(Typed typed) {
        var key = typed.key();
        if (!key.matches("[A-Za-z0-9_-]{20," + LONGEST_KEY + "}")) {
            throw invalid("The form has lost its key. Open the page again.");
        }
        return key;
    }

    private static int version(Typed typed) {
        if (!typed.version().matches("[0-9]{1,9}")) {
            throw invalid("The form does not say which state of the payment it was shown. Open the page again.");
        }
        return Integer.parseInt(typed.version());
    }

    private static Refusal invalid(String sentence) {
        return new Refusal(Reason.INVALID, sentence);
    }
}
