package tatami.checkout;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.cards.PresentedCard;
import tatami.customers.PaymentMethods;
import tatami.intents.AcceptedMethod;
import tatami.intents.Attempt;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.intents.SecretState;
import tatami.intents.Shopper;
import tatami.kit.Times;
import tatami.payments.Attempts;
import tatami.payments.PaymentIntent;
import tatami.payments.PaymentIntentId;
import tatami.payments.Payments;
import tatami.payments.ShopperReceipt;
import tatami.setups.Consent;

/** Where payment intents are paid. */
public final class PaymentTill implements Till<PaymentIntent> {

    private final Attempts attempts;
    private final Payments payments;
    private final PaymentMethods methods;
    private final Wallets wallets;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final InstantSource clock;

    public PaymentTill(
            Attempts attempts,
            Payments payments,
            PaymentMethods methods,
            Wallets wallets,
            Accounts accounts,
            ClientSessionSecrets secrets,
            InstantSource clock) {
        this.attempts = attempts;
        this.payments = payments;
        this.methods = methods;
        this.wallets = wallets;
        this.accounts = accounts;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public PaymentIntent find(String id) {
        return payments.getPublic(PaymentIntentId.parse(id));
    }

    @Override
    public String id(PaymentIntent intent) {
        return intent.id().value();
    }

    @Override
    public AccountId account(PaymentIntent intent) {
        return intent.account();
    }

    @Override
    public Stage stage(PaymentIntent intent) {
        return switch (intent.status()) {
            case Created ->
                intent.inFlight() != null
                        ? Stage.Processing
                        : Times.now(clock).isBefore(intent.expireAt()) ? Stage.Open : Stage.Closed;
            case Authorized, Captured -> Stage.Done;
            case Reversed, Refunded, Canceled -> Stage.Closed;
        };
    }

    @Override
    public SecretState secretState(PaymentIntent intent) {
        return intent.secret();
    }

    @Override
    public String secret(PaymentIntent intent) {
        return secrets.of(IntentKind.Payment, id(intent), intent.account(), intent.secret());
    }

    @Override
    public PaymentIntent refreshSecret(PaymentIntent intent) {
        return payments.refreshSecretPublic(intent.id());
    }

    @Override
    public CheckoutView view(PaymentIntent intent, Words words) {
        return CheckoutView.of(intent, accounts.get(intent.account()), words);
    }

    @Override
    public Known known(PaymentIntent intent) {
        var account = accounts.get(intent.account());
        return Known.of(intent, saved(intent, account), account.timeZone());
    }

    private Known.Saved saved(PaymentIntent intent, Account account) {
        var purchase = intent.purchase();
        var customer = purchase.customer();
        var isAsked = purchase.paymentMethods().contains(AcceptedMethod.SavedCard) && stage(intent) == Stage.Open;
        if (!isAsked || customer == null || customer.id() == null) {
            return Known.Saved.NONE;
        }
        var cards = methods.usable(account, customer.id()).stream().map(SavedCard::of);
        return new Known.Saved(cards.toList(), true);
    }

    @Override
    public PaymentIntent choose(String secret, Totals chosen) {
        return attempts.choose(secret, chosen.price(), chosen.tip());
    }

    @Override
    public Optional<ShopperReceipt> receipt(PaymentIntent intent) {
        return payments.shopperReceipt(intent);
    }

    @Override
    public void sendReceipt(PaymentIntent intent) {
        payments.sendShopperReceipt(intent.id());
    }

    @Override
    public @Nullable Notice lastFailure(PaymentIntent intent) {
        return Notice.ofLast(intent.paymentEvents());
    }

    @Override
    public @Nullable String authCode(PaymentIntent intent) {
        var payment = intent.payment();
        return payment == null ? null : payment.authCode();
    }

    @Override
    public boolean isDone(String secret) {
        return attempts.admit(secret).payment() != null;
    }

    @Override
    public DeviceData collectDeviceData(String secret, PresentedCard card) {
        return attempts.collectDeviceData(secret, card);
    }

    @Override
    public Attempt<PaymentIntent> present(
            String secret, PresentedCard card, Shopper shopper, Consent.@Nullable Device consenting, String returnUrl) {
        return attempts.pay(secret, card, shopper, returnUrl);
    }

    @Override
    public Attempt<PaymentIntent> presentSaved(
            String secret, String methodId, String cvv, Shopper shopper, String returnUrl) {
        return attempts.payAgain(secret, methodId, cvv, shopper, returnUrl);
    }

    @Override
    public Attempt<PaymentIntent> presentWallet(
            String secret, Tender.WalletToken tender, Shopper shopper, String returnUrl) {
        return wallets.pay(secret, tender, shopper, returnUrl);
    }

    @Override
    public Attempt<PaymentIntent> conclude(String secret, ChallengeReport report) {
        return attempts.conclude(secret, report);
    }

    @Override
    public Attempt<PaymentIntent> conclude(PaymentIntent intent, String md, ChallengeReport report) {
        return attempts.conclude(intent.id(), md, report);
    }
}
