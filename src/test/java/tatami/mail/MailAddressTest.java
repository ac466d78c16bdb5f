package tatami.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@shop.example",
                "ann.lee+receipts@mail.shop.example",
                "o'brien_{x}!#$%&*/=?^`|~-@shop.example",
                "A@b.co",
                "ann@xn--bcher-kva.example",
                "ann@1.2.3.example"
            })
    void anAddressIsTakenAsItIs(String text) {
        assertThat(MailAddress.parse(text)).contains(new MailAddress(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "ann@",
                "@shop.example",
                "ann@shop",
                "ann@@shop.example",
                "ann@shop..example",
                "ann@.shop.example",
                "ann@shop.example.",
                "ann@-shop.example",
                "ann@shop-.example",
                "ann@10.0.0.1",
                "ann@[10.0.0.1]",
                ".ann@shop.example",
                "ann.@shop.example",
                "an..n@shop.example",
                "\"ann lee\"@shop.example",
                "Ann <ann@shop.example>",
                "<ann@shop.example>",
                " ann@shop.example",
                "ann@shop.example ",
                "ann@shop.example\n",
                "ann@shop.example\r\nBcc: eve@evil.example",
                "ann@shop.example,eve@evil.example",
                "ann\u0000@shop.example",
                "änn@shop.example",
                "ann@bücher.example"
            })
    void whatIsNoAddressIsNotTaken(String text) {
        assertThat(MailAddress.parse(text)).isEmpty();
    }

    @Test
    void anAddressHasAtMost254CharactersAnd64BeforeTheAt() {
        var domain = "a".repeat(61) + "." + "b".repeat(61) + "." + "c".repeat(61) + ".example";

        assertThat(MailAddress.parse("x".repeat(254 - domain.length() - 1) + "@" + domain))
                .isPresent();
        assertThat(MailAddress.parse("x".repeat(255 - domain.length() - 1) + "@" + domain))
                .isEmpty();
        assertThat(MailAddress.parse("x".repeat(64) + "@shop.example")).isPresent();
        assertThat(MailAddress.parse("x".repeat(65) + "@shop.example")).isEmpty();
    }

    @Test
    void thereIsNoWayAroundTheCheck() {
        assertThatThrownBy(() -> new MailAddress("ann@shop.example\r\nBcc: eve@evil.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("evil");
    }
}
