package tatami.customers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tatami.accounts.AccountId;
import tatami.accounts.Environment;
import tatami.kit.Secret;

/**
 * Makes and reads customer secrets: what lets a customer's device see and remove the customer's cards.
 *
 * <p>Like a client session secret it names what it opens, and is signed, so nothing is stored. There is no
 * taking it back; it is short-lived instead.
 */
public final class CustomerSecrets {

    /** About what the API's examples show. */
    static final Duration LIFETIME = Duration.ofMinutes(15);

    static final String KIND = "cs";

    private static final int ID_BYTES = 16;
    private static final int CONTENT_BYTES = 2 * ID_BYTES + Long.BYTES;
    private static final int SIGNATURE_BYTES = 32;

    private final Secret key;

    public CustomerSecrets(Secret key) {
        this.key = key;
    }

    String of(Customer customer, Environment environment, Instant expireAt) {
        var content = ByteBuffer.allocate(CONTENT_BYTES)
                .put(bytes(customer.id().value()))
                .put(bytes(customer.account().value()))
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, expireAt))
                .array();
        var signed = ByteBuffer.allocate(CONTENT_BYTES + SIGNATURE_BYTES)
                .put(content)
                .put(key.hmacSha256(signed(environment, content)));
        return environment.idPrefix(KIND)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signed.array());
    }

    static Instant expiry(Instant now) {
        return now.plus(LIFETIME);
    }

    /** Whom a presented secret admits to what; empty when it is none of ours, or no longer valid. */
    Optional<Admission> read(String presented, Instant now) {
        return Arrays.stream(Environment.values())
                .filter(environment -> presented.startsWith(environment.idPrefix(KIND)))
                .findFirst() // the longer prefix comes first
                .flatMap(environment -> read(presented, environment, now));
    }

    private Optional<Admission> read(String presented, Environment environment, Instant now) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder()
                    .decode(presented.substring(environment.idPrefix(KIND).length()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (bytes.length != CONTENT_BYTES + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        var content = Arrays.copyOf(bytes, CONTENT_BYTES);
        var signature = Arrays.copyOfRange(bytes, CONTENT_BYTES, bytes.length);
        if (!Secret.same(signature, key.hmacSha256(signed(environment, content)))) {
            return Optional.empty();
        }
        var fields = ByteBuffer.wrap(content);
        var customer = new CustomerId(environment.idPrefix(CustomerId.KIND) + text(fields));
        var account = new AccountId(environment.idPrefix("acc") + text(fields));
        return Instant.EPOCH.plus(fields.getLong(), ChronoUnit.MICROS).isAfter(now)
                ? Optional.of(new Admission(account, customer))
                : Optional.empty();
    }

    /** Whom a secret admits to what. */
    record Admission(AccountId account, CustomerId customer) {}

    /** The environment stands in the prefix, and is signed with the rest. */
    private static byte[] signed(Environment environment, byte[] content) {
        return ByteBuffer.allocate(1 + content.length)
                .put((byte) environment.ordinal())
                .put(content)
                .array();
    }

    /** The sixteen bytes behind an id's prefix; they are its last 22 characters. */
    private static byte[] bytes(String id) {
        return Base64.getUrlDecoder().decode(id.substring(id.length() - 22));
    }

    private static String text(ByteBuffer fields) {
        var bytes = new byte[ID_BYTES];
        fields.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
