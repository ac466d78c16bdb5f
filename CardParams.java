package tatami.checkout;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.payments.Shopper;

/** A card and its holder as the mobile SDKs send them. What nothing here needs is not read. */
record CardParams(PresentedCard card, Shopper shopper) {

    /** A card number is nineteen digits and their spaces; the other fields are shorter. */
    private static final int LONGEST_TYPED = 50;

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_PHONE = 50;
    private static final int LONGEST_NOTES = 1024;
    private static final int LONGEST_LINE = 100;

    /** @throws tatami.http.Invalid naming every field at fault */
    static CardParams read(Body body) {
        var pan = typed(body, "cardNumber", Pan.parse(body.requiredText("cardNumber", LONGEST_TYPED)), "be a card number");
        var expiry = typed(
                body, "expiryDate", Expiry.parse(body.requiredText("expiryDate", LONGEST_TYPED)), "be a month and a year, MM / YY");
        var code = body.requiredText("cV2", LONGEST_TYPED);
        var cvv = pan == null ? null : typed(body, "cV2", Cvv.parse(code, pan.scheme()), "have three digits, or four for American Express");
        return null;
    }
}
