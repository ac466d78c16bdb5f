package tatami.payments;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.intents.AcceptedMethod;
import tatami.intents.CheckoutConfig;
import tatami.intents.Shopper;
import tatami.kit.Money;

/**
 * What is bought, by whom, and how the checkout should look: everything about an intent that never
 * decides what happens to its money. Item and tax lines do not change the amount.
 */
public record Purchase(
        String reference,
        @Nullable String description,
        @Nullable Contact customer,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails,
        @Nullable TransactionSource transactionSource,
        @Nullable CheckoutConfig config,
        @Nullable RequestSecurity requestSecurity,
        List<ItemLine> itemLines,
        List<TaxLine> taxLines,
        List<AcceptedMethod> paymentMethods,
        @Nullable ActionLink actionLink,
        Map<String, String> metadata,
        @Nullable String setupIntentId,
        String paymentSource) {

    /** The sum of the item lines; null when there are none. */
    @Nullable
    Money subtotal() {
        return itemLines.stream().map(ItemLine::amountTotal).reduce(Money::plus).orElse(null);
    }

    /** As it is after what the shopper said. */
    Purchase with(Shopper shopper) {
        return new Purchase(
                reference,
                description,
                shopper.contact(customer),
                shopper.billingAddress(billingAddress),
                shopper.shippingDetails(shippingDetails),
                transactionSource,
                config,
                requestSecurity,
                itemLines,
                taxLines,
                paymentMethods,
                actionLink,
                metadata,
                setupIntentId,
                paymentSource);
    }

    /** The payer's device, as the merchant saw it. */
    public record RequestSecurity(
            @Nullable String userAgent,
            @Nullable String ipAddress,
            @Nullable String device) {

        static RequestSecurity read(Body body) {
            return new RequestSecurity(
                    body.text("userAgent", 300), body.text("ipAddress", 70), body.text("device", 120));
        }
    }

    public record ItemLine(
            @Nullable String id, int quantity, @Nullable String caption, Money amountTotal) {

        static ItemLine read(Body body) {
            return new ItemLine(
                    body.text("id", 60),
                    body.integer("quantity", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
                    body.text("caption", 100),
                    body.requiredMoney("amountTotal", 0));
        }
    }

    public record TaxLine(
            @Nullable String id,
            @Nullable String caption,
            @Nullable String subCaption,
            Money amountTotal) {

        static TaxLine read(Body body) {
            return new TaxLine(
                    body.text("id", 60),
                    body.text("caption", 100),
                    body.text("subCaption", 100),
                    body.requiredMoney("amountTotal", 0));
        }
    }

    /** Shown after payment. */
    public record ActionLink(
            String url,
            String label,
            Action action,
            @Nullable String fileName) {

        public enum Action {
            OpenLink,
            DownloadFile
        }

        static ActionLink read(Body body) {
            var url = body.webAddress("url");
            if (url == null) {
                body.requiredText("url", 2048);
            }
            var action = body.choice("action", Action.class);
            return new ActionLink(
                    url == null ? "" : url,
                    body.requiredText("label", 60),
                    action == null ? Action.OpenLink : action,
                    body.text("fileName", 256));
        }
    }
}
