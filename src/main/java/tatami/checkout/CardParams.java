package tatami.checkout;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.cards.Scheme;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.intents.Shopper;

/**
 * A card and its holder as the mobile SDKs send them. What nothing here needs is not read.
 *
 * @param mitConsentGiven whether the shopper agreed to be charged later
 */
record CardParams(PresentedCard card, Shopper shopper, boolean mitConsentGiven) {

    /** A card number is nineteen digits and their spaces; what else is typed is shorter. */
    private static final int LONGEST_TYPED = 50;

    static final int LONGEST_NAME = 100;
    static final int LONGEST_EMAIL = 254;
    static final int LONGEST_PHONE = 50;
    private static final int LONGEST_NOTES = 1024;
    static final int LONGEST_LINE = 100;
    static final int LONGEST_COUNTRY = 10;

    static final Address UNKNOWN = new Address(null, null, null, null, null, null, null, "", null, null);

    /** @throws tatami.http.Invalid naming every field at fault */
    static CardParams read(Body body) {
        return read(body, true);
    }

    /**
     * For asking the bank nothing but how to meet the device. A wallet's card comes without a security code.
     *
     * @throws tatami.http.Invalid as {@link #read}
     */
    static PresentedCard readForDevice(Body body) {
        return read(body, false).card();
    }

    private static CardParams read(Body body, boolean codeIsRequired) {
        var pan = required(body, "cardNumber", Pan::parse, "be a card number");
        var expiry = required(body, "expiryDate", Expiry::parse, "be a month and a year, as MM / YY");
        // Without a card number nobody knows how long its code is; then either length will do.
        var scheme = pan.map(Pan::scheme).orElse(Scheme.AMEX);
        var cvv = codeIsRequired || body.isGiven("cV2")
                ? required(body, "cV2", typed -> Cvv.parse(typed, scheme), "be the card's security code")
                : Optional.<Cvv>empty();
        var name = body.text("cardName", LONGEST_NAME);
        if (name != null && Pan.mayBeIn(name)) {
            body.complain("cardName", "The field CardName must not hold a card number.");
        }
        var shopper = shopper(body, Boolean.TRUE.equals(body.flag("savePaymentMethod")));
        var consent = Boolean.TRUE.equals(body.flag("mitConsentGiven"));
        body.check();
        return new CardParams(
                new PresentedCard(pan.orElseThrow(), expiry.orElseThrow(), cvv, name == null ? "" : name.strip()),
                shopper,
                consent);
    }

    /** Who pays, as the SDKs say it with each kind of card. */
    static Shopper shopper(Body body, boolean savePaymentMethod) {
        return new Shopper(
                body.given("userEmailAddress", LONGEST_EMAIL),
                body.given("userPhoneNumber", LONGEST_PHONE),
                body.object("billingAddress", CardParams::address),
                body.object("shippingDetails", CardParams::shipping),
                savePaymentMethod);
    }

    private static <T> Optional<T> required(Body body, String name, Function<String, Optional<T>> parse, String must) {
        var typed = body.requiredText(name, LONGEST_TYPED);
        var value = parse.apply(typed);
        if (value.isEmpty() && !typed.isEmpty()) {
            var field = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            body.complain(name, "The field " + field + " must " + must + ".");
        }
        return value;
    }

    /**
     * More lenient than {@link Address#read}: SDKs leave the country out where the app does not ask for
     * it, and send addresses of which nothing is known. Neither may fail a payment.
     */
    private static @Nullable Address address(Body body) {
        var country = body.text("countryCode", LONGEST_COUNTRY);
        var address = new Address(
                line(body, "address1"),
                line(body, "address2"),
                line(body, "address3"),
                line(body, "address4"),
                line(body, "city"),
                line(body, "state"),
                line(body, "postcode"),
                country == null ? "" : country,
                line(body, "locality"),
                line(body, "county"));
        return address.equals(UNKNOWN) ? null : address;
    }

    private static ShippingDetails shipping(Body body) {
        return new ShippingDetails(
                written(body, "name", LONGEST_NAME),
                written(body, "deliveryNotes", LONGEST_NOTES),
                body.object("address", CardParams::address));
    }

    static @Nullable String line(Body body, String name) {
        return written(body, name, LONGEST_LINE);
    }

    /** What a shopper wrote, which is kept and shown: people type their card's number into any field. */
    static @Nullable String written(Body body, String name, int longest) {
        var text = body.given(name, longest);
        if (text != null && Pan.isIn(text)) {
            body.complain(name, "This field must not hold a card number.");
        }
        return text;
    }
}
