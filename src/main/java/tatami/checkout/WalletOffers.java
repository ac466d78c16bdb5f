package tatami.checkout;

import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.intents.AcceptedMethod;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.Attempts;
import tatami.payments.PaymentIntent;

/** What a frame with wallets' buttons must know before it shows them, and when one is pressed. */
public final class WalletOffers {

    private final Attempts attempts;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;

    public WalletOffers(Attempts attempts, Accounts accounts, ClientSessionSecrets secrets) {
        this.attempts = attempts;
        this.accounts = accounts;
        this.secrets = secrets;
    }

    /**
     * What wallets are asked for. Uses nothing up.
     *
     * @param statusCode always 0: who gets one may pay
     * @param merchant as the wallets know the shop
     * @param amount in minor units
     */
    record Offer(int statusCode, String merchant, long amount, String currency) {}

    /** @throws Refusal INVALID when no wallet can pay; or as {@link Attempts#payable} */
    Offer of(String secret) {
        if (secrets.read(secret)
                .filter(admission -> admission.kind() == IntentKind.Setup)
                .isPresent()) {
            throw new Refusal(Reason.INVALID, "A setup intent takes a card that is typed, not a wallet.");
        }
        var intent = attempts.payable(secret);
        var account = accounts.get(intent.account());
        var reason = whyNot(intent, account);
        if (reason != null) {
            throw new Refusal(Reason.INVALID, reason);
        }
        var total = intent.totalAmount();
        return new Offer(0, account.id().value(), total.minor(), total.currencyCode());
    }

    /** Why no wallet can pay it in a browser: only the sandbox's have sheets. Null when nothing speaks against it. */
    static @Nullable String whyNot(PaymentIntent intent, Account account) {
        if (!intent.purchase().paymentMethods().contains(AcceptedMethod.Wallet)) {
            return "This payment intent takes no wallets: its paymentMethods do not name Wallet.";
        }
        return switch (account.environment()) {
            case Sandbox -> null;
            case Live -> "Live accounts take no wallets in browsers yet.";
        };
    }
}
