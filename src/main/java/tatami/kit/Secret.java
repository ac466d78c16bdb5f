package tatami.kit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that nobody may read by accident: no {@code toString}, no {@code equals} that leaks time.
 *
 * <p>A master secret is never used itself. Each use derives a key of its own with {@link #derive},
 * so that no two uses can be played against each other.
 */
public final class Secret {

    private static final int SIGNATURE_BYTES = 64;

    private final byte[] bytes;

    /** Keyed once and copied for each use: finding the algorithm costs more than using it. */
    private final Mac sha256;

    private final Mac sha512;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = mac("HmacSHA256", bytes);
        this.sha512 = mac("HmacSHA512", bytes);
    }

    public static Secret random(int bytes) {
        var fresh = new byte[bytes];
        new SecureRandom().nextBytes(fresh);
        return new Secret(fresh);
    }

    /** @throws IllegalArgumentException when {@code text} is not base64 (either alphabet) */
    public static Secret ofBase64(String text) {
        return new Secret(
                Base64.getUrlDecoder().decode(text.strip().replace('+', '-').replace('/', '_')));
    }

    /** The bytes of a text as they are, for keys that are agreed on as text. */
    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A key for one purpose. The same purpose gives the same key on every gateway. */
    public Secret derive(String purpose) {
        return new Secret(hmacSha256(purpose.getBytes(StandardCharsets.UTF_8)));
    }

    public byte[] hmacSha256(byte[] message) {
        return copy(sha256).doFinal(message);
    }

    public byte[] hmacSha512(byte[] message) {
        return copy(sha512).doFinal(message);
    }

    /** {@code content} and a signature behind it: what a credential carries that needs no row. */
    public byte[] sign(byte[] content) {
        return ByteBuffer.allocate(content.length + SIGNATURE_BYTES)
                .put(content)
                .put(hmacSha512(content))
                .array();
    }

    /**
     * Reads what {@link #sign} gave, as base64 with the url-safe alphabet, padded or not.
     *
     * @param length of the content
     * @return the content; empty when it is another's, or was changed
     */
    public Optional<ByteBuffer> readSigned(String presented, int length) {
        byte[] signed;
        try {
            signed = Base64.getUrlDecoder().decode(presented);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (signed.length != length + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        var content = Arrays.copyOf(signed, length);
        var signature = Arrays.copyOfRange(signed, length, signed.length);
        return same(signature, hmacSha512(content)) ? Optional.of(ByteBuffer.wrap(content)) : Optional.empty();
    }

    public int length() {
        return bytes.length;
    }

    /** The key itself, for a library that must have it. Keep it out of everything that is printed. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** In the url-safe alphabet without padding, for a file that only its owner may read. */
    public String toBase64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Compares in a time that does not depend on where the two differ. */
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    @Override
    public String toString() {
        return "****";
    }

    private static Mac copy(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's own HMAC can be copied.", e);
        }
    }

    private static Mac mac(String algorithm, byte[] key) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm + ".", e);
        }
    }
}
