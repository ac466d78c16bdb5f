package tatami.checkout;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.cards.PresentedCard;
import tatami.intents.Attempt;
import tatami.intents.SecretState;
import tatami.intents.Shopper;
import tatami.payments.ShopperReceipt;
import tatami.setups.Consent;

/**
 * What a shopper can do with one kind of intent. The pages and the SDKs' calls go the same way for both: a
 * payment intent is paid, a setup intent is given a card for later.
 *
 * @param <I> the kind of intent
 */
interface Till<I> {

    /** For whoever has the id: it is the credential. @throws tatami.kit.Refusal NOT_FOUND */
    I find(String id);

    String id(I intent);

    AccountId account(I intent);

    Stage stage(I intent);

    SecretState secretState(I intent);

    /** The intent's current client session secret. */
    String secret(I intent);

    /** The intent with a new secret. */
    I refreshSecret(I intent);

    CheckoutView view(I intent, Words words);

    /** What is known of the shopper, and what is to be asked. */
    Known known(I intent);

    /** Changes what is paid. @throws tatami.kit.Refusal as {@link #present}, or when nobody may */
    I choose(String secret, Totals chosen);

    /** Where a receipt can be sent, and whether it was; empty when there is none. */
    Optional<ShopperReceipt> receipt(I intent);

    /** Sends the shopper the receipt, once. @throws tatami.kit.Refusal when there is none to send */
    void sendReceipt(I intent);

    /** Why the last attempt failed, for a shopper who waited to hear it; null when it did not. */
    @Nullable
    Notice lastFailure(I intent);

    /** The issuer's proof of a payment; null when there is none to tell. */
    @Nullable
    String authCode(I intent);

    /** Whether what {@code secret} admits to is done already. @throws tatami.kit.Refusal as {@link #present} */
    boolean isDone(String secret);

    /** Where the device tells the bank about itself. @throws tatami.kit.Refusal as {@link #present} */
    DeviceData collectDeviceData(String secret, PresentedCard card);

    /**
     * Tries with a card. Uses up the secret, unless it refuses.
     *
     * @param consenting who agrees to terms; null when nobody does, or there are none
     * @param returnUrl where the shopper's browser comes back after a challenge; empty when an app shows it
     * @throws tatami.kit.Refusal when nobody can try, or not like this
     */
    Attempt<I> present(
            String secret, PresentedCard card, Shopper shopper, Consent.@Nullable Device consenting, String returnUrl);

    /** Tries with a card that the customer saved before. @throws tatami.kit.Refusal as {@link #present} */
    Attempt<I> presentSaved(String secret, String methodId, String cvv, Shopper shopper, String returnUrl);

    /** Tries with what a wallet gave. @throws tatami.kit.Refusal as {@link #present}, or when the token is wrong */
    Attempt<I> presentWallet(String secret, Tender.WalletToken tender, Shopper shopper, String returnUrl);

    /** Goes on after a challenge that an app showed. @throws tatami.kit.Refusal when none waits */
    Attempt<I> conclude(String secret, ChallengeReport report);

    /** Goes on after a challenge that a browser showed. @throws tatami.kit.Refusal when none waits */
    Attempt<I> conclude(I intent, String md, ChallengeReport report);
}
