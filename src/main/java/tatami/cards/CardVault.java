package tatami.cards;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Secret;

/**
 * Keeps card numbers, encrypted, for as long as somebody still needs them. Each ciphertext is bound to its id and
 * owner, so that a row moved to another opens for nobody.
 *
 * <p>The key may be rotated at any time, by whichever process ({@link VaultRotation}). Nobody is told: a key that
 * is not known here shows in the row that was sealed with it, and one that is the primary no more refuses a new row.
 */
public final class CardVault {

    private final Keysets keysets;
    private final Secret fingerprints;

    /** Its own, since what it seals may outlive every key of the keyset, if only by minutes. */
    private final Aead codes;

    private final CardStore store = new CardStore();

    /** As it was when last looked for. */
    private volatile Keyset current;

    /** Makes the keyset, when the database has none yet. */
    public CardVault(Database database, Secret masterKey) {
        keysets = new Keysets(masterKey);
        fingerprints = masterKey.derive("card fingerprints");
        codes = Keysets.cipher(masterKey.derive("security codes"));
        current = keysets.first(database);
    }

    /**
     * Keeps a number. The key stays the primary until the transaction ends, and a rotation waits for that: so
     * let it be short.
     *
     * @param tx of a transaction: right after a rotation it takes three statements instead of one
     * @param owner whatever the number is kept for: an attempt, a customer
     * @param destroyAt null to keep it for as long as its owner lives
     */
    public void keep(Tx tx, UUID id, String owner, Pan pan, @Nullable Instant destroyAt) {
        if (!insert(tx, current, id, owner, pan, destroyAt)) {
            var rotated = keysets.read(tx);
            current = rotated;
            if (!insert(tx, rotated, id, owner, pan, destroyAt)) { // no rotation since: it would wait for us
                throw new IllegalStateException("The keys of the card vault do not stand still.");
            }
        }
    }

    /**
     * The number; empty when it was destroyed. One statement.
     *
     * @throws IllegalStateException when it was kept for another owner, or its row was changed
     */
    public Optional<Pan> open(Tx tx, UUID id, String owner) {
        var known = current;
        return store.find(tx, id, known.primary()).map(card -> {
            var keyset = known;
            if (card.keyset() != null && !known.ids().contains(card.key())) {
                keyset = keysets.unwrap(card.keyset());
                current = keyset;
            }
            return keyset.decrypt(card.sealed(), id, owner)
                    .flatMap(plain -> Pan.parse(new String(plain, StandardCharsets.UTF_8)))
                    .orElseThrow(() -> new IllegalStateException("The card number " + id
                            + " does not open: it is another owner's, or its row was changed."));
        });
    }

    /** From now on it is kept for as long as its owner lives. False when it was destroyed. */
    public boolean keepOn(Tx tx, UUID id) {
        return store.keepOn(tx, id);
    }

    /** Destroys the number for good. Destroying twice is fine. */
    public void destroy(Tx tx, UUID id) {
        store.delete(tx, id);
    }

    /** Destroys the numbers whose time has come: those of attempts that nobody finished. Gives how many. */
    public int destroyDue(Tx tx, Instant now) {
        return store.deleteDue(tx, now);
    }

    /**
     * The same for the same card, so that one can be recognised without being read; tells nothing of it. Stays
     * the same through rotations.
     */
    public byte[] fingerprint(Pan pan) {
        return fingerprints.hmacSha256(bytes(pan));
    }

    /**
     * Seals a security code so that the shopper's own browser can carry it through a challenge. We
     * store nothing; only this vault can read it back, and only for the same attempt.
     */
    public String seal(Cvv cvv, UUID attempt) {
        try {
            var sealed = codes.encrypt(cvv.reveal().getBytes(StandardCharsets.UTF_8), context(attempt));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The vault could not encrypt."); // no cause: it may quote its input
        }
    }

    /** Empty when {@code sealed} is not what {@link #seal} gave for this attempt. */
    public Optional<Cvv> unseal(String sealed, UUID attempt, Scheme scheme) {
        try {
            var plain = codes.decrypt(Base64.getUrlDecoder().decode(sealed), context(attempt));
            return Cvv.parse(new String(plain, StandardCharsets.UTF_8), scheme);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean insert(Tx tx, Keyset keyset, UUID id, String owner, Pan pan, @Nullable Instant destroyAt) {
        return store.insert(tx, id, owner, keyset.primary(), keyset.encrypt(bytes(pan), id, owner), destroyAt);
    }

    private static byte[] bytes(Pan pan) {
        return pan.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] context(UUID attempt) {
        return (attempt + "/cvv").getBytes(StandardCharsets.UTF_8);
    }
}
