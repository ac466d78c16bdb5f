package tatami.cards;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import tatami.db.Database;
import tatami.db.Tx;
import tatami.kit.Secret;

/** The keyset in the database, where it lies wrapped: encrypted by a key that comes of the master key. */
final class Keysets {

    private final Aead wrapper;
    private final KeysetStore store = new KeysetStore();

    Keysets(Secret masterKey) {
        wrapper = cipher(masterKey.derive("vault keyset"));
    }

    /** The database's keyset; the first gateway makes it. Of two that are first at once, one is. */
    Keyset first(Database database) {
        return database.once(store::find).map(this::unwrap).orElseGet(() -> {
            var made = Keyset.fresh();
            database.once(tx -> store.insertFirst(tx, made.wrap(wrapper), made.primary()));
            return unwrap(database.once(store::find).orElseThrow());
        });
    }

    Keyset read(Tx tx) {
        return unwrap(store.find(tx).orElseThrow());
    }

    /** As it stays until the transaction ends. */
    Keyset readToSeal(Tx tx) {
        return unwrap(store.findToSeal(tx));
    }

    /** Until the transaction ends, nobody else seals anything or changes the keyset; reading goes on. */
    Keyset lock(Tx tx) {
        store.lock(tx);
        return read(tx);
    }

    /** Only after {@link #lock}. */
    void add(Tx tx, Keyset withFreshPrimary) {
        store.insertKey(tx, withFreshPrimary.primary());
        store.update(tx, withFreshPrimary.wrap(wrapper), withFreshPrimary.primary());
    }

    /** Takes away the keys that no number needs any more. Only after {@link #lock}. */
    Keyset shorten(Tx tx, Keyset keyset) {
        List<Long> gone = store.deleteUnused(tx, keyset.primary());
        if (gone.isEmpty()) {
            return keyset;
        }
        var left = keyset.without(Set.copyOf(gone));
        store.update(tx, left.wrap(wrapper), left.primary());
        return left;
    }

    Keyset unwrap(byte[] wrapped) {
        return Keyset.unwrap(wrapped, wrapper);
    }

    /** Whether there is a keyset in a database that may never have seen a gateway. */
    static boolean isIn(Database database) {
        var store = new KeysetStore();
        return database.once(store::isThere) && database.once(store::find).isPresent();
    }

    static Aead cipher(Secret key) {
        try {
            return new AesGcmJce(key.reveal());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("A key of the vault must be 32 bytes.", e);
        }
    }
}
