package tatami.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTest {

    private static final String TEXT = "https://pay.shop.example/checkout/pi_sandbox_AZxb0R3hcVeWqk2mT9uLpQ";

    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z");

    @Test
    void thePictureIsTheCodeWithAQuietZoneAround() {
        var code = io.nayuki.qrcodegen.QrCode.encodeText(TEXT, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
        var side = code.size + 8;
        var dark = new boolean[side][side];

        var svg = QrCode.svg(TEXT);

        RUN.matcher(svg).results().forEach(run -> {
            for (int i = 0; i < Integer.parseInt(run.group(3)); i++) {
                dark[Integer.parseInt(run.group(2))][Integer.parseInt(run.group(1)) + i] = true;
            }
        });
        assertThat(svg).startsWith("<svg ").contains("viewBox=\"0 0 " + side + " " + side + "\"");
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                assertThat(dark[y][x]).as("%d, %d", x, y).isEqualTo(code.getModule(x - 4, y - 4));
            }
        }
    }

    @Test
    void itHasAName() {
        assertThat(QrCode.svg("otpauth://totp/x")).contains("role=\"img\" aria-label=\"QR code\"");
    }

    @Test
    void aThousandCharactersFitAndABookDoesNot() {
        assertThat(QrCode.svg("ä".repeat(1_000))).endsWith("</svg>");
        assertThatThrownBy(() -> QrCode.svg("x".repeat(5_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
