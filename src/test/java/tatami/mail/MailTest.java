package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTest {

    private static final MailAddress ANN = new MailAddress("ann@reader.example");

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rBcc: eve@evil.example", "a\u2028b", "a\u0000b", "a\tb", "a\ud83d", "\n"})
    void aHeaderIsOnePrintableLine(String line) {
        assertThatThrownBy(() -> new Mail(new UUID(0, 1), ANN, "Shop", line, "text", "html"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mail(new UUID(0, 1), ANN, line, "Receipt", "text", "html"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEndlessSubjectIsRefused() {
        assertThatThrownBy(() -> new Mail(new UUID(0, 1), ANN, "Shop", "x".repeat(401), "text", "html"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMailInALogLineNamesNobody() {
        var mail = new Mail(new UUID(0, 1), ANN, "Shop", "Receipt", "text", "html");

        assertThat(mail).hasToString("Mail 00000000-0000-0000-0000-000000000001");
    }
}
