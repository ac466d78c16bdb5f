package tatami.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tatami.kit.TypedAmount;
import tatami.payments.PaymentIntent;
import tatami.payments.Verb;
import tatami.portal.PaymentActions.Typed;

/**
 * A button of a payment's page, and what is asked for before it is pressed.
 *
 * @param explains what it does, in a sentence
 * @param amount what stands in its field; null when it asks for none
 * @param most the most that can be moved
 * @param email null when it asks for none
 * @param complaint why it could not be done the last time; the form is open then
 */
public record ActionForm(
        Verb verb,
        String title,
        String button,
        String explains,
        boolean isDangerous,
        @Nullable String amount,
        @Nullable String most,
        @Nullable String reason,
        @Nullable String email,
        @Nullable String complaint) {

    /**
     * @param tried what was just tried in vain; null when nothing was
     * @param typed what was typed then
     */
    static List<ActionForm> all(
            PaymentIntent intent, Set<Verb> possible, @Nullable Verb tried, Typed typed, @Nullable String complaint) {
        var forms = new ArrayList<ActionForm>();
        for (var verb : Verb.values()) {
            if (possible.contains(verb)) {
                var isTried = verb == tried;
                forms.add(of(intent, verb, isTried ? typed : null, isTried ? complaint : null));
            }
        }
        return forms;
    }

    private static ActionForm of(PaymentIntent intent, Verb verb, @Nullable Typed typed, @Nullable String complaint) {
        return switch (verb) {
            case Capture -> capture(intent, typed, complaint);
            case Refund -> refund(intent, typed, complaint);
            case Reverse ->
                plain(
                        verb,
                        "Reverse",
                        "Reverse the payment",
                        "Releases all of it, as if it had never been paid. It cannot be undone.",
                        complaint);
            case Cancel ->
                plain(
                        verb,
                        "Cancel",
                        "Cancel the payment",
                        "Nobody can pay it any more. It cannot be undone.",
                        complaint);
            case SendReceipt -> receipt(intent, typed, complaint);
        };
    }

    private static ActionForm capture(PaymentIntent intent, @Nullable Typed typed, @Nullable String complaint) {
        var most = intent.funds().capturable();
        return new ActionForm(
                Verb.Capture,
                "Capture",
                "Capture",
                "Takes what is held on the card, all of it or a part.",
                false,
                typed == null ? TypedAmount.plain(most, '.') : typed.amount(),
                PaymentFile.shown(most),
                null,
                null,
                complaint);
    }

    private static ActionForm refund(PaymentIntent intent, @Nullable Typed typed, @Nullable String complaint) {
        var most = intent.funds().refundable();
        return new ActionForm(
                Verb.Refund,
                "Refund",
                "Refund",
                "Gives the shopper their money back, all of it or a part. It cannot be undone.",
                true,
                typed == null ? TypedAmount.plain(most, '.') : typed.amount(),
                PaymentFile.shown(most),
                typed == null ? "" : typed.reason(),
                null,
                complaint);
    }

    private static ActionForm receipt(PaymentIntent intent, @Nullable Typed typed, @Nullable String complaint) {
        var customer = intent.purchase().customer();
        var known = customer == null || customer.emailAddress() == null ? "" : customer.emailAddress();
        return new ActionForm(
                Verb.SendReceipt,
                "Send a receipt",
                "Send",
                "Writes to whom you say.",
                false,
                null,
                null,
                null,
                typed == null ? known : typed.email(),
                complaint);
    }

    private static ActionForm plain(
            Verb verb, String title, String button, String explains, @Nullable String complaint) {
        return new ActionForm(verb, title, button, explains, true, null, null, null, null, complaint);
    }

    /** What the page says once it is done. */
    static String done(Verb verb) {
        return switch (verb) {
            case Capture -> "It is captured.";
            case Refund -> "The refund is made.";
            case Reverse -> "The payment is reversed.";
            case Cancel -> "The payment is cancelled.";
            case SendReceipt -> "The receipt is on its way.";
        };
    }
}
