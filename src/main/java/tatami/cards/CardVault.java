package tatami.cards;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import tatami.db.Tx;
import tatami.kit.Secret;

/**
 * Keeps card numbers, encrypted, for as long as somebody still needs them. Each ciphertext is bound
 * to its owner, so that a row moved to another owner opens for nobody.
 */
public final class CardVault {

    private final AesGcmJce cipher;
    private final Secret fingerprints;
    private final CardStore store = new CardStore();

    /** @param key 32 bytes, for this alone */
    public CardVault(Secret key) {
        try {
            cipher = new AesGcmJce(key.reveal());
            fingerprints = key.derive("fingerprints");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The vault's key must be 32 bytes.", e);
        }
    }

    /** @param owner whatever the number is kept for: an attempt, later a customer */
    public void keep(Tx tx, UUID id, String owner, Pan pan, Instant now) {
        store.insert(tx, id, encrypt(pan.reveal(), context(id, owner)), now);
    }

    /** Empty when it was destroyed meanwhile. */
    public Optional<Pan> open(Tx tx, UUID id, String owner) {
        return store.find(tx, id).flatMap(kept -> Pan.parse(decrypt(kept, context(id, owner))));
    }

    /** Destroys the number for good. Destroying twice is fine. */
    public void destroy(Tx tx, UUID id) {
        store.delete(tx, id);
    }

    /** Destroys numbers kept before {@code limit}: the ones of attempts that nobody finished. */
    public int destroyOlderThan(Tx tx, Instant limit) {
        return store.deleteOlderThan(tx, limit);
    }

    /**
     * A card number as its owner keeps it for a long time; only this vault can read it back, and only for the
     * same owner.
     */
    public byte[] seal(Pan pan, String owner) {
        return encrypt(pan.reveal(), owner.getBytes(StandardCharsets.UTF_8));
    }

    /** @param sealed what {@link #seal(Pan, String)} gave for this owner */
    public Pan unseal(byte[] sealed, String owner) {
        return Pan.parse(decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(() -> new IllegalStateException("What is kept for a card is not a card number."));
    }

    /** The same for the same card, so that one can be recognised without being read; tells nothing of it. */
    public byte[] fingerprint(Pan pan) {
        return fingerprints.hmacSha256(pan.reveal().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Seals a security code so that the shopper's own browser can carry it through a challenge. We
     * store nothing; only this vault can read it back, and only for the same attempt.
     */
    public String seal(Cvv cvv, UUID attempt) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encrypt(cvv.reveal(), context(attempt, "cvv")));
    }

    /** Empty when {@code sealed} is not what {@link #seal} gave for this attempt. */
    public Optional<Cvv> unseal(String sealed, UUID attempt, Scheme scheme) {
        try {
            var bytes = Base64.getUrlDecoder().decode(sealed);
            var plain = cipher.decrypt(bytes, context(attempt, "cvv"));
            return Cvv.parse(new String(plain, StandardCharsets.UTF_8), scheme);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private byte[] encrypt(String plain, byte[] context) {
        try {
            return cipher.encrypt(plain.getBytes(StandardCharsets.UTF_8), context);
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The vault could not encrypt."); // no cause: it may quote its input
        }
    }

    private String decrypt(byte[] sealed, byte[] context) {
        try {
            return new String(cipher.decrypt(sealed, context), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("A stored card does not open: another master key, or a changed row.");
        }
    }

    private static byte[] context(UUID id, String owner) {
        return (id + "/" + owner).getBytes(StandardCharsets.UTF_8);
    }
}
