package tatami.checkout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Environment;
import tatami.kit.Money;
import tatami.payments.PaymentIntent;
import tatami.payments.Purchase;

/**
 * What every page says about the purchase. Public for the templates.
 *
 * @param lines what the total is made of, where there is more to say than the total itself
 * @param back the way to the shop once it is paid; {@code cancel} the way of who gives up
 */
public record CheckoutView(
        String title,
        String tradingName,
        String total,
        List<Line> lines,
        @Nullable String reference,
        @Nullable String description,
        boolean isSandbox,
        boolean asksForEmail,
        @Nullable String back,
        @Nullable String cancel,
        @Nullable Link action) {

    public record Line(String label, String amount) {}

    /** The merchant's own button, for who has paid. */
    public record Link(String label, String url) {}

    static CheckoutView of(PaymentIntent intent, Account account) {
        var purchase = intent.purchase();
        var config = purchase.config();
        var title = config == null ? null : config.title();
        var details = config == null ? null : config.details();
        var action = purchase.actionLink();
        return new CheckoutView(
                title == null || title.isBlank() ? account.tradingName() : title,
                account.tradingName(),
                display(intent.totalAmount()),
                lines(intent),
                details != null && details.showReference() ? purchase.reference() : null,
                purchase.description(),
                account.environment() == Environment.Sandbox,
                CheckoutForm.asksForEmail(intent),
                Links.back(intent),
                Links.cancel(intent),
                action == null ? null : new Link(action.label(), action.url()));
    }

    /** Lines of a basket are the merchant's own words and need not add up; the tip and the total are ours. */
    private static List<Line> lines(PaymentIntent intent) {
        var purchase = intent.purchase();
        var tip = intent.tipsAmount();
        var lines = new ArrayList<>(Stream.concat(
                        purchase.itemLines().stream().map(CheckoutView::line),
                        purchase.taxLines().stream()
                                .map(tax -> new Line(or(tax.caption(), "Tax"), display(tax.amountTotal()))))
                .toList());
        if (tip != null && !tip.isZero()) {
            if (lines.isEmpty()) {
                lines.add(new Line("Amount", display(intent.amount())));
            }
            lines.add(new Line("Tip", display(tip)));
        }
        return lines;
    }

    private static Line line(Purchase.ItemLine item) {
        var label = or(item.caption(), "Item");
        return new Line(item.quantity() > 1 ? item.quantity() + " × " + label : label, display(item.amountTotal()));
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text;
    }

    private static String display(Money money) {
        return money.display(Locale.UK);
    }
}
