package tatami.wallets;

import com.google.crypto.tink.subtle.Hkdf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tatami.kit.Secret;

/**
 * The encryption of Google Pay's {@code ECv2}: two keys derived from what both sides know (ECIES, HKDF with SHA-256),
 * AES-256-CTR with the one, HMAC-SHA256 over that with the other. Each token has keys of its own, so the initial vector
 * may be nought.
 */
public final class GoogleCipher {

    private static final int KEY_BYTES = 32;
    private static final byte[] NO_SALT = {};
    private static final byte[] CONTEXT = "Google".getBytes(StandardCharsets.US_ASCII);

    private GoogleCipher() {}

    /** A message as it travels. */
    public record Sealed(byte[] encrypted, byte[] tag) {}

    /**
     * As Google does it.
     *
     * @param ephemeral the uncompressed point of the public key that belongs to {@code own}
     */
    public static Sealed encrypt(byte[] plain, byte[] ephemeral, ECPrivateKey own, ECPublicKey other) {
        try {
            var keys = keys(ephemeral, own, other);
            var encrypted = crypt(keys, plain);
            return new Sealed(encrypted, tag(keys, encrypted));
        } catch (GeneralSecurityException _) { // no cause: it may quote its input
            throw new IllegalStateException("A wallet's token could not be encrypted.");
        }
    }

    /** Empty when it was encrypted for another key, or was changed. Nothing is decrypted before that is known. */
    static Optional<byte[]> decrypt(Sealed sealed, byte[] ephemeral, ECPrivateKey own, ECPublicKey other) {
        try {
            var keys = keys(ephemeral, own, other);
            return Secret.same(sealed.tag(), tag(keys, sealed.encrypted()))
                    ? Optional.of(crypt(keys, sealed.encrypted()))
                    : Optional.empty();
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("A wallet's token could not be decrypted.");
        }
    }

    /** Texts as Google signs them, one after the other, each with its length in front (four bytes, lowest first). */
    public static byte[] signed(String... texts) {
        var joined = new ByteArrayOutputStream();
        for (var text : texts) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            joined.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(bytes.length)
                    .array());
            joined.writeBytes(bytes);
        }
        return joined.toByteArray();
    }

    /** The key to encrypt with, and behind it the one to authenticate with. */
    private static byte[] keys(byte[] ephemeral, ECPrivateKey own, ECPublicKey other) throws GeneralSecurityException {
        return Hkdf.computeEciesHkdfSymmetricKey(
                ephemeral, Curve.agree(own, other), "HmacSHA256", NO_SALT, CONTEXT, 2 * KEY_BYTES);
    }

    private static byte[] crypt(byte[] keys, byte[] message) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE, // which in this mode decrypts, too
                new SecretKeySpec(Arrays.copyOf(keys, KEY_BYTES), "AES"),
                new IvParameterSpec(new byte[16]));
        return cipher.doFinal(message);
    }

    private static byte[] tag(byte[] keys, byte[] encrypted) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Arrays.copyOfRange(keys, KEY_BYTES, 2 * KEY_BYTES), "HmacSHA256"));
        return mac.doFinal(encrypted);
    }
}
