package tatami.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.accounts.BrandImage.MediaType;
import tatami.accounts.BrandImage.Use;
import tatami.kit.Refusal;

class BrandImageTest {

    private static final String XMLNS = "xmlns='http://www.w3.org/2000/svg'";

    @ParameterizedTest
    @CsvSource({"PNG, Png", "JPEG, Jpeg", "GIF, Gif"})
    void aPictureIsWhatItsBytesSay(String format, MediaType type) {
        var picture = Pictures.plain(format, 20, 10, 0x274b7d);

        assertThat(BrandImage.of(Use.Logo, picture).type()).isEqualTo(type);
        assertThat(BrandImage.of(Use.Favicon, picture).type()).isEqualTo(type);
    }

    @Test
    void webPIsKnownByBothOfItsMarks() {
        assertThat(BrandImage.of(Use.Logo, latin("RIFF\u0001\u0002\u0003\u0004WEBPVP8 "))
                        .type())
                .isEqualTo(MediaType.WebP);

        mustBeRefused(Use.Logo, latin("RIFF\u0001\u0002\u0003\u0004WAVEfmt "), "not a picture");
        mustBeRefused(Use.Logo, latin("RIFF"), "not a picture");
    }

    @Test
    void anIcoIsAFaviconAndNoLogo() {
        var ico = latin("\0\0\u0001\0\u0001\0");

        assertThat(BrandImage.of(Use.Favicon, ico).type()).isEqualTo(MediaType.Ico);
        mustBeRefused(
                Use.Logo, ico, "The logo is not a picture of a kind that it may be: PNG, JPEG, GIF, WebP or SVG.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg XMLNS/>",
                "<?xml version='1.0' encoding='UTF-8'?>\n<!-- by hand -->\n<svg XMLNS><path d='M0 0'/></svg>",
                "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://127.0.0.1:1/svg11.dtd'><svg XMLNS/>",
                "<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"
            })
    void anSvgIsWellFormedAndHasItsRoot(String svg) {
        assertThat(BrandImage.of(Use.Logo, Pictures.bytes(svg.replace("XMLNS", XMLNS)))
                        .type())
                .isEqualTo(MediaType.Svg);
    }

    @Test
    void anSvgMayBeginWithAByteOrderMarkAndSpaces() {
        assertThat(BrandImage.of(Use.Logo, Pictures.bytes("\ufeff<svg " + XMLNS + "/>"))
                        .type())
                .isEqualTo(MediaType.Svg);
        assertThat(BrandImage.of(Use.Logo, Pictures.bytes("\r\n <svg " + XMLNS + "/>"))
                        .type())
                .isEqualTo(MediaType.Svg);
    }

    @Test
    void anSvgIsWrittenInUtf8OrAsGoodAs() {
        var latin = "<?xml version='1.0' encoding='iso-8859-1'?><svg " + XMLNS + ">%s</svg>";

        assertThat(BrandImage.of(Use.Logo, latin(latin.formatted("Cafe"))).type())
                .isEqualTo(MediaType.Svg);
        mustBeRefused(
                Use.Logo,
                latin(latin.formatted("Caf\u00e9")),
                "The logo looks like an SVG, but is not written in UTF-8.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <                                                             | its XML is broken in line 1
        <svg XMLNS>                                                   | its XML is broken
        <svg XMLNS><g></svg>                                          | its XML is broken
        <svg XMLNS/><svg XMLNS/>                                      | its XML is broken
        <svg XMLNS/>and more                                          | its XML is broken
        <svg XMLNS onload=alert(1) />                                 | its XML is broken
        <svg XMLNS>&nbsp;</svg>                                       | its XML is broken
        <?xml version='1.0' encoding='nonsense'?><svg XMLNS/>         | not written in UTF-8
        <?xml version='1.0' encoding='UTF-16'?><svg XMLNS/>           | not written in UTF-8
        <!DOCTYPE svg [<!ENTITY a 'aaa'>]><svg XMLNS>&a;</svg>        | its XML is broken
        <!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><svg XMLNS>&a;</svg> | its XML is broken
        <!DOCTYPE svg [<!ENTITY a 'aaa'>]><svg XMLNS id='&a;'/>       | its XML is broken
        <svg/>                                                        | no SVG
        <html xmlns='http://www.w3.org/1999/xhtml'><svg XMLNS/></html> | no SVG
        <!DOCTYPE html><html><script>alert(1)</script></html>         | no SVG
        GIF88a                                                        | not a picture
        svg                                                           | not a picture
        ''                                                            | not a picture
        """)
    void whatIsNoPictureIsRefused(String content, String why) {
        mustBeRefused(Use.Logo, Pictures.bytes(content.replace("XMLNS", XMLNS)), why);
        mustBeRefused(Use.Favicon, Pictures.bytes(content.replace("XMLNS", XMLNS)), why);
    }

    @Test
    void whatIsTooLargeIsRefusedWithBothSizes() {
        var most = Pictures.bytes("<svg " + XMLNS + ">" + " ".repeat(30_000 - 46) + "</svg>");
        assertThat(most).hasSize(30_000);

        assertThat(BrandImage.of(Use.Logo, most).type()).isEqualTo(MediaType.Svg);
        mustBeRefused(Use.Favicon, most, "The favicon has 30,000 bytes, and may have 10,000 at most.");
        mustBeRefused(Use.Logo, new byte[30_001], "The logo has 30,001 bytes, and may have 30,000 at most.");
    }

    /** Whatever is thrown at it, it is a picture or it is refused. */
    @Test
    void nothingElseComesOfBrokenBytes() {
        var svg = Pictures.bytes(
                "<?xml version='1.0'?><!DOCTYPE svg><svg " + XMLNS + "><a b='c'>é&lt;<![CDATA[x]]></a></svg>");
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            var broken = svg.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[1 + random.nextInt(broken.length - 1)] = (byte) random.nextInt();
            }
            try {
                assertThat(BrandImage.of(Use.Logo, broken).type()).isEqualTo(MediaType.Svg);
            } catch (Refusal refusal) {
                assertThat(refusal.detail()).contains("SVG");
            }
        }
    }

    @Test
    void theDigestIsOfTheContent() {
        var one = BrandImage.of(Use.Logo, Pictures.plain("PNG", 1, 1, 0));
        var other = BrandImage.of(Use.Logo, Pictures.plain("PNG", 1, 1, 1));

        assertThat(one.digest()).matches("[0-9a-f]{64}").isNotEqualTo(other.digest());
        assertThat(BrandImage.of(Use.Favicon, one.content()).digest()).isEqualTo(one.digest());
    }

    private static void mustBeRefused(Use use, byte[] content, String why) {
        assertThatThrownBy(() -> BrandImage.of(use, content))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(why);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
