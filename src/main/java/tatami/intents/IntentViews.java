package tatami.intents;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.cards.Scheme;
import tatami.cards.SupportedPaymentMethods;

/** The parts that both kinds of intent show in the same way. */
public final class IntentViews {

    private IntentViews() {}

    /** What the merchant said of an intent, and the account's place, which real clients read. */
    public static Map<String, String> metadata(Map<String, String> said, Account account) {
        var all = new LinkedHashMap<>(said);
        all.put("location-id", account.locationId());
        return all;
    }

    public static List<EventView> events(List<HistoryEvent> history) {
        return history.stream().map(EventView::of).toList();
    }

    /** What the merchant's shoppers may pay with. */
    public record MerchantConfig(SupportedPaymentMethods supportedPaymentMethods) {}

    /** One line of the history. */
    public record EventView(
            String transactionId,
            Instant transactionDateTime,
            HistoryEvent.Type eventType,
            String authCode,
            @Nullable String cardNumber,
            @Nullable String expiryDate,
            @Nullable Scheme cardType,
            @Nullable String cardholderName) {

        static EventView of(HistoryEvent event) {
            var card = event.card();
            return new EventView(
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

    /** The checkout's settings, with the undocumented {@code branding} and {@code tradingName}. */
    public record ConfigView(
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

        public static ConfigView of(@Nullable CheckoutConfig config, Account account, CheckoutLinks links) {
            var branding = links.branding(account);
            return config == null
                    ? new ConfigView(null, null, null, null, null, null, null, null, branding, account.tradingName())
                    : new ConfigView(
                            config.title(),
                            config.redirectUrl(),
                            config.cancelUrl(),
                            config.customerEmail(),
                            config.details(),
                            config.billingAddress(),
                            config.shippingDetails(),
                            config.payment(),
                            branding,
                            account.tradingName());
        }
    }
}
