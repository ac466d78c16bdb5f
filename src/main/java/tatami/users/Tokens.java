package tatami.users;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import tatami.kit.Secret;

/**
 * Random texts that let their bearer in. The database has a keyed hash: a stolen table lets nobody in, and nobody can
 * test guesses against it.
 */
final class Tokens {

    private static final int BYTES = 32;

    /** As many characters as the bytes have in base64url. */
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Secret key;

    Tokens(Secret key) {
        this.key = key;
    }

    static String fresh() {
        return Secret.random(BYTES).toBase64();
    }

    byte[] hash(String token) {
        return key.hmacSha256(token.getBytes(StandardCharsets.US_ASCII));
    }

    /** Of what somebody sent; empty when it cannot be one. */
    Optional<byte[]> hashOf(String presented) {
        return SHAPE.matcher(presented).matches() ? Optional.of(hash(presented)) : Optional.empty();
    }
}
