package tatami.checkout;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Environment;
import tatami.acquiring.MitType;
import tatami.intents.CheckoutConfig;
import tatami.payments.PaymentIntent;
import tatami.payments.Purchase;
import tatami.setups.SetupIntent;
import tatami.wallets.Wallet;

/**
 * What every page says about what it is for. Public for the templates.
 *
 * @param lines what the total is made of, where there is more to say than the total itself
 * @param total what is paid now; for a setup intent what may be charged later, null when nobody knows
 * @param showsTotal whether it stands above the form; the button says it in any case
 * @param tip what of the total is a tip; null when nothing is
 * @param totals what the total is made of; null for a setup intent
 * @param terms what a setup intent's shopper is asked to agree to; null for a payment
 * @param wallets what may pay in the place of a card; null when none may
 * @param back the way to the shop once it is done; {@code cancel} the way of who gives up
 */
public record CheckoutView(
        String title,
        String tradingName,
        @Nullable String total,
        boolean showsTotal,
        @Nullable String tip,
        @Nullable Totals totals,
        @Nullable Terms terms,
        List<Line> lines,
        @Nullable String reference,
        @Nullable String description,
        boolean isSandbox,
        Asked asked,
        @Nullable WalletOffer wallets,
        @Nullable String back,
        @Nullable String cancel,
        @Nullable Link action) {

    /** @param merchant as the wallets know the shop */
    public record WalletOffer(String merchant, List<Wallet> wallets) {}

    public record Line(String label, String amount) {}

    /** @param type how often the card may be charged under them */
    public record Terms(String text, MitType type) {}

    /**
     * The merchant's own button, for who has paid.
     *
     * @param download the name for what is kept instead of opened, perhaps empty; null when it is opened
     */
    public record Link(String label, String url, @Nullable String download) {}

    static CheckoutView of(PaymentIntent intent, Account account, Words words) {
        var purchase = intent.purchase();
        var config = purchase.config();
        var action = purchase.actionLink();
        var totals = Totals.of(intent);
        var id = intent.id().value();
        return new CheckoutView(
                title(config, account),
                account.tradingName(),
                words.money(intent.totalAmount()),
                showsTotal(config),
                totals.tip().isZero() ? null : words.money(totals.tip()),
                totals,
                null,
                lines(intent, words),
                showsReference(config) ? purchase.reference() : null,
                purchase.description(),
                account.environment() == Environment.Sandbox,
                Asked.ofPayment(config),
                wallets(intent, account),
                Links.withId(config == null ? null : config.redirectUrl(), id),
                Links.withId(config == null ? null : config.cancelUrl(), id),
                action == null ? null : link(action));
    }

    static CheckoutView of(SetupIntent setup, Account account, Words words) {
        var details = setup.details();
        var config = details.config();
        var intended = setup.intendedAmount();
        var id = setup.id().value();
        return new CheckoutView(
                title(config, account),
                account.tradingName(),
                intended.isZero() ? null : words.money(intended),
                true,
                null,
                null,
                new Terms(setup.terms(), setup.type()),
                List.of(),
                showsReference(config) ? details.reference() : null,
                details.description(),
                account.environment() == Environment.Sandbox,
                Asked.ofSetup(config),
                null,
                Links.withId(config == null ? null : config.redirectUrl(), id),
                Links.withId(config == null ? null : config.cancelUrl(), id),
                null);
    }

    private static Link link(Purchase.ActionLink action) {
        var isKept = action.action() == Purchase.ActionLink.Action.DownloadFile;
        return new Link(action.label(), action.url(), isKept ? or(action.fileName(), "") : null);
    }

    private static @Nullable WalletOffer wallets(PaymentIntent intent, Account account) {
        return WalletOffers.whyNot(intent, account) == null
                ? new WalletOffer(account.id().value(), List.of(Wallet.values()))
                : null;
    }

    /** Whether the shopper leaves a card for later, instead of paying now. */
    public boolean isSetup() {
        return terms != null;
    }

    private static String title(@Nullable CheckoutConfig config, Account account) {
        var title = config == null ? null : config.title();
        return title == null || title.isBlank() ? account.tradingName() : title;
    }

    private static boolean showsReference(@Nullable CheckoutConfig config) {
        return config != null && config.details() != null && config.details().showReference();
    }

    /**
     * The merchant's settings say so or have nothing to say of details at all. Settings without the word are
     * kept, and shown to the merchant, as a no.
     */
    private static boolean showsTotal(@Nullable CheckoutConfig config) {
        return config == null || config.details() == null || config.details().showTotal();
    }

    /** Lines of a basket are the merchant's own words and need not add up; the tip and the total are ours. */
    private static List<Line> lines(PaymentIntent intent, Words words) {
        var purchase = intent.purchase();
        var tip = intent.tipsAmount();
        var lines = new ArrayList<>(Stream.concat(
                        purchase.itemLines().stream().map(item -> line(item, words)),
                        purchase.taxLines().stream()
                                .map(tax ->
                                        new Line(or(tax.caption(), words.say("tax")), words.money(tax.amountTotal()))))
                .toList());
        // What the shopper may change on this very page is no line here: the page itself keeps it up to date.
        var asked = Asked.ofPayment(purchase.config());
        if (tip != null && !tip.isZero() && !asked.tip()) {
            if (lines.isEmpty() && !asked.amount()) {
                lines.add(new Line(words.say("amount"), words.money(intent.amount())));
            }
            lines.add(new Line(words.say("tip"), words.money(tip)));
        }
        return lines;
    }

    private static Line line(Purchase.ItemLine item, Words words) {
        var label = or(item.caption(), words.say("item"));
        return new Line(item.quantity() > 1 ? item.quantity() + " × " + label : label, words.money(item.amountTotal()));
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text;
    }
}
