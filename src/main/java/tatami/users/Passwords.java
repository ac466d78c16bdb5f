package tatami.users;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;

/**
 * Turns passwords into what may be kept of them, by Argon2id. What is kept says with which parameters it was made, so
 * that these can be raised: who signs in then is kept anew.
 */
public final class Passwords {

    static final int SHORTEST = 12;

    /** A thousand words typed here would cost more to read than to hash. */
    static final int LONGEST = 200;

    /** What OWASP asks for: 19 MiB, two rounds, one lane. */
    private static final Parameters PARAMETERS = new Parameters(19_456, 2, 1);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** Each takes its megabytes while it lasts. */
    private static final int AT_ONCE = 4;

    /** Some dozens of people before oneself. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** As the password hashing competition spells what it keeps. */
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(?<memory>[0-9]{1,7}),"
            + "t=(?<rounds>[0-9]{1,3}),p=(?<lanes>[0-9]{1,3})\\$(?<salt>[A-Za-z0-9+/]+)\\$(?<hash>[A-Za-z0-9+/]+)");

    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /** Threads of their own: on the few that serve everybody's requests, those who sign in would hold up payments. */
    private final Executor threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("password-", 0).factory());

    private final Duration patience;
    private final SecureRandom random = new SecureRandom();
    private final Base64.Encoder encoder = Base64.getEncoder().withoutPadding();

    /** Stands in for the password of nobody, so that looking for one takes as long as for somebody's. */
    private final String nobodys;

    public Passwords() {
        this(PATIENCE);
    }

    Passwords(Duration patience) {
        this.patience = patience;
        this.nobodys = phc(PARAMETERS, bytes(SALT_BYTES), bytes(HASH_BYTES)); // which nothing hashes to
    }

    /** @throws Refusal INVALID when it is not to be used by {@code person} */
    static void check(String password, Person person) {
        var length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new Refusal(
                    Reason.INVALID,
                    "The password must have " + SHORTEST + " to " + LONGEST
                            + " characters. Some words that nobody says together are easy to remember.");
        }
        if (password.strip().equalsIgnoreCase(person.email())) {
            throw new Refusal(Reason.INVALID, "The password must not be the e-mail address.");
        }
    }

    /** What to keep. @throws Refusal TOO_MANY when too many are signing in at once */
    String hash(String password) {
        var salt = bytes(SALT_BYTES);
        return phc(PARAMETERS, salt, argon2(PARAMETERS, salt, password, HASH_BYTES));
    }

    /**
     * @param kept null for nobody's, which nothing matches, after the same work
     * @throws Refusal TOO_MANY when too many are signing in at once
     */
    boolean matches(@Nullable String kept, String password) {
        var phc = PHC.matcher(kept == null ? nobodys : kept);
        if (!phc.matches()) {
            throw new IllegalStateException("A password is kept in a way that this gateway does not know.");
        }
        var decoder = Base64.getDecoder();
        var hash = decoder.decode(phc.group("hash"));
        var parameters = new Parameters(
                Integer.parseInt(phc.group("memory")),
                Integer.parseInt(phc.group("rounds")),
                Integer.parseInt(phc.group("lanes")));
        var cut = password.length() > 2 * LONGEST ? "" : password; // in characters of 16 bits
        var isSame = Secret.same(hash, argon2(parameters, decoder.decode(phc.group("salt")), cut, hash.length));
        return isSame && kept != null;
    }

    /** Whether it was kept with other parameters than today's. */
    static boolean isOutdated(String kept) {
        return !kept.startsWith(head(PARAMETERS));
    }

    private byte[] argon2(Parameters parameters, byte[] salt, String password, int length) {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(Reason.TOO_MANY, "Many people are signing in at this moment. Try again shortly.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.TOO_MANY, "The gateway is stopping. Try again shortly.");
        }
        try {
            return CompletableFuture.supplyAsync(() -> compute(parameters, salt, password, length), threads)
                    .join();
        } finally {
            places.release();
        }
    }

    private static byte[] compute(Parameters parameters, byte[] salt, String password, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.kibibytes())
                .withIterations(parameters.rounds())
                .withParallelism(parameters.lanes())
                .withSalt(salt)
                .build());
        // Keyboards differ in how they put an accent on a letter.
        var typed = Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        var hash = new byte[length];
        generator.generateBytes(typed, hash);
        return hash;
    }

    private String phc(Parameters parameters, byte[] salt, byte[] hash) {
        return head(parameters) + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    private static String head(Parameters parameters) {
        return "$argon2id$v=19$m=%d,t=%d,p=%d$"
                .formatted(parameters.kibibytes(), parameters.rounds(), parameters.lanes());
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private record Parameters(int kibibytes, int rounds, int lanes) {}
}
