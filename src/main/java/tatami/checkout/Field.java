package tatami.checkout;

import java.util.EnumSet;
import java.util.Set;

/** The fields of the page in their order. Public for the templates. */
public enum Field {
    AMOUNT("amount"),
    TIP("tip"),
    OWN_TIP("own-tip"),
    EMAIL("email"),
    BILLING_COUNTRY("billing-country", "country"),
    BILLING_LINE1("billing-line1", "line1"),
    BILLING_LINE2("billing-line2", "line2"),
    BILLING_CITY("billing-city", "city"),
    BILLING_REGION("billing-region", "region"),
    BILLING_POSTCODE("billing-postcode", "postcode"),
    SHIPPING_NAME("shipping-name"),
    SHIPPING_SAME("shipping-same"),
    SHIPPING_COUNTRY("shipping-country", "country"),
    SHIPPING_LINE1("shipping-line1", "line1"),
    SHIPPING_LINE2("shipping-line2", "line2"),
    SHIPPING_CITY("shipping-city", "city"),
    SHIPPING_REGION("shipping-region", "region"),
    SHIPPING_POSTCODE("shipping-postcode", "postcode"),
    SHIPPING_NOTES("shipping-notes"),
    METHOD("method"),
    NUMBER("card-number"),
    EXPIRY("expiry"),
    CVV("cvv"),
    NAME("name"),
    SAVE("save"),
    CONSENT("consent");

    /** All that come back to the shopper as they were typed. */
    static final Set<Field> TYPED = EnumSet.complementOf(EnumSet.of(NUMBER, CVV, AMOUNT, TIP, OWN_TIP));

    private final String id;
    private final String words;

    Field(String id) {
        this(id, id);
    }

    Field(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** Its name in the form, and its id on the page. */
    public String id() {
        return id;
    }

    /** What {@link Words} know it as: both addresses say the same. */
    String words() {
        return words;
    }
}
