package tatami.checkout;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.cards.Scheme;
import tatami.customers.Contact;
import tatami.http.Form;
import tatami.intents.CheckoutConfig;
import tatami.intents.Shopper;
import tatami.mail.MailAddress;

/**
 * The card form as a shopper filled it in. Public for the templates, which show it again when
 * something is wrong. Of the card number and the security code it remembers only whether they are
 * wrong, so they cannot be shown.
 */
public final class CheckoutForm {

    /** The fields, with what the page and its script say when one is empty or wrong. */
    public enum Field {
        EMAIL("email", "E-mail", "Enter your e-mail address.", "This is not an e-mail address."),
        NUMBER(
                "card-number",
                "Card number",
                "Enter your card number.",
                "This card number is not right. Check each digit."),
        EXPIRY("expiry", "Expiry date", "Enter the expiry date.", "Enter month and year, as on the card."),
        CVV("cvv", "Security code", "Enter the security code.", "Enter the three or four digits of the security code."),
        NAME("name", "Name on card", "Enter the name on the card.", "Enter the name as it is on the card."),
        CONSENT("consent", "I agree", Field.TICK, Field.TICK);

        private static final String TICK = "Tick the box if you agree. Your card is saved only then.";

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

        public String label() {
            return label;
        }

        public String missing() {
            return missing;
        }

        public String wrong() {
            return wrong;
        }
    }

    public static final String EXPIRED = "This card has expired.";

    /** What the box of {@link Field#CONSENT} says when it is ticked. */
    public static final String AGREED = "yes";

    private static final int LONGEST_NAME = 100;

    private final Map<Field, String> shown;
    private final Map<Field, String> errors;
    private final @Nullable PresentedCard card;

    private CheckoutForm(Map<Field, String> shown, Map<Field, String> errors, @Nullable PresentedCard card) {
        this.shown = shown;
        this.errors = errors;
        this.card = card;
    }

    static CheckoutForm empty() {
        return new CheckoutForm(new EnumMap<>(Field.class), Map.of(), null);
    }

    /** What the merchant knows already is filled in. */
    static CheckoutForm of(@Nullable Contact customer) {
        var form = empty();
        if (customer != null && customer.emailAddress() != null) {
            form.shown.put(Field.EMAIL, customer.emailAddress());
        }
        return form;
    }

    static boolean asksForEmail(@Nullable CheckoutConfig config) {
        return config != null
                && config.customerEmail() != null
                && config.customerEmail().collectionRequired();
    }

    /**
     * @param withEmail whether the page asks for an e-mail address
     * @param withConsent whether the page asks to agree to terms
     * @param today where the merchant is: a card works until the end of its last day
     */
    static CheckoutForm read(Form fields, boolean withEmail, boolean withConsent, LocalDate today) {
        var reader = new Reader(fields);
        if (withEmail) {
            reader.shown(Field.EMAIL, typed -> MailAddress.parse(typed).map(MailAddress::value));
        }
        var pan = reader.read(Field.NUMBER, Pan::parse);
        var expiry = reader.shown(Field.EXPIRY, Expiry::parse);
        // Without a card number nobody knows how long its code is; then either length will do.
        var scheme = pan.map(Pan::scheme).orElse(Scheme.AMEX);
        var cvv = reader.read(Field.CVV, typed -> Cvv.parse(typed, scheme));
        var name = reader.shown(Field.NAME, CheckoutForm::name);
        if (expiry.isPresent() && expiry.get().isBefore(today)) {
            reader.errors.put(Field.EXPIRY, EXPIRED);
        }
        if (withConsent) {
            reader.shown(Field.CONSENT, typed -> Optional.of(typed).filter(AGREED::equals));
        }
        var card = reader.errors.isEmpty()
                ? new PresentedCard(pan.orElseThrow(), expiry.orElseThrow(), cvv, name.orElseThrow())
                : null;
        return new CheckoutForm(reader.shown, reader.errors, card);
    }

    /** The card; null while something is wrong. */
    @Nullable
    PresentedCard card() {
        return card;
    }

    Shopper shopper() {
        return new Shopper(shown.get(Field.EMAIL), null, null, null, false);
    }

    /** What the shopper typed, if it may be shown. */
    public String value(Field field) {
        return shown.getOrDefault(field, "");
    }

    /** Whether the shopper agreed to the terms. */
    public boolean isAgreed() {
        return AGREED.equals(value(Field.CONSENT));
    }

    /** What is wrong with it; null when nothing is. */
    public @Nullable String error(Field field) {
        return errors.get(field);
    }

    /** Whether it is the first one that is wrong. */
    public boolean isFirstWrong(Field field) {
        return !errors.isEmpty() && errors.keySet().iterator().next() == field;
    }

    /** Kept and shown, so it must not have a card number. */
    private static Optional<String> name(String typed) {
        return Optional.of(typed)
                .filter(name -> name.length() <= LONGEST_NAME)
                .filter(name -> name.codePoints().noneMatch(CheckoutForm::isUnprintable))
                .filter(name -> !Pan.mayBeIn(name));
    }

    /** PostgreSQL stores neither a NUL nor half a surrogate pair. */
    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    private static final class Reader {

        private final Form fields;
        private final Map<Field, String> shown = new EnumMap<>(Field.class);
        private final Map<Field, String> errors = new EnumMap<>(Field.class);

        Reader(Form fields) {
            this.fields = fields;
        }

        <T> Optional<T> shown(Field field, Parse<T> parse) {
            var typed = typed(field);
            if (Pan.parse(typed).isEmpty()) {
                shown.put(field, typed);
            }
            return read(field, parse);
        }

        <T> Optional<T> read(Field field, Parse<T> parse) {
            var typed = typed(field);
            var value = typed.isEmpty() ? Optional.<T>empty() : parse.parse(typed);
            if (value.isEmpty()) {
                errors.put(field, typed.isEmpty() ? field.missing() : field.wrong());
            }
            return value;
        }

        private String typed(Field field) {
            return fields.field(field.id()).strip();
        }
    }

    private interface Parse<T> {
        Optional<T> parse(String typed);
    }
}
