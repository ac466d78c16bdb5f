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
import tatami.kit.Ids;
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

    private static final int CONTENT_BYTES = 1 + 2 * Ids.BYTES + Long.BYTES;

    private final Secret key;

    public CustomerSecrets(Secret key) {
        this.key = key;
    }

    String of(Customer customer, Environment environment, Instant expireAt) {
        var content = ByteBuffer.allocate(CONTENT_BYTES).put((byte) environment.ordinal());
        Ids.put(content, customer.id().value());
        Ids.put(content, customer.account().value()).putLong(ChronoUnit.MICROS.between(Instant.EPOCH, expireAt));
        return environment.idPrefix(KIND)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(content.array()));
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

    /** The environment stands in the prefix for people, and inside where it counts. */
    private Optional<Admission> read(String presented, Environment environment, Instant now) {
        var signed = presented.substring(environment.idPrefix(KIND).length());
        return key.readSigned(signed, CONTENT_BYTES)
                .filter(fields -> fields.get() == environment.ordinal())
                .flatMap(fields -> {
                    var customer = new CustomerId(Ids.take(fields, environment.idPrefix(CustomerId.KIND)));
                    var account = new AccountId(Ids.take(fields, environment.idPrefix("acc")));
                    return Instant.EPOCH
                                    .plus(fields.getLong(), ChronoUnit.MICROS)
                                    .isAfter(now)
                            ? Optional.of(new Admission(account, customer))
                            : Optional.empty();
                });
    }

    /** Whom a secret admits to what. */
    record Admission(AccountId account, CustomerId customer) {}
}
