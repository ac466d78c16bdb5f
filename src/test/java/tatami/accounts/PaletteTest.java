package tatami.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.accounts.Palette.Page;
import tatami.accounts.Palette.Scheme;
import tatami.http.Resources;

class PaletteTest {

    private static final double TEXT = 4.5;
    private static final double SHAPE = 3;

    /** The eight corners, all greys, and four thousand others. */
    private static Stream<Integer> colours() {
        var random = new Random(20_220_407);
        var corners = IntStream.range(0, 8).map(i -> (i & 4) / 4 * 0xff0000 | (i & 2) / 2 * 0xff00 | (i & 1) * 0xff);
        var greys = IntStream.range(0, 256).map(i -> i * 0x010101);
        var others = IntStream.generate(() -> random.nextInt(0x1000000)).limit(4_000);
        return Stream.of(corners, greys, others).flatMap(IntStream::boxed);
    }

    @Test
    void everyColourIsReadableInBothSchemes() {
        colours().forEach(colour -> {
            var palette = palette(colour);
            mustBeReadable(colour, palette.light(), Palette.LIGHT);
            mustBeReadable(colour, palette.dark(), Palette.DARK);
        });
    }

    private static void mustBeReadable(int colour, Scheme scheme, Page page) {
        var name = "%06x".formatted(colour);
        for (var behind : new int[] {page.ground(), page.paper()}) {
            assertThat(contrast(scheme.accent(), behind)).as(name + ": texts").isGreaterThanOrEqualTo(TEXT);
            assertThat(contrast(scheme.edge(), behind))
                    .as(name + ": the button")
                    .isGreaterThanOrEqualTo(SHAPE);
        }
        assertThat(contrast(scheme.accentInk(), scheme.accent()))
                .as(name + ": ink")
                .isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(scheme.accentInk(), scheme.accentDeep()))
                .as(name + ": ink")
                .isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(scheme.faceInk(), scheme.face()))
                .as(name + ": button")
                .isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(scheme.faceInk(), scheme.faceDeep()))
                .as(name + ": hover")
                .isGreaterThanOrEqualTo(TEXT);
    }

    @Test
    void aColourKeepsItsHue() {
        colours().filter(PaletteTest::isColourful).forEach(colour -> {
            var palette = palette(colour);
            for (var scheme : new Scheme[] {palette.light(), palette.dark()}) {
                if (isColourful(scheme.accent())) {
                    var turned = Math.abs(hue(scheme.accent()) - hue(colour));
                    assertThat(Math.min(turned, 1 - turned)).as("%06x", colour).isLessThan(0.02);
                }
            }
        });
    }

    @Test
    void aColourIsChangedAsLittleAsNeeded() {
        colours().forEach(colour -> {
            var light = palette(colour).light().accent();
            var needed = Math.min(contrast(colour, Palette.LIGHT.ground()), contrast(colour, Palette.LIGHT.paper()));
            if (needed >= TEXT) {
                assertThat(light).as("%06x", colour).isEqualTo(colour);
            } else {
                assertThat(contrast(light, Palette.LIGHT.ground()))
                        .as("%06x", colour)
                        .isLessThan(4.65);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'#274b7d', '#274b7d', '#ffffff'", // dark enough for white ink
        "'#ffd400', '#ffd400', '#282100'", // bright: its own hue, nearly black
        "'#ffd1dc', '#ffd1dc', '#282122'"
    })
    void theButtonHasTheBrandsOwnColour(String colour, String face, String ink) {
        assertThat(Palette.of(colour).css()).startsWith(":root{").contains("--brand:" + face, "--brand-ink:" + ink);
    }

    @Test
    void aColourThatIsLostInThePageGivesWayToTheAccent() {
        var white = Palette.of("#ffffff");
        var black = Palette.of("#16181c");

        assertThat(white.light().face()).isEqualTo(white.light().accent()).isNotEqualTo(0xffffff);
        assertThat(white.dark().face()).isEqualTo(0xffffff);
        assertThat(black.light().face()).isEqualTo(0x16181c);
        assertThat(black.dark().face()).isEqualTo(black.dark().accent());
    }

    /** All of them say it, as a style sheet cannot be asked: the pages', and that of their preview in the portal. */
    @ParameterizedTest
    @ValueSource(strings = {"checkout/checkout.css", "portal/portal.css"})
    void thePagesAreTheStyleSheets(String sheet) {
        for (var page : new Page[] {Palette.LIGHT, Palette.DARK}) {
            assertThat(Resources.lean(sheet))
                    .contains("--ground: #%06x; --paper: #%06x;".formatted(page.ground(), page.paper()));
        }
    }

    @Test
    void theStyleHoldsNothingButColours() {
        colours()
                .limit(500)
                .forEach(
                        colour -> assertThat(palette(colour).css())
                                .matches(
                                        ":root\\{[-a-z0-9:;#() /.]+\\}@media\\(prefers-color-scheme:dark\\)\\{:root\\{[-a-z0-9:;#() /.]+\\}\\}"));
    }

    @Test
    void contrastIsMeasuredAsByWcag() {
        assertThat(contrast(0xffffff, 0x000000)).isCloseTo(21, within(0.001));
        assertThat(Palette.hasContrast(0x767676, 0xffffff, Palette.TEXT)).isTrue(); // 4.54, the well-known grey
        assertThat(Palette.hasContrast(0x777777, 0xffffff, Palette.TEXT)).isFalse(); // 4.48
    }

    private static Palette palette(int colour) {
        return Palette.of("#%06x".formatted(colour));
    }

    private static double contrast(int one, int other) {
        var lighter = Math.max(luminance(one), luminance(other));
        var darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8 & 0xff) + 0.0722 * linear(colour & 0xff);
    }

    private static double linear(int channel) {
        var share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    /** Where a hue is more than a rounding. */
    private static boolean isColourful(int colour) {
        var channels =
                IntStream.of(colour >> 16, colour >> 8 & 0xff, colour & 0xff).summaryStatistics();
        return channels.getMax() - channels.getMin() > 40;
    }

    private static double hue(int colour) {
        return Color.RGBtoHSB(colour >> 16, colour >> 8 & 0xff, colour & 0xff, null)[0];
    }
}
