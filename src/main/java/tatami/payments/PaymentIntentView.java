package tatami.payments;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.cards.Scheme;
import tatami.cards.SupportedPaymentMethods;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
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
        Config config,
        MerchantConfig merchantConfig,
        String paymentSource,
        Instant expireAt,
        @Nullable String autoExpireIn,
        @Nullable AutoExpireAction autoExpireAction,
        Map<String, String> metadata,
        @Nullable String setupIntentId,
        List<Event> paymentEvents) {

    private static final MerchantConfig MERCHANT_CONFIG = new MerchantConfig(SupportedPaymentMethods.ALL);

    public static PaymentIntentView of(PaymentIntent intent, Account account, ClientSessionSecrets secrets) {
        var purchase = intent.purchase();
        var hold = intent.autoExpiry();
        var holdFor = hold.in();
        return new PaymentIntentView(
                intent.id().value(),
                intent.captureMode(),
                secrets.of(intent),
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
                Config.of(purchase.config(), account),
                MERCHANT_CONFIG,
                purchase.paymentSource(),
                intent.expireAt(),
                holdFor == null ? null : Times.wireTimeSpan(holdFor),
                hold.action(),
                withLocation(purchase.metadata(), account),
                purchase.setupIntentId(),
                intent.paymentEvents().stream().map(Event::of).toList());
    }

    private static Map<String, String> withLocation(Map<String, String> metadata, Account account) {
        var all = new LinkedHashMap<>(metadata);
        all.put("location-id", account.locationId());
        return all;
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

    public record Event(
            String transactionId,
            Instant transactionDateTime,
            PaymentEvent.Type eventType,
            String authCode,
            @Nullable String cardNumber,
            @Nullable String expiryDate,
            @Nullable Scheme cardType,
            @Nullable String cardholderName) {

        static Event of(PaymentEvent event) {
            var card = event.card();
            return new Event(
                    event.transactionId().toString(),
                    event.at(),
                    event.eventType(),
                    event.authCode(),
                    card == null ? null : card.number(),
                    card == null ? null : card.expiryDate().toString(),
                    card == null ? null : card.scheme(),
                    card == null ? null : card.name());
        }
    }

    public record Config(
            @Nullable String title,
            @Nullable String redirectUrl,
            @Nullable String cancelUrl,
            CheckoutConfig.@Nullable Collection customerEmail,
            CheckoutConfig.@Nullable Details details,
            CheckoutConfig.@Nullable Collection billingAddress,
            CheckoutConfig.@Nullable Collection shippingDetails,
            CheckoutConfig.@Nullable Payment payment,
            Map<String, String> branding,
            String tradingName) {

        static Config of(@Nullable CheckoutConfig config, Account account) {
            return config == null
                    ? new Config(null, null, null, null, null, null, null, null, Map.of(), account.tradingName())
                    : new Config(
                            config.title(),
                            config.redirectUrl(),
                            config.cancelUrl(),
                            config.customerEmail(),
                            config.details(),
                            config.billingAddress(),
                            config.shippingDetails(),
                            config.payment(),
                            Map.of(),
                            account.tradingName());
        }
    }

    public record MerchantConfig(SupportedPaymentMethods supportedPaymentMethods) {}
}
