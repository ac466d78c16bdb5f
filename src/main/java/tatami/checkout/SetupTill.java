package tatami.checkout;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.acquiring.Acquirer.ChallengeReport;
import tatami.acquiring.Acquirer.DeviceData;
import tatami.cards.PresentedCard;
import tatami.intents.Attempt;
import tatami.intents.ClientSessionSecrets;
import tatami.intents.IntentKind;
import tatami.intents.SecretState;
import tatami.intents.Shopper;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Times;
import tatami.payments.ShopperReceipt;
import tatami.setups.Consent;
import tatami.setups.SetupAttempts;
import tatami.setups.SetupIntent;
import tatami.setups.SetupIntentId;
import tatami.setups.Setups;

/** Where shoppers agree to setup intents and leave a card. */
public final class SetupTill implements Till<SetupIntent> {

    private final SetupAttempts attempts;
    private final Setups setups;
    private final Accounts accounts;
    private final ClientSessionSecrets secrets;
    private final InstantSource clock;

    public SetupTill(
            SetupAttempts attempts,
            Setups setups,
            Accounts accounts,
            ClientSessionSecrets secrets,
            InstantSource clock) {
        this.attempts = attempts;
        this.setups = setups;
        this.accounts = accounts;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public SetupIntent find(String id) {
        return setups.getPublic(SetupIntentId.parse(id));
    }

    @Override
    public String id(SetupIntent setup) {
        return setup.id().value();
    }

    @Override
    public AccountId account(SetupIntent setup) {
        return setup.account();
    }

    @Override
    public Stage stage(SetupIntent setup) {
        return switch (setup.status()) {
            case Created -> {
                var end = setup.expireAt();
                var isOver = end != null && !Times.now(clock).isBefore(end);
                yield setup.inFlight() != null ? Stage.Processing : isOver ? Stage.Closed : Stage.Open;
            }
            case Authorized, Completed -> Stage.Done;
            case Canceled, Closed, Expired, CardExpired -> Stage.Closed;
        };
    }

    @Override
    public SecretState secretState(SetupIntent setup) {
        return setup.secret();
    }

    @Override
    public String secret(SetupIntent setup) {
        return secrets.of(IntentKind.Setup, id(setup), setup.account(), setup.secret());
    }

    @Override
    public SetupIntent refreshSecret(SetupIntent setup) {
        return setups.refreshSecretPublic(setup.id());
    }

    @Override
    public CheckoutView view(SetupIntent setup, Words words) {
        return CheckoutView.of(setup, accounts.get(setup.account()), words);
    }

    @Override
    public Known known(SetupIntent setup) {
        return Known.of(setup, accounts.get(setup.account()).timeZone());
    }

    @Override
    public SetupIntent choose(String secret, Totals chosen) {
        throw new Refusal(Reason.NOT_PROVIDED_FOR, "Nothing is paid on a setup intent.");
    }

    @Override
    public Optional<ShopperReceipt> receipt(SetupIntent setup) {
        return Optional.empty();
    }

    @Override
    public void sendReceipt(SetupIntent setup) {
        throw new Refusal(Reason.NOT_PROVIDED_FOR, "Nothing is paid on a setup intent.");
    }

    @Override
    public @Nullable Notice lastFailure(SetupIntent setup) {
        return Notice.ofLast(setup.setupEvents());
    }

    @Override
    public @Nullable String authCode(SetupIntent setup) {
        return null; // a verification's is not kept: nothing was paid
    }

    @Override
    public boolean isDone(String secret) {
        return stage(attempts.admit(secret)) == Stage.Done;
    }

    @Override
    public DeviceData collectDeviceData(String secret, PresentedCard card) {
        return attempts.collectDeviceData(secret, card);
    }

    @Override
    public Attempt<SetupIntent> present(
            String secret, PresentedCard card, Shopper shopper, Consent.@Nullable Device consenting, String returnUrl) {
        return attempts.save(secret, card, shopper, consenting, returnUrl);
    }

    @Override
    public Attempt<SetupIntent> presentSaved(
            String secret, String methodId, String cvv, Shopper shopper, String returnUrl) {
        throw new Refusal(Reason.INVALID, "A setup intent takes a card that is typed, not a saved one.");
    }

    @Override
    public Attempt<SetupIntent> presentWallet(
            String secret, Tender.WalletToken tender, Shopper shopper, String returnUrl) {
        throw new Refusal(Reason.INVALID, "A setup intent takes a card that is typed, not a wallet.");
    }

    @Override
    public Attempt<SetupIntent> conclude(String secret, ChallengeReport report) {
        return attempts.conclude(secret, report);
    }

    @Override
    public Attempt<SetupIntent> conclude(SetupIntent setup, String md, ChallengeReport report) {
        return attempts.conclude(setup.id(), md, report);
    }
}
