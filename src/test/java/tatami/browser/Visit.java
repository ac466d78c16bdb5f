package tatami.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One shopper's browser window. When it closes, nothing must have gone wrong behind the scenes. */
final class Visit implements AutoCloseable {

    /** What a shopper holds in front of them. */
    enum Device {
        DESKTOP(1280, 800),
        PHONE(390, 844);

        final int width;
        final int height;

        Device(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    final Page page;

    private final BrowserContext context;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> origins = new ArrayList<>();

    private final Device device;
    private final ColorScheme scheme;

    private Visit(BrowserContext context, Device device, ColorScheme scheme) {
        this.context = context;
        this.device = device;
        this.scheme = scheme;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (isComplaint(message)) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            var uri = URI.create(request.url());
            if (uri.getHost() != null) {
                origins.add(uri.getScheme() + "://" + uri.getAuthority());
            }
        });
    }

    static Visit with(Chromium chromium, Device device) {
        return with(chromium, device, ColorScheme.LIGHT);
    }

    static Visit with(Chromium chromium, Device device, ColorScheme scheme) {
        return new Visit(chromium.browser.newContext(options(device).setColorScheme(scheme)), device, scheme);
    }

    /** @param locale of the browser, such as {@code de-AT} */
    static Visit with(Chromium chromium, Device device, String locale) {
        return new Visit(chromium.browser.newContext(options(device).setLocale(locale)), device, ColorScheme.LIGHT);
    }

    static Visit withoutScripts(Chromium chromium, Device device) {
        return withoutScripts(chromium, device, "en-GB");
    }

    /** @param locale as {@link #with(Chromium, Device, String)} */
    static Visit withoutScripts(Chromium chromium, Device device, String locale) {
        return new Visit(
                chromium.browser.newContext(
                        options(device).setJavaScriptEnabled(false).setLocale(locale)),
                device,
                ColorScheme.LIGHT);
    }

    /** That a bank's page, in a frame, may not take the focus by itself is as it should be. */
    private static boolean isComplaint(ConsoleMessage message) {
        return (message.type().equals("error") || message.type().equals("warning"))
                && !message.text().startsWith("Blocked autofocusing on a <input> element in a cross-origin subframe");
    }

    private static NewContextOptions options(Device device) {
        return new NewContextOptions()
                .setViewportSize(device.width, device.height)
                .setDeviceScaleFactor(Picture.SCALE)
                .setIsMobile(device == Device.PHONE)
                .setHasTouch(device == Device.PHONE)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB");
    }

    /** Keeps what is to be seen now, for people to look at, and takes a first look itself. */
    void picture(String name) {
        var png = page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
        new Picture(name, png).mustShowAPage(device, scheme);
    }

    /** Takes a picture; nothing may hang over the side, and the colours must be the ones asked for. */
    void look(String name) {
        picture(name);
        var overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overhang).as(name).isEqualTo(0);
        var ground = (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
        assertThat(ground.startsWith("rgb(2") ? ColorScheme.LIGHT : ColorScheme.DARK)
                .as(ground)
                .isEqualTo(scheme);
    }

    /** Fails if a page complained, or asked anybody but these for anything. */
    void mustHaveBeenQuiet(String... allowed) {
        assertThat(complaints).as("console").isEmpty();
        assertThat(Set.copyOf(origins)).as("origins that were asked").isSubsetOf(Set.of(allowed));
    }

    @Override
    public void close() {
        context.close();
    }
}
