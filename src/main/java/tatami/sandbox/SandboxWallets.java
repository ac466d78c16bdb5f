package tatami.sandbox;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tatami.accounts.Account;
import tatami.accounts.Environment;
import tatami.cards.PresentedCard;
import tatami.db.Database;
import tatami.kit.Money;
import tatami.kit.Secret;
import tatami.wallets.WalletKeys;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;

/**
 * Apple, Google and their devices, as far as a gateway sees them. It holds the keys of both sides: those that sign and
 * encrypt tokens, and those that open them. What it makes is opened by the same code as a real token; only the roots
 * differ. For sandbox accounts alone.
 *
 * <p>The keys are made when they are first needed. Of several gateways that need them at once, one makes them for all.
 */
public final class SandboxWallets implements WalletKeys {

    /** As Dojo's own, so that apps which name the gateway work unchanged. */
    private static final String RECIPIENT = "gateway:dojo";

    private static final byte[] CONTEXT = "sandbox wallet keys".getBytes(StandardCharsets.UTF_8);

    private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Database database;
    private final Secret key;
    private final SandboxWalletStore store = new SandboxWalletStore();
    private volatile @Nullable WalletKeyring known;

    /** @param key encrypts the keys where they are kept */
    public SandboxWallets(Database database, Secret key) {
        this.database = database;
        this.key = key;
    }

    @Override
    public Optional<Apple> apple(Account account) {
        if (account.environment() != Environment.Sandbox) {
            return Optional.empty();
        }
        var processing = keyring().processing();
        var hash =
                Base64.getEncoder().encodeToString(sha256(processing.getPublic().getEncoded()));
        return Optional.of(new Apple(
                merchantIdentifier(account),
                Map.of(hash, WalletKeyring.privateKey(processing)),
                keyring().apple().root()));
    }

    @Override
    public Optional<Google> google(Account account) {
        if (account.environment() != Environment.Sandbox) {
            return Optional.empty();
        }
        return Optional.of(new Google(
                RECIPIENT,
                account.id().value(),
                List.of(WalletKeyring.privateKey(keyring().recipient())),
                List.of(new Root(WalletKeyring.publicKey(keyring().googleRoot()), NEVER))));
    }

    /**
     * What an iPhone gives when its owner agrees to pay.
     *
     * @param card of which number and date count; they play the part of the device's own
     * @return the JSON of {@code ApplePayPayment.token}
     */
    public String appleToken(Account account, PresentedCard card, Money money, Instant at) {
        return AppleDevice.token(
                keyring().apple(),
                WalletKeyring.publicKey(keyring().processing()),
                merchantIdentifier(account),
                card,
                money,
                at);
    }

    /**
     * What Google gives when a shopper agrees to pay. It names no amount, unlike Apple's.
     *
     * @param card of which number and date count
     * @return {@code paymentMethodData.tokenizationData.token}
     */
    public String googleToken(Account account, PresentedCard card, AuthMethod method, Instant at) {
        return GoogleDevice.token(keyring(), google(account).orElseThrow(), card, method, at);
    }

    /** As {@link #googleToken}, in the JSON of {@code PaymentData} that pages and apps are given it in. */
    public String googlePaymentData(Account account, PresentedCard card, AuthMethod method, Instant at) {
        var mask = card.pan().mask();
        var lastFour = mask.substring(mask.length() - 4);
        var network = card.pan().scheme().name();
        return MAPPER.writeValueAsString(Map.of(
                "apiVersion",
                2,
                "apiVersionMinor",
                0,
                "paymentMethodData",
                Map.of(
                        "type",
                        "CARD",
                        "description",
                        network + " •••• " + lastFour,
                        "info",
                        Map.of("cardNetwork", network, "cardDetails", lastFour),
                        "tokenizationData",
                        Map.of("type", "PAYMENT_GATEWAY", "token", googleToken(account, card, method, at)))));
    }

    WalletKeyring keyring() {
        var keyring = known;
        if (keyring == null) {
            keyring = database.once(store::find).map(this::open).orElseGet(this::first);
            known = keyring;
        }
        return keyring;
    }

    private WalletKeyring first() {
        var made = WalletKeyring.make();
        database.once(tx -> store.insertFirst(tx, seal(made)));
        return open(database.once(store::find).orElseThrow());
    }

    private byte[] seal(WalletKeyring keyring) {
        try {
            return cipher().encrypt(keyring.toBytes(), CONTEXT);
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("The sandbox's wallet keys could not be encrypted.");
        }
    }

    private WalletKeyring open(byte[] sealed) {
        try {
            return WalletKeyring.ofBytes(cipher().decrypt(sealed, CONTEXT));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The sandbox's wallet keys do not open with this master key.");
        }
    }

    private Aead cipher() throws GeneralSecurityException {
        return new AesGcmJce(key.reveal());
    }

    /** A name of its own for each merchant, as Apple has it, so that no token opens for another. */
    private static String merchantIdentifier(Account account) {
        return "merchant.sandbox." + account.id();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
