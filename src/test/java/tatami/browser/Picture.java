package tatami.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import tatami.browser.Visit.Device;

/** A screenshot, looked at: whether it shows a page at all, in the right size and light. */
final class Picture {

    static final int SCALE = 2;

    /** A page with nothing on it has one colour; the barest of ours draws on a fiftieth of its area. */
    private static final double LEAST_DRAWN = 0.02;

    private final String name;
    private final BufferedImage image;

    Picture(String name, byte[] png) {
        this.name = name;
        try {
            image = ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void mustShowAPage(Device device, ColorScheme scheme) {
        assertThat(image.getWidth()).as(name + ": nothing hangs over the edge").isEqualTo(device.width * SCALE);
        assertThat(image.getHeight()).as(name).isGreaterThanOrEqualTo(device.height * SCALE);

        var areas = new HashMap<Integer, Integer>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                areas.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        var ground = areas.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        var drawn = 1 - ground.getValue() / (double) (image.getWidth() * image.getHeight());
        assertThat(drawn).as(name + ": how much is drawn upon").isGreaterThan(LEAST_DRAWN);
        assertThat(areas).as(name + ": colours, those of smooth edges included").hasSizeGreaterThan(20);
        if (scheme == ColorScheme.DARK) {
            assertThat(brightness(ground.getKey()))
                    .as(name + ": the ground is dark")
                    .isLessThan(0.3);
        } else {
            assertThat(brightness(ground.getKey()))
                    .as(name + ": the ground is light")
                    .isGreaterThan(0.8);
        }
    }

    private static double brightness(int rgb) {
        var color = new Color(rgb);
        return (0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue()) / 255;
    }
}
