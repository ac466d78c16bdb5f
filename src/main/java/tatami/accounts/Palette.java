package tatami.accounts;

import java.util.stream.IntStream;

/**
 * The colours of a page, made of one that is a merchant's. It becomes darker or lighter, in small steps and of the
 * same hue, until everybody can read it: WCAG 2's contrast of 4.5 for texts and of 3 for what is to be seen.
 *
 * <p>Colours are numbers, {@code 0xrrggbb}, and contrasts are tenths.
 */
public record Palette(Scheme light, Scheme dark) {

    static final int TEXT = 45;
    static final int SHAPE = 30;

    /** Less than this and a button's face is lost in the page. Its edge can be seen in any case. */
    static final int FACE = 12;

    static final int WHITE = 0xffffff;
    static final int BLACK = 0x000000;

    /** As in checkout.css. */
    static final Page LIGHT = new Page(0xf5f4f0, 0xffffff, BLACK, 72, 22);

    static final Page DARK = new Page(0x121417, 0x1b1e23, WHITE, 80, 28);

    private static final int STEPS = 256;

    /** Ink of a colour's own hue is so many steps away from it: nearly black. */
    private static final int INK = 216;

    /** How much a button changes under the mouse. */
    private static final int HOVER = 48;

    private static final long ONE = 1_000_000_000;

    /** What WCAG adds to both luminances: the light of the room on the screen. */
    private static final long FLARE = ONE / 20;

    /** How bright each value of a channel is, in billionths. */
    private static final long[] BRIGHTNESS = IntStream.range(0, STEPS)
            .mapToLong(value -> Math.round(
                    ONE * (value <= 10 ? value / 255.0 / 12.92 : Math.pow((value / 255.0 + 0.055) / 1.055, 2.4))))
            .toArray();

    /** @param colour as a brand has it: {@code #274b7d} */
    public static Palette of(String colour) {
        var rgb = Integer.parseInt(colour.substring(1), 16);
        return new Palette(LIGHT.scheme(rgb), DARK.scheme(rgb));
    }

    /** For a page that follows its reader's scheme. */
    public String css() {
        return ":root{" + light.css() + "}@media(prefers-color-scheme:dark){:root{" + dark.css() + "}}";
    }

    /**
     * What a page is drawn on.
     *
     * @param away where colours go that cannot be read there: black or white
     * @param deep how far the accent goes under the mouse, in steps
     * @param halo how much is seen of what surrounds a field with the focus, in hundredths
     */
    public record Page(int ground, int paper, int away, int deep, int halo) {

        Scheme scheme(int colour) {
            var accent = readable(colour);
            var accentInk = inkOn(accent);
            var accentDeep = mix(accent, away, deep);
            if (!isSeen(colour, FACE)) {
                return new Scheme(accent, accentDeep, accentInk, halo, accent, accentDeep, accentInk, accent);
            }
            var ink = inkOn(colour);
            var hover = mix(colour, ink == WHITE ? BLACK : WHITE, HOVER);
            return new Scheme(
                    accent, accentDeep, accentInk, halo, colour, hover, ink, isSeen(colour, SHAPE) ? colour : accent);
        }

        private int readable(int colour) {
            return IntStream.range(0, STEPS)
                    .map(step -> away == BLACK ? darker(colour, step) : lighter(colour, step))
                    .filter(candidate -> isSeen(candidate, TEXT))
                    .findFirst()
                    .orElse(away);
        }

        private boolean isSeen(int colour, int contrast) {
            return hasContrast(colour, ground, contrast) && hasContrast(colour, paper, contrast);
        }
    }

    /** @param face of the button that matters; {@code edge} is around it where the face alone is hard to see */
    public record Scheme(
            int accent, int accentDeep, int accentInk, int halo, int face, int faceDeep, int faceInk, int edge) {

        /** The properties that make a page look so. */
        public String css() {
            return "--accent:" + hex(accent) + ";--accent-deep:" + hex(accentDeep) + ";--accent-ink:" + hex(accentInk)
                    + ";--halo:rgb(%d %d %d/.%d)".formatted(red(accent), green(accent), blue(accent), halo)
                    + ";--brand:" + hex(face) + ";--brand-deep:" + hex(faceDeep) + ";--brand-ink:" + hex(faceInk)
                    + ";--brand-edge:" + hex(edge);
        }
    }

    static boolean hasContrast(int one, int other, int contrast) {
        var lighter = Math.max(luminance(one), luminance(other));
        var darker = Math.min(luminance(one), luminance(other));
        return 10 * (lighter + FLARE) >= contrast * (darker + FLARE);
    }

    /** White, or where that cannot be read the same hue, nearly black. One of them always can. */
    private static int inkOn(int face) {
        return hasContrast(WHITE, face, TEXT)
                ? WHITE
                : IntStream.rangeClosed(INK, STEPS)
                        .map(parts -> mix(face, BLACK, parts))
                        .filter(candidate -> hasContrast(candidate, face, TEXT))
                        .findFirst()
                        .orElse(BLACK);
    }

    /**
     * All channels lose the same, so that a pale colour does not become grey; when one has nothing left, they keep
     * their proportions. Both leave the hue as it is.
     */
    private static int darker(int colour, int step) {
        var most = Math.max(Math.max(red(colour), green(colour)), blue(colour));
        var least = Math.min(Math.min(red(colour), green(colour)), blue(colour));
        if (step >= most) {
            return BLACK;
        }
        return step <= least
                ? colour - step * 0x010101
                : mix(colour - least * 0x010101, BLACK, STEPS * (step - least) / (most - least));
    }

    private static int lighter(int colour, int step) {
        return WHITE - darker(WHITE - colour, step);
    }

    private static int mix(int colour, int with, int parts) {
        return mixChannel(red(colour), red(with), parts) << 16
                | mixChannel(green(colour), green(with), parts) << 8
                | mixChannel(blue(colour), blue(with), parts);
    }

    private static int mixChannel(int one, int other, int parts) {
        return (one * (STEPS - parts) + other * parts + STEPS / 2) / STEPS;
    }

    private static long luminance(int colour) {
        return (2126 * BRIGHTNESS[red(colour)] + 7152 * BRIGHTNESS[green(colour)] + 722 * BRIGHTNESS[blue(colour)])
                / 10_000;
    }

    private static int red(int colour) {
        return colour >> 16;
    }

    private static int green(int colour) {
        return colour >> 8 & 0xff;
    }

    private static int blue(int colour) {
        return colour & 0xff;
    }

    private static String hex(int colour) {
        return "#%06x".formatted(colour);
    }
}
