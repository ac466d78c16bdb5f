package tatami.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.kit.Secret;

class JwtTest {

    /** The token that half of the world's documents show, and the key that they show with it. */
    private static final String WELL_KNOWN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

    private static final Secret KEY = Secret.ofBase64("eW91ci0yNTYtYml0LXNlY3JldA"); // your-256-bit-secret

    private final Jwt<Claims> jwt = new Jwt<>(KEY, Claims.class);

    @Test
    void signsAndReadsTheTokenThatEverybodyElseDoes() {
        var claims = new Claims("1234567890", "John Doe", 1516239022);

        assertThat(jwt.sign(claims)).isEqualTo(WELL_KNOWN);
        assertThat(jwt.verify(WELL_KNOWN)).contains(claims);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "not a token",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..",
                // alg: none, with and without a dot at the end
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            })
    void readsNothingElse(String token) {
        assertThat(jwt.verify(token)).isEmpty();
    }

    @Test
    void noCharacterOfATokenMayChange() {
        for (int i = 0; i < WELL_KNOWN.length(); i++) {
            var changed = new StringBuilder(WELL_KNOWN);
            changed.setCharAt(i, WELL_KNOWN.charAt(i) == 'A' ? 'B' : 'A');

            assertThat(jwt.verify(changed.toString())).as("changed at %d", i).isEmpty();
        }
    }

    @Test
    void aTokenForOnePurposeIsNothingForAnother() {
        var other = new Jwt<>(KEY.derive("another purpose"), Claims.class);

        assertThat(other.verify(WELL_KNOWN)).isEmpty();
    }

    @Test
    void otherClaimsUnderTheRightKeyAreNothing() {
        var texts = new Jwt<>(KEY, String.class);

        assertThat(jwt.verify(texts.sign("no claims"))).isEmpty();
    }

    record Claims(String sub, String name, long iat) {}
}
