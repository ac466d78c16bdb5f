package tatami.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {

    /** RFC 6238's, and the same in base32. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    private static final String SPELLED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** RFC 6238, appendix B, of whose eight digits the last six are ours. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void theCodesAreThoseOfTheStandard(long seconds, String code) {
        var now = Instant.ofEpochSecond(seconds);

        assertThat(Totp.code(SPELLED, now)).isEqualTo(code);
        assertThat(Totp.step(SECRET, code, now)).isEqualTo(OptionalLong.of(seconds / 30));
    }

    /** Its own half minute is the one from 60 to 89 seconds. */
    @ParameterizedTest
    @CsvSource({"29, false", "30, true", "59, true", "89, true", "119, true", "120, false"})
    void aCodeIsGoodForItsHalfMinuteAndOneOnEitherSide(long now, boolean isGood) {
        var code = Totp.code(SPELLED, Instant.ofEpochSecond(75));

        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(now)).isPresent())
                .isEqualTo(isGood);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "28708", "2870820", "287083", "28708a", "٢٨٧٠٨٢", "94287082"})
    void anythingElseIsNoCode(String typed) {
        assertThat(Totp.step(SECRET, typed, Instant.ofEpochSecond(59))).isEmpty();
    }

    @Test
    void secretsAreReadAsTheyAreSpelled() {
        assertThat(Totp.bytes(SPELLED).orElseThrow()).isEqualTo(SECRET);
        assertThat(Totp.bytes(Totp.fresh()).orElseThrow()).hasSize(20);
        assertThat(Totp.fresh()).isNotEqualTo(Totp.fresh());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GEZDGNBV", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"})
    void whatIsNoSecretIsNotRead(String text) {
        assertThat(Totp.isSecret(text)).isFalse();
    }

    @Test
    void appsReadWhatTheyNeedInTheAddress() {
        assertThat(Totp.uri(SPELLED, "Tatami", "robin+till@shop.example"))
                .isEqualTo("otpauth://totp/Tatami:robin%2Btill%40shop.example?secret=" + SPELLED
                        + "&issuer=Tatami&algorithm=SHA1&digits=6&period=30");
    }
}
