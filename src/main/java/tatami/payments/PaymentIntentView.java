package tatami.payments;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.cards.Scheme;
import tatami.cards.SupportedPaymentMethods;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.intents.AcceptedMethod;
import tatami.intents.CaptureMode;
import tatami.intents.CheckoutLinks;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.intents.IntentViews;
import tatami.intents.IntentViews.ConfigView;
import tatami.intents.IntentViews.EventView;
import tatami.intents.IntentViews.MerchantConfig;
import tatami.kit.Money;
import tatami.kit.Times;

/**
 * A payment intent as the API shows it, field by field and in its order. {@code transactionSource} is
 * never shown; {@code paymentSource}, {@code config.tradingName}, {@code config.branding} and the
 * metadata's {@code location-id} are undocumented, and real clients read them.
 */
public record PaymentIntentView(
        String id,
        CaptureMode captureMode,
        String clientSessionSecret,
        String clientSessionSecretExpirationDate,
        @Nullable PaymentDetails paymentDetails,
        Status status,
        List<AcceptedMethod> paymentMethods,
        Money amount,
        @Nullable Money tipsAmount,
        @Nullable Money requestedAmount,
        Money totalAmount,
        long refundedAmount,
        @Nullable Contact customer,
        Purchase.@Nullable RequestSecurity requestSecurity,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails,
        Instant createdAt,
        Instant updatedAt,
        String reference,
        @Nullable String description,
        @Nullable Money subtotalLineItems,
        List<Purchase.ItemLine> itemLines,
        List<Purchase.TaxLine> taxLines,
        Purchase.@Nullable ActionLink actionLink,
        ConfigView config,
        MerchantConfig merchantConfig,
        String paymentSource,
        Instant expireAt,
        @Nullable String autoExpireIn,
        @Nullable AutoExpireAction autoExpireAction,
        Map<String, String> metadata,
        @Nullable String setupIntentId,
        @Nullable String paymentLink,
        List<EventView> paymentEvents) {

    private static final MerchantConfig MERCHANT_CONFIG = new MerchantConfig(SupportedPaymentMethods.ALL);

    /** @param hasLink whether it shows the payment link; clients of the first version know of none */
    public static PaymentIntentView of(
            PaymentIntent intent, Account account, ClientSessionSecrets secrets, CheckoutLinks links, boolean hasLink) {
        var purchase = intent.purchase();
        var hold = intent.autoExpiry();
        return new PaymentIntentView(
                intent.id().value(),
                intent.captureMode(),
                secrets.of(IntentKind.Payment, intent.id().value(), intent.account(), intent.secret()),
                Times.wireSeconds(intent.secret().expiresAt()),
                PaymentDetails.of(intent.payment()),
                intent.status(),
                purchase.paymentMethods(),
                intent.amount(),
                intent.tipsAmount(),
                intent.requestedAmount(),
                intent.totalAmount(),
                intent.funds().refunded().minor(),
                purchase.customer(),
                purchase.requestSecurity(),
                purchase.billingAddress(),
                purchase.shippingDetails(),
                intent.createdAt(),
                intent.updatedAt(),
                purchase.reference(),
                purchase.description(),
                purchase.subtotal(),
                purchase.itemLines(),
                purchase.taxLines(),
                purchase.actionLink(),
                ConfigView.of(purchase.config(), account, links),
                MERCHANT_CONFIG,
                purchase.paymentSource(),
                intent.expireAt(),
                hold.in() == null ? null : Times.wireTimeSpan(hold.in()),
                hold.action(),
                IntentViews.metadata(purchase.metadata(), account),
                purchase.setupIntentId(),
                hasLink ? links.to(intent.id().value()) : null,
                IntentViews.events(intent.paymentEvents()));
    }

    /** The card's facts lie flat in this version; its expiry date is the month's last day. */
    public record PaymentDetails(
            Instant transactionDateTime,
            String message,
            String authCode,
            String cardNumber,
            String cardName,
            String expiryDate,
            Scheme cardType) {

        static @Nullable PaymentDetails of(@Nullable Payment payment) {
            return payment == null
                    ? null
                    : new PaymentDetails(
                            payment.at(),
                            payment.message(),
                            payment.authCode(),
                            payment.card().number(),
                            payment.card().name(),
                            payment.card().expiryDate().toString(),
                            payment.card().scheme());
        }
    }
}
