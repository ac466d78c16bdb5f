package tatami.checkout;

import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Accounts;
import tatami.intents.AcceptedMethod;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.payments.PaymentIntent;

/** What a frame with wallets' buttons must know before it shows them, and when one is pressed. */
public final class WalletOffers {

    private final Wallets wallets;
    private final Accounts accounts;

    public WalletOffers(Wallets wallets, Accounts accounts) {
        this.wallets = wallets;
        this.accounts = accounts;
    }

    /**
     * What wallets are asked for. Uses nothing up.
     *
     * @param statusCode always 0: who gets one may pay
     * @param merchant as the wallets know the shop
     * @param amount in minor units
     */
    record Offer(int statusCode, String merchant, long amount, String currency) {}

    /** @throws Refusal INVALID when no wallet can pay; or as {@link Wallets#payable} */
    Offer of(String secret) {
        var intent = wallets.payable(secret);
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
            return Wallets.NO_WALLETS;
        }
        return switch (account.environment()) {
            case Sandbox -> null;
            case Live -> "Live accounts take no wallets in browsers yet.";
        };
    }
}
