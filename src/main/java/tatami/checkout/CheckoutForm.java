package tatami.checkout;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tatami.cards.Cvv;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.cards.Scheme;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.http.Form;
import tatami.http.Invalid;
import tatami.intents.Shopper;
import tatami.kit.Money;
import tatami.kit.TypedAmount;
import tatami.mail.MailAddress;
import tatami.wallets.Wallet;

/**
 * The form as a shopper filled it in. Public for the templates, which show it again when something is
 * wrong. Of the card number and the security code it remembers only whether they are wrong, so they
 * cannot be shown.
 */
public final class CheckoutForm {

    /** What a box says when it is ticked. */
    public static final String TICKED = "yes";

    /** What the choice of a card says that is none of the saved ones. */
    public static final String NEW_CARD = "new";

    /** Names in the form: which wallet pays, and what it gave. */
    private static final String WALLET = "wallet";

    private static final String WALLET_PAYMENT = "wallet-payment";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_NOTES = 1024;

    private static final Set<Field> TOTAL = Set.of(Field.AMOUNT, Field.TIP, Field.OWN_TIP);

    private final Known known;
    private final Map<Field, String> shown;
    private final Map<Field, String> errors;
    private final @Nullable Totals totals;
    private final @Nullable Tender tender;
    private final Shopper shopper;

    private CheckoutForm(
            Known known,
            Map<Field, String> shown,
            Map<Field, String> errors,
            @Nullable Totals totals,
            @Nullable Tender tender,
            Shopper shopper) {
        this.known = known;
        this.shown = shown;
        this.errors = errors;
        this.totals = totals;
        this.tender = tender;
        this.shopper = shopper;
    }

    /** What the merchant knows already is filled in. */
    static CheckoutForm of(Known known, Words words) {
        var shown = new EnumMap<Field, String>(Field.class);
        shown.putAll(shownOf(known.totals(), words));
        var customer = known.customer();
        if (customer != null && customer.emailAddress() != null) {
            shown.put(Field.EMAIL, customer.emailAddress());
        }
        var shipping = known.shipping();
        var address = shipping == null ? null : shipping.address();
        shown.putAll(AddressGroup.BILLING.of(known.billing(), known.home()));
        shown.putAll(AddressGroup.SHIPPING.of(address, known.home()));
        if (shipping != null) {
            shown.put(Field.SHIPPING_NAME, shipping.name() == null ? "" : shipping.name());
            shown.put(Field.SHIPPING_NOTES, shipping.deliveryNotes() == null ? "" : shipping.deliveryNotes());
        }
        shown.put(
                Field.METHOD,
                known.saved().cards().stream().findFirst().map(SavedCard::id).orElse(NEW_CARD));
        if (address == null || address.equals(known.billing())) {
            shown.put(Field.SHIPPING_SAME, TICKED);
        }
        return new CheckoutForm(known, shown, Map.of(), known.totals(), null, Shopper.SILENT);
    }

    /** @param today where the merchant is: a card works until the end of its last day */
    static CheckoutForm read(Form fields, Known known, LocalDate today, Words words) {
        var reader = new FormReader(fields, words);
        var asked = known.asked();
        if (fields.has(WALLET)) {
            return ofWallet(fields, reader, known);
        }
        var totals = known.totals() == null ? null : totals(reader, asked, known.totals());
        var email = asked.email()
                ? reader.shown(Field.EMAIL, typed -> MailAddress.parse(typed).map(MailAddress::value))
                : Optional.<String>empty();
        var billing = asked.billing() ? AddressGroup.BILLING.read(reader, known.billing(), known.home()) : null;
        var shipping = asked.shipping() ? shipping(reader, known, billing) : null;
        var tender = tender(reader, known.saved(), today);
        var save = known.saved().canSave() && reader.typed(Field.SAVE).equals(TICKED);
        if (save) {
            reader.shown.put(Field.SAVE, TICKED);
        }
        if (asked.consent()) {
            reader.shown(Field.CONSENT, typed -> Optional.of(typed).filter(TICKED::equals));
        }
        return new CheckoutForm(
                known,
                reader.shown,
                reader.errors,
                totals,
                reader.errors.isEmpty() ? tender : null,
                new Shopper(email.orElse(null), null, billing, shipping, save));
    }

    /** A wallet says who pays, and what is typed only comes back. */
    private static CheckoutForm ofWallet(Form fields, FormReader reader, Known known) {
        var asked = known.asked();
        var totals = known.totals() == null ? null : totals(reader, asked, known.totals());
        Field.TYPED.forEach(field -> reader.shown(field, Optional::of, "", ""));
        var given = Wallet.named(fields.field(WALLET)).flatMap(wallet -> given(wallet, fields.field(WALLET_PAYMENT)));
        var shopper = given.map(WalletBody::shopper).orElse(Shopper.SILENT);
        if (asked.email() && shopper.emailAddress() == null) {
            reader.missing(Field.EMAIL);
        }
        if (asked.billing() && shopper.billingAddress() == null) {
            reader.missing(Field.BILLING_LINE1);
        }
        if (asked.shipping() && shopper.shippingDetails() == null) {
            reader.missing(Field.SHIPPING_LINE1);
        }
        return new CheckoutForm(
                known,
                reader.shown,
                reader.errors,
                totals,
                reader.errors.isEmpty() ? given.map(WalletBody::tender).orElse(null) : null,
                shopper);
    }

    private static Optional<WalletBody> given(Wallet wallet, String payment) {
        try {
            return Optional.of(WalletBody.read(wallet, Body.of(payment)));
        } catch (Invalid _) {
            return Optional.empty(); // nobody types it
        }
    }

    /** The same, about another total: the one that the intent has now. */
    CheckoutForm with(Known next, Words words) {
        var all = new EnumMap<Field, String>(Field.class);
        all.putAll(shown);
        all.putAll(shownOf(next.totals(), words));
        return new CheckoutForm(next, all, Map.of(), next.totals(), null, shopper);
    }

    /** The same, before anybody has said what is wrong with it. */
    CheckoutForm unchecked() {
        return new CheckoutForm(known, shown, Map.of(), totals, null, shopper);
    }

    /** What is paid with; null while something is wrong. */
    @Nullable
    Tender tender() {
        return tender;
    }

    Shopper shopper() {
        return shopper;
    }

    /** What the shopper chose to pay; null where there is nothing to pay, or the choice is no amount. */
    @Nullable
    Totals totals() {
        return totals;
    }

    /** What the shopper typed, if it may be shown. */
    public String value(Field field) {
        return shown.getOrDefault(field, "");
    }

    /** The cards to choose from; none for most shoppers. */
    public List<SavedCard> savedCards() {
        return known.saved().cards();
    }

    /** Whether a card that is typed may be kept for the next time. */
    public boolean canSave() {
        return known.saved().canSave();
    }

    public boolean isTicked(Field field) {
        return TICKED.equals(value(field));
    }

    /** What is wrong with it; null when nothing is. */
    public @Nullable String error(Field field) {
        return errors.get(field);
    }

    /** Whether it is the first one that is wrong. */
    public boolean isFirstWrong(Field field) {
        return !errors.isEmpty() && errors.keySet().iterator().next() == field;
    }

    /** Whether what is wrong is the total itself. */
    boolean isTotalWrong() {
        return errors.keySet().stream().anyMatch(TOTAL::contains);
    }

    /** How the country that is chosen now writes its addresses. */
    public PostalHabit habit(AddressGroup group) {
        return PostalHabit.of(value(group.country()));
    }

    /** The countries to choose from, the merchant's own first. */
    public Iterable<Countries.Country> countries(Language language) {
        return Countries.startingWith(known.home(), language);
    }

    private static Map<Field, String> shownOf(@Nullable Totals totals, Words words) {
        if (totals == null) {
            return Map.of();
        }
        var chosen = totals.chosen();
        return Map.of(
                Field.AMOUNT,
                TypedAmount.plain(totals.price(), words.decimalMark()),
                Field.TIP,
                chosen,
                Field.OWN_TIP,
                chosen.equals(Totals.OWN) ? TypedAmount.plain(totals.tip(), words.decimalMark()) : "");
    }

    private static @Nullable Totals totals(FormReader reader, Asked asked, Totals known) {
        var currency = known.price().currency();
        var price = asked.amount()
                ? reader.shown(
                                Field.AMOUNT,
                                typed -> TypedAmount.parse(typed, currency).filter(amount -> !amount.isZero()))
                        .orElse(null)
                : known.price();
        if (price == null) {
            if (asked.tip()) {
                reader.shown(Field.TIP, Optional::of);
                reader.shown(Field.OWN_TIP, Optional::of, "", "");
            }
            return null;
        }
        var tip = asked.tip() ? tip(reader, price) : known.tip();
        if (tip != null && price.minor() + tip.minor() > Money.MAX_MINOR) {
            var isOwn = reader.typed(Field.TIP).equals(Totals.OWN);
            var where = asked.amount() ? Field.AMOUNT : isOwn ? Field.OWN_TIP : Field.TIP;
            reader.errors.put(where, reader.words().say("total.too-much"));
            return null;
        }
        return tip == null ? null : new Totals(price, tip);
    }

    /** Null when it is wrong. */
    private static @Nullable Money tip(FormReader reader, Money price) {
        if (reader.typed(Field.TIP).equals(Totals.OWN)) {
            reader.shown(Field.TIP, Optional::of);
            return reader.shown(Field.OWN_TIP, typed -> TypedAmount.parse(typed, price.currency()))
                    .orElse(null);
        }
        reader.shown(Field.OWN_TIP, Optional::of, "", ""); // kept, should they come back to it
        return reader.shown(Field.TIP, typed -> Totals.tip(typed, price)).orElse(null);
    }

    /** With a tick that it is the same, the other fields of the address do not count. */
    private static @Nullable ShippingDetails shipping(FormReader reader, Known known, @Nullable Address billing) {
        var name = reader.shown(Field.SHIPPING_NAME, CheckoutForm::name);
        var notes = reader.shown(Field.SHIPPING_NOTES, typed -> AddressGroup.text(typed, LONGEST_NOTES));
        var isSame =
                known.asked().billing() && reader.typed(Field.SHIPPING_SAME).equals(TICKED);
        if (isSame) {
            reader.shown.put(Field.SHIPPING_SAME, TICKED);
            reader.shown.putAll(AddressGroup.SHIPPING.of(null, reader.typed(Field.BILLING_COUNTRY)));
        }
        var before = known.shipping();
        var address = isSame
                ? billing
                : AddressGroup.SHIPPING.read(reader, before == null ? null : before.address(), known.home());
        return new ShippingDetails(name.orElse(null), notes.orElse(null), address);
    }

    /** Null when it is wrong. */
    private static @Nullable Tender tender(FormReader reader, Known.Saved saved, LocalDate today) {
        var chosen = reader.typed(Field.METHOD);
        if (saved.cards().isEmpty() || chosen.equals(NEW_CARD)) {
            reader.shown.put(Field.METHOD, NEW_CARD);
            var card = card(reader, today);
            return card == null ? null : new Tender.Typed(card);
        }
        var method = reader.shown(Field.METHOD, saved::card);
        var scheme = method.map(SavedCard::scheme).orElse(Scheme.AMEX);
        var cvv = reader.hidden(Field.CVV, typed -> Cvv.parse(typed, scheme));
        return method.isPresent() && cvv.isPresent()
                ? new Tender.Saved(method.get().id(), cvv.get())
                : null;
    }

    private static @Nullable PresentedCard card(FormReader reader, LocalDate today) {
        var pan = reader.hidden(Field.NUMBER, Pan::parse);
        var expiry = reader.shown(Field.EXPIRY, Expiry::parse);
        // Without a card number nobody knows how long its code is; then either length will do.
        var scheme = pan.map(Pan::scheme).orElse(Scheme.AMEX);
        var cvv = reader.hidden(Field.CVV, typed -> Cvv.parse(typed, scheme));
        var name = reader.shown(Field.NAME, CheckoutForm::name);
        if (expiry.isPresent() && expiry.get().isBefore(today)) {
            reader.errors.put(Field.EXPIRY, reader.words().say("card.expired"));
        }
        return pan.isPresent() && expiry.isPresent() && cvv.isPresent() && name.isPresent()
                ? new PresentedCard(pan.get(), expiry.get(), cvv, name.get())
                : null;
    }

    /** No name has eight digits; what has may be a card number. */
    private static Optional<String> name(String typed) {
        return AddressGroup.line(typed)
                .filter(name -> name.length() <= LONGEST_NAME)
                .filter(name -> !Pan.mayBeIn(name));
    }
}
