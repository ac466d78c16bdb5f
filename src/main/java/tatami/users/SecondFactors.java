package tatami.users;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tatami.db.Tx;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tatami.kit.Secret;
import tatami.kit.Times;

/**
 * What users have besides their password, if they want to: an app that shows codes ({@link Totp}), and recovery codes
 * for the day on which they lose it. The app's secret is kept sealed, each for its user; of recovery codes there are
 * keyed hashes.
 */
public final class SecondFactors {

    private static final int RECOVERY_CODES = 10;

    /** Ten of 31 letters: fifty bits, which nobody guesses at five tries in ten minutes. */
    private static final int CODE_LENGTH = 10;

    /** Without those that look alike. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Aead cipher;
    private final Secret pepper;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final SecondFactorStore store = new SecondFactorStore();

    /** @param key seals secrets, and keys the recovery codes' hashes */
    public SecondFactors(Secret key, InstantSource clock) {
        this.cipher = cipher(key.derive("totp"));
        this.pepper = key.derive("recovery codes");
        this.clock = clock;
    }

    /** @return recovery codes, which are nowhere else. @throws Refusal INVALID, CONFLICT when there is one already */
    List<String> turnOn(Tx tx, UserId user, String secret, String code) {
        var bytes = Totp.bytes(secret)
                .orElseThrow(() -> new Refusal(Reason.INVALID, "The form is too old. Open the page again."));
        var step = Totp.step(bytes, plain(code), Times.now(clock));
        if (step.isEmpty()) {
            throw new Refusal(
                    Reason.INVALID,
                    "The code is not the one that the app should show now. If it was typed well, look whether the"
                            + " phone's clock is right.");
        }
        if (!store.put(tx, user, seal(user, bytes), step.getAsLong())) {
            throw new Refusal(Reason.CONFLICT, "Two-step sign-in is on already.");
        }
        var codes = Stream.generate(this::freshCode).limit(RECOVERY_CODES).toList();
        store.deleteCodes(tx, user);
        store.insertCodes(
                tx,
                user,
                codes.stream()
                        .map(fresh -> HexFormat.of().formatHex(hash(user, plain(fresh))))
                        .toList());
        return codes;
    }

    /** False when it was off. */
    boolean turnOff(Tx tx, UserId user) {
        store.deleteCodes(tx, user);
        return store.delete(tx, user);
    }

    /** Whether somebody may come in by what they typed, a code of the app or one for recovery. Each works once. */
    boolean use(Tx tx, UserId user, String typed) {
        var code = plain(typed);
        var sealed = store.find(tx, user);
        if (sealed.isEmpty()) {
            return false;
        }
        var step = Totp.step(open(user, sealed.get()), code, Times.now(clock));
        return step.isPresent()
                ? store.advance(tx, user, step.getAsLong())
                : store.takeCode(tx, user, hash(user, code));
    }

    long codesLeft(Tx tx, UserId user) {
        return store.countCodes(tx, user);
    }

    /** As people type it: with spaces, dashes and capitals, or without. */
    private static String plain(String typed) {
        return typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    }

    private String freshCode() {
        var code = IntStream.range(0, CODE_LENGTH)
                .mapToObj(_ -> String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length()))))
                .collect(Collectors.joining());
        return code.substring(0, CODE_LENGTH / 2) + "-" + code.substring(CODE_LENGTH / 2);
    }

    private byte[] hash(UserId user, String code) {
        return pepper.hmacSha256((user.value() + " " + code).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] seal(UserId user, byte[] secret) {
        try {
            return cipher.encrypt(secret, user.value().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("A second factor could not be sealed.");
        }
    }

    private byte[] open(UserId user, byte[] sealed) {
        try {
            return cipher.decrypt(sealed, user.value().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("The second factor of " + user + " does not open with this master key.");
        }
    }

    private static Aead cipher(Secret key) {
        try {
            return new AesGcmJce(key.reveal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM.", e);
        }
    }
}
