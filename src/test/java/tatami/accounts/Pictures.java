package tatami.accounts;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import tatami.accounts.BrandImage.Use;

/** Pictures as merchants have them. */
public final class Pictures {

    private Pictures() {}

    /** A picture of one colour. @param format PNG, JPEG or GIF */
    public static byte[] plain(String format, int width, int height, int rgb) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var canvas = image.createGraphics();
        canvas.setColor(new Color(rgb));
        canvas.fillRect(0, 0, width, height);
        canvas.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static Change<BrandImage> logo(String svg) {
        return new Change.Put<>(BrandImage.of(Use.Logo, bytes(svg)));
    }

    /** A square of one colour. */
    public static Change<BrandImage> favicon(int rgb) {
        return new Change.Put<>(BrandImage.of(Use.Favicon, plain("PNG", 32, 32, rgb)));
    }

    /** A flower and a name in one colour. @param colour as in CSS */
    public static String wordmark(String name, String colour) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %3$d 40" width="%3$d" height="40">
                  <g fill="%1$s"><circle cx="20" cy="10" r="8"/><circle cx="10" cy="20" r="8"/>
                  <circle cx="30" cy="20" r="8"/><circle cx="20" cy="30" r="8"/></g>
                  <circle cx="20" cy="20" r="5" fill="#fff"/>
                  <text x="48" y="28" font-family="Georgia, serif" font-size="23" font-weight="bold" fill="%1$s">%2$s</text>
                </svg>
                """.formatted(colour, name, 52 + 13 * name.length());
    }
}
