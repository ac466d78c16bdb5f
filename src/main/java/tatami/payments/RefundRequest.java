package tatami.payments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant wants given back.
 *
 * @param minor minor units of the intent's currency
 * @param idempotencyKey the merchant's name for this attempt: same key, same answer
 */
public record RefundRequest(
        long minor, @Nullable String reason, @Nullable String notes, String idempotencyKey) {

    /** Tells whether the same key came with the same request. */
    byte[] hash() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(minor).array());
            sha256.update(part(reason));
            sha256.update(part(notes));
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** With its length in front, so that no two requests run together into the same bytes. */
    private static byte[] part(@Nullable String text) {
        if (text == null) {
            return new byte[] {-1};
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
