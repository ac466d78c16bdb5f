package tatami.checkout;

/** The fields of the page in their order, with what it and its script say when one is empty or wrong. */
public enum Field {
    AMOUNT("amount", "Amount", "Enter the amount.", "Enter an amount above zero, in figures."),
    TIP("tip", "Tip", "Choose a tip, or none.", "Choose a tip, or none."),
    OWN_TIP("own-tip", "Your tip", "Enter your tip, or choose another.", "Enter your tip in figures."),
    EMAIL("email", "E-mail", "Enter your e-mail address.", "This is not an e-mail address."),
    BILLING_COUNTRY("billing-country", Words.COUNTRY, Words.NO_COUNTRY, Words.NO_COUNTRY),
    BILLING_LINE1("billing-line1", Words.LINE1, Words.NO_LINE1, Words.WRONG),
    BILLING_LINE2("billing-line2", Words.LINE2, "", Words.WRONG),
    BILLING_CITY("billing-city", Words.CITY, Words.NO_CITY, Words.WRONG),
    BILLING_REGION("billing-region", "", "", Words.WRONG),
    BILLING_POSTCODE("billing-postcode", "", "", Words.WRONG),
    SHIPPING_NAME("shipping-name", "Full name", "Enter the name of who receives it.", "Enter a name."),
    SHIPPING_SAME("shipping-same", "Deliver to the billing address", "", ""),
    SHIPPING_COUNTRY("shipping-country", Words.COUNTRY, Words.NO_COUNTRY, Words.NO_COUNTRY),
    SHIPPING_LINE1("shipping-line1", Words.LINE1, Words.NO_LINE1, Words.WRONG),
    SHIPPING_LINE2("shipping-line2", Words.LINE2, "", Words.WRONG),
    SHIPPING_CITY("shipping-city", Words.CITY, Words.NO_CITY, Words.WRONG),
    SHIPPING_REGION("shipping-region", "", "", Words.WRONG),
    SHIPPING_POSTCODE("shipping-postcode", "", "", Words.WRONG),
    SHIPPING_NOTES(
            "shipping-notes",
            "Notes for the courier (optional)",
            "",
            "Use at most 1,024 characters, and no card number."),
    NUMBER("card-number", "Card number", "Enter your card number.", "This card number is not right. Check each digit."),
    EXPIRY("expiry", "Expiry date", "Enter the expiry date.", "Enter month and year, as on the card."),
    CVV("cvv", "Security code", "Enter the security code.", "Enter the three or four digits of the security code."),
    NAME("name", "Name on card", "Enter the name on the card.", "Enter the name as it is on the card."),
    CONSENT("consent", "I agree", Words.TICK, Words.TICK);

    private final String id;
    private final String label;
    private final String missing;
    private final String wrong;

    Field(String id, String label, String missing, String wrong) {
        this.id = id;
        this.label = label;
        this.missing = missing;
        this.wrong = wrong;
    }

    /** Its name in the form, and its id on the page. */
    public String id() {
        return id;
    }

    /** Empty where it depends on the country. */
    public String label() {
        return label;
    }

    /** Empty where it may be left out, or it depends on the country whether it may. */
    public String missing() {
        return missing;
    }

    public String wrong() {
        return wrong;
    }

    /** What both addresses say, and what is long. */
    private static final class Words {
        private static final String COUNTRY = "Country";
        private static final String NO_COUNTRY = "Choose the country.";
        private static final String LINE1 = "Address";
        private static final String NO_LINE1 = "Enter the street and number.";
        private static final String LINE2 = "Flat, building or company (optional)";
        private static final String CITY = "Town or city";
        private static final String NO_CITY = "Enter the town or city.";
        private static final String WRONG = "Use at most 100 characters, and no card number.";
        private static final String TICK = "Tick the box if you agree. Your card is saved only then.";
    }
}
