package tatami.users;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import tatami.kit.Ids;
import tatami.kit.Secret;

/**
 * Those who have given their password and not yet a code. It needs no row: their browser has a signed token, good for
 * some minutes, for the visit that began it, and while the password is the same.
 */
public final class HalfSignIns {

    /** Time to find the phone. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final int PROOF_BYTES = 32;
    private static final int LENGTH = Ids.BYTES + Long.BYTES + PROOF_BYTES;

    private final Secret key;
    private final InstantSource clock;

    /** @param key signs tokens */
    public HalfSignIns(Secret key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * @param password what is kept of it
     * @param visit the browser's, so that the token is no use to another
     */
    String token(UserId user, String password, String visit) {
        var content = ByteBuffer.allocate(LENGTH);
        Ids.put(content, user.value())
                .putLong(clock.instant().plus(LIFETIME).toEpochMilli())
                .put(proof(password, visit));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(content.array()));
    }

    /** Whose token it is; what they claim is to be held against their row by {@link #isOf}. */
    Optional<Claim> read(String token) {
        return key.readSigned(token, LENGTH)
                .map(content -> {
                    var user = new UserId(Ids.take(content, UserId.PREFIX));
                    var until = Instant.ofEpochMilli(content.getLong());
                    var proof = new byte[PROOF_BYTES];
                    content.get(proof);
                    return new Claim(user, until, proof);
                })
                .filter(claim -> clock.instant().isBefore(claim.until()));
    }

    boolean isOf(Claim claim, String password, String visit) {
        return Secret.same(claim.proof(), proof(password, visit));
    }

    private byte[] proof(String password, String visit) {
        return key.hmacSha256((visit + "\n" + password).getBytes(StandardCharsets.UTF_8));
    }

    record Claim(UserId user, Instant until, byte[] proof) {}
}
