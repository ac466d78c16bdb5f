package tatami.payments;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.accounts.Environment;
import tatami.kit.Ids;
import tatami.kit.Secret;

/**
 * Makes and reads client session secrets: what lets a shopper's device try to pay one intent, once.
 *
 * <p>A secret names its intent and is signed, so it needs neither a column nor an index: 45 bytes of
 * content and 64 of HMAC-SHA512 are 148 characters, as long as the API's own. Which one counts is a
 * serial number on the intent ({@link SecretState}).
 */
public final class ClientSessionSecrets {

    /** The API's own lifetime. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final int CONTENT_BYTES = 1 + 2 * Ids.BYTES + Long.BYTES + Integer.BYTES;

    private final Secret key;

    public ClientSessionSecrets(Secret key) {
        this.key = key;
    }

    static SecretState first(Instant now) {
        return new SecretState(1, expiry(now), false);
    }

    static SecretState after(SecretState state, Instant now) {
        return new SecretState(Math.incrementExact(state.serial()), expiry(now), false);
    }

    /** The intent's current secret. */
    public String of(PaymentIntent intent) {
        var content = ByteBuffer.allocate(CONTENT_BYTES)
                .put((byte) environment(intent.id()).ordinal());
        Ids.put(content, intent.id().value());
        Ids.put(content, intent.account().value())
                .putLong(intent.secret().expiresAt().getEpochSecond())
                .putInt(intent.secret().serial());
        return Base64.getUrlEncoder().encodeToString(key.sign(content.array()));
    }

    /** What a presented secret says; empty when it is none of ours. Whether it still counts is the intent's to say. */
    public Optional<Admission> read(String presented) {
        return key.readSigned(presented, CONTENT_BYTES).map(fields -> {
            var environment = Environment.values()[fields.get()];
            var id = Ids.take(fields, environment.idPrefix(PaymentIntentId.KIND));
            var account = Ids.take(fields, environment.idPrefix("acc"));
            fields.getLong(); // the expiry is on the intent too, where it counts
            return new Admission(new AccountId(account), new PaymentIntentId(id), fields.getInt());
        });
    }

    /** Whom a secret admits to what. */
    public record Admission(AccountId account, PaymentIntentId id, int serial) {}

    private static Instant expiry(Instant now) {
        return now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Environment environment(PaymentIntentId id) {
        var sandbox = Environment.Sandbox.idPrefix(PaymentIntentId.KIND);
        return id.value().startsWith(sandbox) ? Environment.Sandbox : Environment.Live;
    }
}
