package tatami.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tatami.kit.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs claims as a JSON Web Token (HS256) and reads back its own, and nobody else's.
 *
 * <p>The header is a constant and must come back as it went: what cannot vary cannot be abused, as
 * {@code alg: none} was. A token for one purpose is nothing under the key of another.
 */
final class Jwt<T> {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = ENCODER.encodeToString(bytes("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));

    private final Secret key;
    private final Class<T> type;

    /** @param key for this kind of claims alone */
    Jwt(Secret key, Class<T> type) {
        this.key = key;
        this.type = type;
    }

    String sign(T claims) {
        var signed = HEADER + "." + ENCODER.encodeToString(MAPPER.writeValueAsBytes(claims));
        return signed + "." + signature(signed);
    }

    /** The claims; empty unless this very token came from {@link #sign}. */
    Optional<T> verify(String token) {
        var end = token.lastIndexOf('.');
        if (!token.startsWith(HEADER + ".") || !isSignature(token.substring(end + 1), token.substring(0, end))) {
            return Optional.empty();
        }
        try {
            var claims = Base64.getUrlDecoder().decode(token.substring(HEADER.length() + 1, end));
            return Optional.of(MAPPER.readValue(claims, type));
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty(); // signed by an older version, with other claims
        }
    }

    private boolean isSignature(String given, String signed) {
        return Secret.same(bytes(given), bytes(signature(signed)));
    }

    private String signature(String signed) {
        return ENCODER.encodeToString(key.hmacSha256(bytes(signed)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
