package tatami.setups;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.acquiring.MitType;
import tatami.cards.SupportedPaymentMethods;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.intents.AcceptedMethod;
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
 * A setup intent as the API shows it. {@code paymentSource} is undocumented, and by it the mobile SDKs
 * know a setup intent. {@code consent} is ours: what a merchant may have to prove.
 *
 * @param setupEvents null, like {@code consent}, for who has nothing but the id
 */
record SetupIntentView(
        @Nullable List<EventView> setupEvents,
        String id,
        String clientSessionSecret,
        String clientSessionSecretExpirationDate,
        SetupStatus status,
        List<AcceptedMethod> paymentMethods,
        @Nullable Contact customer,
        @Nullable Address billingAddress,
        @Nullable ShippingDetails shippingDetails,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant expireAt,
        String reference,
        @Nullable String description,
        MerchantConfig merchantConfig,
        ConfigView config,
        Map<String, String> metadata,
        Money intendedAmount,
        MitType merchantInitiatedTransactionType,
        String terms,
        String paymentSource,
        @Nullable Consent consent) {

    /** A wallet gives its card for one payment. */
    private static final MerchantConfig MERCHANT_CONFIG =
            new MerchantConfig(new SupportedPaymentMethods(SupportedPaymentMethods.ALL.cardSchemes(), List.of()));

    /** For the merchant. */
    static SetupIntentView of(SetupIntent setup, Account account, ClientSessionSecrets secrets, CheckoutLinks links) {
        return of(setup, account, secrets, links, IntentViews.events(setup.setupEvents()), setup.consent());
    }

    /** For whoever has the id. */
    static SetupIntentView ofPublic(
            SetupIntent setup, Account account, ClientSessionSecrets secrets, CheckoutLinks links) {
        return of(setup, account, secrets, links, null, null);
    }

    private static SetupIntentView of(
            SetupIntent setup,
            Account account,
            ClientSessionSecrets secrets,
            CheckoutLinks links,
            @Nullable List<EventView> events,
            @Nullable Consent consent) {
        var details = setup.details();
        return new SetupIntentView(
                events,
                setup.id().value(),
                secrets.of(IntentKind.Setup, setup.id().value(), setup.account(), setup.secret()),
                Times.wireSeconds(setup.secret().expiresAt()),
                setup.status(),
                details.paymentMethods(),
                details.customer(),
                details.billingAddress(),
                details.shippingDetails(),
                setup.createdAt(),
                setup.updatedAt(),
                setup.expireAt(),
                details.reference(),
                details.description(),
                MERCHANT_CONFIG,
                ConfigView.of(details.config(), account, links),
                IntentViews.metadata(details.metadata(), account),
                setup.intendedAmount(),
                setup.type(),
                setup.terms(),
                details.paymentSource(),
                consent);
    }
}
