package tatami.checkout;

import java.time.InstantSource;
import tatami.accounts.Accounts;
import tatami.intents.AcceptedMethod;
import tatami.intents.Attempt;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.intents.Shopper;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.payments.Attempts;
import tatami.payments.PaymentIntent;
import tatami.wallets.ApplePay;
import tatami.wallets.GooglePay;
import tatami.wallets.UsedTokens;
import tatami.wallets.WalletKeys;
import tatami.wallets.WalletPayment;

/**
 * Pays with what a shopper's wallet gave: reads the token, opens it, and presents its card as if it had been typed. For
 * whoever has a token, however it came here.
 */
public final class Wallets {

    static final String NO_WALLETS = "This payment intent takes no wallets: its paymentMethods do not name Wallet.";

    private final Attempts attempts;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final WalletKeys keys;
    private final UsedTokens used;
    private final InstantSource clock;

    public Wallets(
            Attempts attempts,
            Accounts accounts,
            ClientSessionSecrets secrets,
            WalletKeys keys,
            UsedTokens used,
            InstantSource clock) {
        this.attempts = attempts;
        this.accounts = accounts;
        this.secrets = secrets;
        this.keys = keys;
        this.used = used;
        this.clock = clock;
    }

    /** Tries to pay with either. @throws Refusal as {@link #payWithApple} */
    Attempt<PaymentIntent> pay(String secret, Tender.WalletToken tender, Shopper shopper, String returnUrl) {
        return switch (tender.wallet()) {
            case APPLE_PAY -> payWithApple(secret, tender.token(), shopper);
            case GOOGLE_PAY -> payWithGoogle(secret, tender.token(), shopper, returnUrl);
        };
    }

    /**
     * Tries to pay with Apple Pay. Uses up the token, and the secret as every attempt does.
     *
     * @param token the JSON of {@code ApplePayPayment.token}
     * @throws Refusal INVALID when something is wrong with the token, or the intent takes no wallets; WRONG_STATUS when
     *     it was used before; or as {@link Till#present}
     */
    Attempt<PaymentIntent> payWithApple(String secret, String token, Shopper shopper) {
        var intent = payable(secret);
        var own = keys.apple(accounts.get(intent.account())).orElseThrow(() -> notTaken("Apple Pay"));
        return present(secret, ApplePay.open(token, own, intent.totalAmount(), Times.now(clock)), shopper, "");
    }

    /**
     * Tries to pay with Google Pay. A card without a cryptogram may be challenged by its bank, like one that was typed.
     *
     * @param token {@code paymentMethodData.tokenizationData.token}
     * @param returnUrl as for {@link Till#present}
     * @throws Refusal as {@link #payWithApple}
     */
    Attempt<PaymentIntent> payWithGoogle(String secret, String token, Shopper shopper, String returnUrl) {
        return present(secret, openGoogle(secret, token), shopper, returnUrl);
    }

    /** What is in a token. Uses up neither it nor the secret. @throws Refusal as {@link #payWithApple} */
    WalletPayment.Google openGoogle(String secret, String token) {
        var intent = payable(secret);
        var own = keys.google(accounts.get(intent.account())).orElseThrow(() -> notTaken("Google Pay"));
        return GooglePay.open(token, own, Times.now(clock));
    }

    private Attempt<PaymentIntent> present(String secret, WalletPayment payment, Shopper shopper, String returnUrl) {
        used.use(payment);
        return attempts.pay(secret, payment.card(), shopper, returnUrl);
    }

    /**
     * The intent that a wallet could pay with this secret: no token is used up for one that nobody can pay, or not
     * like this. Uses nothing up.
     *
     * @throws Refusal INVALID when it takes no wallets; or as {@link Attempts#payable}
     */
    PaymentIntent payable(String secret) {
        if (secrets.read(secret)
                .filter(admission -> admission.kind() == IntentKind.Setup)
                .isPresent()) {
            throw new Refusal(Reason.INVALID, "A setup intent takes a card that is typed, not a wallet.");
        }
        var intent = attempts.payable(secret);
        if (!intent.purchase().paymentMethods().contains(AcceptedMethod.Wallet)) {
            throw new Refusal(Reason.INVALID, NO_WALLETS);
        }
        return intent;
    }

    private static Refusal notTaken(String wallet) {
        return new Refusal(Reason.INVALID, "This merchant does not take " + wallet + ".");
    }
}
