package tatami.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import tatami.kit.Secret;

/**
 * What proves to a receiver that a message is ours.
 *
 * <p>Twice: as the API signs, over the body alone; and as the Standard Webhooks specification does, over
 * id, time and body, which protects from replays and has ready-made verifiers. The key of both is the
 * secret's text, its bytes as they are: the API's receivers do not decode it.
 */
public final class Signature {

    /** As .NET's BitConverter prints bytes: official verifiers compare with exactly this. */
    private static final HexFormat DASHED = HexFormat.ofDelimiter("-").withUpperCase();

    private Signature() {}

    /**
     * The headers of one try.
     *
     * @param secret the value of a signing secret, as the API shows it
     * @param id the message's id, the same on every try
     * @param now the time of this try, in whole seconds on the wire: verifiers refuse what is too old
     */
    public static Map<String, String> headers(String secret, String id, Instant now, byte[] body) {
        var key = Secret.ofText(secret);
        var timestamp = Long.toString(now.getEpochSecond());
        return Map.of(
                "dojo-signature",
                dojo(key, body),
                "webhook-id",
                id,
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                standard(key, id, timestamp, body));
    }

    /** {@code sha256=4B-49-…}: the API's own. */
    static String dojo(Secret key, byte[] body) {
        return "sha256=" + DASHED.formatHex(key.hmacSha256(body));
    }

    private static String standard(Secret key, String id, String timestamp, byte[] body) {
        var prefix = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        var signed = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, signed, 0, prefix.length);
        System.arraycopy(body, 0, signed, prefix.length, body.length);
        return "v1," + Base64.getEncoder().encodeToString(key.hmacSha256(signed));
    }
}
