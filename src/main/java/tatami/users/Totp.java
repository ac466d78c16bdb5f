package tatami.users;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tatami.kit.Secret;

/** Codes of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, which all apps know. */
public final class Totp {

    private static final int SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;

    /** As long as SHA-1's output, as RFC 4226 asks for. */
    static final int SECRET_BYTES = 20;

    /** Phones' clocks are a little off, and people type slowly. */
    private static final int STEPS_EITHER_SIDE = 1;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;

    private Totp() {}

    /** A secret as apps take it, in base32. */
    public static String fresh() {
        return base32(Secret.random(SECRET_BYTES).reveal());
    }

    /** Whether it can be one that {@link #fresh} made. */
    public static boolean isSecret(String text) {
        return bytes(text).isPresent();
    }

    /** What the QR code says. @param account whose code it is, as the app shows it */
    public static String uri(String secret, String issuer, String account) {
        return "otpauth://totp/" + encoded(issuer) + ":" + encoded(account) + "?secret=" + secret + "&issuer="
                + encoded(issuer) + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + SECONDS;
    }

    /** The code that an app shows at this moment. @param secret in base32, which it must be */
    public static String code(String secret, Instant now) {
        return code(bytes(secret).orElseThrow(), step(now));
    }

    /** The half minute whose code this is, if it is one of those around now. */
    static OptionalLong step(byte[] secret, String code, Instant now) {
        var presented = code.getBytes(StandardCharsets.US_ASCII);
        var today = step(now);
        return LongStream.rangeClosed(today - STEPS_EITHER_SIDE, today + STEPS_EITHER_SIDE)
                .filter(step -> Secret.same(presented, code(secret, step).getBytes(StandardCharsets.US_ASCII)))
                .findFirst();
    }

    /** Of a secret that somebody sent; empty when it is none of ours. */
    static Optional<byte[]> bytes(String base32) {
        if (base32.length() != SECRET_BYTES * Byte.SIZE / BITS || !base32.matches("[A-Z2-7]*")) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.allocate(SECRET_BYTES);
        var bits = 0;
        var buffer = 0;
        for (var letter : base32.toCharArray()) {
            buffer = buffer << BITS | BASE32.indexOf(letter);
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes.put((byte) (buffer >> bits));
            }
        }
        return Optional.of(bytes.array());
    }

    private static long step(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), SECONDS);
    }

    /** RFC 4226, 5.3. */
    private static String code(byte[] secret, long step) {
        var hash = sha1(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        var offset = hash[hash.length - 1] & 0xF;
        var number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
    }

    private static byte[] sha1(byte[] secret, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA1.", e);
        }
    }

    private static String base32(byte[] bytes) {
        var text = new StringBuilder();
        var bits = 0;
        var buffer = 0;
        for (var part : bytes) {
            buffer = buffer << Byte.SIZE | part & 0xFF;
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(BASE32.charAt(buffer >> bits & 0x1F));
            }
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
