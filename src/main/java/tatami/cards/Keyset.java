package tatami.cards;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadWrapper;
import com.google.crypto.tink.aead.AesGcmKeyManager;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys that encrypt card numbers, each AES-256-GCM with a number of its own. The primary encrypts; all of
 * them decrypt.
 */
final class Keyset {

    /** Keeps a keyset from being taken for anything else that was wrapped with the same key. */
    private static final byte[] CONTEXT = "tatami card vault".getBytes(StandardCharsets.UTF_8);

    private static final Configuration TINK;

    static {
        try {
            // No more of Tink than is used: all of its ciphers would cost half as much start-up time again.
            AeadWrapper.register();
            AesGcmKeyManager.register(true);
            TINK = RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink could not be prepared.", e);
        }
    }

    private final KeysetHandle handle;
    private final Aead cipher;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.cipher = handle.getPrimitive(TINK, Aead.class);
    }

    /** With one key that nobody had before. */
    static Keyset fresh() {
        return with(KeysetHandle.newBuilder());
    }

    /** @throws IllegalStateException when it was wrapped by another key */
    static Keyset unwrap(byte[] wrapped, Aead by) {
        try {
            return new Keyset(TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, by, CONTEXT, TINK));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The keys of the card vault do not open with this master key.");
        }
    }

    byte[] wrap(Aead by) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(handle, by, CONTEXT, TINK);
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The keys of the card vault could not be encrypted.");
        }
    }

    /** The same keys and a fresh one, which is the primary from now on. */
    Keyset withFreshPrimary() {
        return with(KeysetHandle.newBuilder(handle));
    }

    /** Without these keys: what they encrypted opens no more. */
    Keyset without(Set<Long> ids) {
        var builder = KeysetHandle.newBuilder(handle);
        for (int at = handle.size() - 1; at >= 0; at--) {
            if (ids.contains(idAt(at))) {
                builder.deleteAt(at);
            }
        }
        try {
            return new Keyset(builder.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The primary key cannot be taken away.", e);
        }
    }

    long primary() {
        return Integer.toUnsignedLong(handle.getPrimary().getId());
    }

    Set<Long> ids() {
        return IntStream.range(0, handle.size()).mapToObj(this::idAt).collect(Collectors.toUnmodifiableSet());
    }

    /** Encrypts with the primary. */
    byte[] encrypt(byte[] plain, UUID id, String owner) {
        try {
            return cipher.encrypt(plain, context(id, owner));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The vault could not encrypt."); // no cause: it may quote its input
        }
    }

    /** Empty when it was encrypted for another id or owner, by a key that is not here, or was changed. */
    Optional<byte[]> decrypt(byte[] sealed, UUID id, String owner) {
        try {
            return Optional.of(cipher.decrypt(sealed, context(id, owner)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Keyset " + ids();
    }

    private long idAt(int at) {
        return Integer.toUnsignedLong(handle.getAt(at).getId());
    }

    private static Keyset with(KeysetHandle.Builder keys) {
        try {
            var fresh = KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                    .withRandomId()
                    .makePrimary();
            return new Keyset(keys.addEntry(fresh).build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink could not make a key.", e);
        }
    }

    private static byte[] context(UUID id, String owner) {
        return (id + "/" + owner).getBytes(StandardCharsets.UTF_8);
    }
}
