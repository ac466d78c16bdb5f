package tatami.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Crowd;
import tatami.kit.Refusal;

class PasswordsTest {

    private static final String PASSWORD = "four candles in a drawer";
    private static final Person ROBIN = Person.of("robin@shop.example", "Robin");

    private final Passwords passwords = new Passwords();

    @Test
    void whatIsKeptSaysHowItWasMadeAndOpensForItsPasswordAlone() {
        var kept = passwords.hash(PASSWORD);

        assertThat(kept)
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
                .isNotEqualTo(passwords.hash(PASSWORD));
        assertThat(passwords.matches(kept, PASSWORD)).isTrue();
        assertThat(passwords.matches(kept, PASSWORD + " ")).isFalse();
        assertThat(passwords.matches(null, PASSWORD)).isFalse();
    }

    /** Made by the reference implementation, with other parameters: {@code argon2 somesalt -id -t 2 -k 256 -p 1}. */
    @Test
    void whatWasKeptWithOtherParametersStillOpensAndIsKnownToBeOld() {
        var old = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        assertThat(passwords.matches(old, "password")).isTrue();
        assertThat(passwords.matches(old, "passwort")).isFalse();
        assertThat(Passwords.isOutdated(old)).isTrue();
        assertThat(Passwords.isOutdated(passwords.hash(PASSWORD))).isFalse();
    }

    /** A letter and its accent may come as one character or two. */
    @Test
    void thatKeyboardsDifferLocksNobodyOut() {
        var kept = passwords.hash("caf\u00e9 au lait, s'il vous pla\u00eet");

        assertThat(passwords.matches(kept, "cafe\u0301 au lait, s'il vous plai\u0302t"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eleven char", "Robin@Shop.example", " robin@shop.example "})
    void aPasswordThatWouldBeGuessedIsRefused(String password) {
        assertThatThrownBy(() -> Passwords.check(password, ROBIN))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID))
                .hasMessageStartingWith("The password must");
    }

    @Test
    void lengthIsCountedInWhatPeopleSee() {
        assertThatCode(() -> Passwords.check("\ud83d\ude00".repeat(200), ROBIN)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Passwords.check("\ud83d\ude00".repeat(201), ROBIN))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Passwords.check("\ud83d\ude00".repeat(11), ROBIN))
                .isInstanceOf(Refusal.class);
    }

    /** The quickest of several, so that a busy machine does not matter. */
    @Test
    void nobodysPasswordCostsAsMuchAsSomebodys() {
        var kept = passwords.hash(PASSWORD);
        var somebodys = quickest(() -> passwords.matches(kept, "wrong"));
        var nobodys = quickest(() -> passwords.matches(null, "wrong"));

        assertThat(nobodys).isBetween(somebodys / 3, somebodys * 3);
    }

    @Test
    void manyAtOnceAllGetTheirTurn() {
        var patient = new Passwords(Duration.ofSeconds(60));
        var kept = patient.hash(PASSWORD);

        assertThat(Crowd.atOnce(20, i -> () -> patient.matches(kept, i % 2 == 0 ? PASSWORD : "wrong")))
                .filteredOn(isRight -> isRight)
                .hasSize(10);
    }

    @Test
    void whoWouldWaitTooLongIsToldSo() {
        var impatient = new Passwords(Duration.ZERO);

        var turnedAway = Crowd.atOnce(60, _ -> () -> {
            try {
                impatient.hash(PASSWORD);
                return 0;
            } catch (Refusal refusal) {
                assertThat(refusal.reason()).isEqualTo(Refusal.Reason.TOO_MANY);
                return 1;
            }
        });

        assertThat(turnedAway).contains(0, 1);
    }

    private static long quickest(Runnable work) {
        var nanos = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            var began = System.nanoTime();
            work.run();
            nanos = Math.min(nanos, System.nanoTime() - began);
        }
        return nanos;
    }
}
