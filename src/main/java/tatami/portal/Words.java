package tatami.portal;

import org.jspecify.annotations.Nullable;
import tatami.acquiring.Operation.Kind;
import tatami.acquiring.Outcome;
import tatami.cards.Scheme;
import tatami.intents.HistoryEvent.Type;

/** What the pages call what happens to a payment. */
final class Words {

    private Words() {}

    static String title(Kind kind, @Nullable Outcome outcome) {
        var what = of(kind);
        return switch (outcome) {
            case Outcome.Approved _ -> what + " approved";
            case Outcome.Declined _ -> what + " declined";
            case Outcome.Abandoned _ -> what + " withdrawn";
            case null -> what + " asked, not answered yet";
        };
    }

    static String of(Kind kind) {
        return switch (kind) {
            case Sale -> "Payment";
            case Authorize -> "Authorisation";
            case Charge -> "Charge";
            case Verify -> "Verification";
            case Capture -> "Capture";
            case Refund -> "Refund";
            case Reverse -> "Reversal";
        };
    }

    static String plural(Kind kind) {
        return of(kind) + "s";
    }

    static String title(Type type) {
        return switch (type) {
            case AuthChallenged -> "The bank asks the shopper";
            case Declined -> "Not confirmed by the bank";
            case Error -> "Failed";
            case Authorized -> "Authorised";
            case Captured -> "Captured";
            case Reversed -> "Reversed";
            case Refunded -> "Refunded";
            case Canceled -> "Cancelled";
        };
    }

    static String of(Scheme scheme) {
        return switch (scheme) {
            case VISA -> "Visa";
            case MASTERCARD -> "Mastercard";
            case MAESTRO -> "Maestro";
            case DISCOVER -> "Discover";
            case DCI -> "Diners Club";
            case AMEX -> "American Express";
        };
    }

    static StatusMark.Icon icon(Kind kind) {
        return switch (kind) {
            case Sale, Charge, Capture -> StatusMark.Icon.done;
            case Authorize, Verify -> StatusMark.Icon.held;
            case Refund -> StatusMark.Icon.back;
            case Reverse -> StatusMark.Icon.off;
        };
    }
}
