package tatami.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.intents.CaptureMode;
import tatami.intents.CheckoutConfig;
import tatami.intents.IntentBody;
import tatami.kit.Money;
import tatami.payments.Purchase.ActionLink;
import tatami.payments.Purchase.ItemLine;
import tatami.payments.Purchase.RequestSecurity;
import tatami.payments.Purchase.TaxLine;

/** The request that creates an intent, read and checked. */
final class NewPaymentIntentBody {

    /** Enough for any basket that a person looks at, and a bound on the row. */
    private static final int MOST_LINES = 500;

    /** The API's bounds for autoExpireIn, both exclusive. */
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(30);

    private static final Duration LONGEST_HOLD = Duration.ofDays(7);

    private NewPaymentIntentBody() {}

    /**
     * @param savedCards whether the client's version of the API knows saved cards
     * @throws tatami.http.Invalid with every complaint
     */
    static NewPaymentIntent read(Body body, boolean savedCards, Instant now) {
        var captureMode = body.choice("captureMode", CaptureMode.class);
        var amount = body.requiredMoney("amount", 1);
        var tip = body.money("tipsAmount", 0);
        refuseOtherCurrency(body, "tipsAmount", amount, tip);
        refuseTooMuch(body, amount, tip);
        var reference = body.requiredText("reference", 60);
        var purchase = new Purchase(
                reference,
                body.text("description", 4096),
                body.object("customer", Contact::read),
                body.object("billingAddress", Address::read),
                body.object("shippingDetails", ShippingDetails::read),
                body.choice("transactionSource", TransactionSource.class),
                body.object("config", CheckoutConfig::read),
                body.object("requestSecurity", RequestSecurity::read),
                body.objects("itemLines", MOST_LINES, ItemLine::read),
                body.objects("taxLines", MOST_LINES, TaxLine::read),
                IntentBody.paymentMethods(body, savedCards),
                body.object("actionLink", ActionLink::read),
                IntentBody.metadata(body),
                body.text("setupIntentId", 50),
                IntentBody.paymentSource(body));
        refuseMixedLines(body, purchase.itemLines());
        var wanted = new NewPaymentIntent(
                captureMode == null ? CaptureMode.Auto : captureMode,
                amount,
                tip,
                purchase,
                IntentBody.expireAt(body, now),
                autoExpiry(body));
        body.check();
        return wanted;
    }

    private static AutoExpiry autoExpiry(Body body) {
        var span = body.timeSpan("autoExpireIn");
        var in = span == null ? null : span.truncatedTo(ChronoUnit.MILLIS); // as it is kept
        if (in != null && (in.compareTo(SHORTEST_HOLD) <= 0 || in.compareTo(LONGEST_HOLD) >= 0)) {
            body.complain(
                    "autoExpireIn", "The field AutoExpireIn must be more than 00:00:30 and less than 7.00:00:00.");
        }
        return new AutoExpiry(in, body.choice("autoExpireAction", AutoExpireAction.class));
    }

    static void refuseOtherCurrency(Body body, String name, Money amount, @Nullable Money other) {
        if (other != null && !other.currency().equals(amount.currency())) {
            body.complain(name, "The currency must be " + amount.currencyCode() + ", as the payment intent's.");
        }
    }

    private static void refuseTooMuch(Body body, Money amount, @Nullable Money tip) {
        if (tip != null && amount.minor() + tip.minor() > Money.MAX_MINOR) {
            body.complain("tipsAmount", "The amount and the tip together must be at most " + Money.MAX_MINOR + ".");
        }
    }

    /** Lines of several currencies have no subtotal; one that is too large cannot be shown either. */
    private static void refuseMixedLines(Body body, List<ItemLine> lines) {
        var currencies = lines.stream()
                .map(line -> line.amountTotal().currency())
                .distinct()
                .count();
        var sum = lines.stream().mapToLong(line -> line.amountTotal().minor()).sum();
        if (currencies > 1 || sum > Money.MAX_MINOR) {
            body.complain(
                    "itemLines",
                    "The item lines must share one currency and add up to at most " + Money.MAX_MINOR + ".");
        }
    }
}
