package tatami.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tatami.accounts.Brand;
import tatami.accounts.BrandImage;
import tatami.accounts.BrandImage.Use;
import tatami.accounts.Change;
import tatami.http.Form;
import tatami.kit.Refusal;

/** What an owner wants a brand to become. */
record BrandForm(Change<String> colour, Change<BrandImage> logo, Change<BrandImage> favicon) {

    /**
     * A field that is left empty takes the colour away; a picture is replaced by another one only.
     *
     * @throws Refusal INVALID, saying what is wrong with which
     */
    static BrandForm read(Form form, Brand before) {
        var typed = form.field("colour").strip();
        Change<String> colour = typed.isEmpty() ? new Change.TakeAway<>() : new Change.Put<>(Brand.colour(typed));
        return new BrandForm(
                Objects.equals(colour.after(before.colour()), before.colour()) ? new Change.Leave<>() : colour,
                image(form, "logo", Use.Logo),
                image(form, "favicon", Use.Favicon));
    }

    private static Change<BrandImage> image(Form form, String name, Use use) {
        if (form.has("no-" + name)) {
            return new Change.TakeAway<>();
        }
        return form.file(name)
                .<Change<BrandImage>>map(content -> {
                    use.checkSize(content.length);
                    return new Change.Put<>(BrandImage.of(use, content));
                })
                .orElseGet(Change.Leave::new);
    }

    static boolean isColour(String typed) {
        try {
            return !Brand.colour(typed.strip()).isEmpty();
        } catch (Refusal _) {
            return false;
        }
    }

    /** For the page that shows the colour before it is saved. */
    String query() {
        return colour instanceof Change.Put<String>(var wished)
                ? "?colour=" + URLEncoder.encode(wished, StandardCharsets.UTF_8)
                : "";
    }

    /** What changes, for the audit log. */
    Map<String, String> words(Brand before) {
        var words = new LinkedHashMap<String, String>();
        put(words, "colour", colour);
        put(words, "logo", logo.map(BrandImage::digest));
        put(words, "favicon", favicon.map(BrandImage::digest));
        words.values().removeIf(String::isEmpty);
        if (before.logo() == null && logo instanceof Change.TakeAway<BrandImage>) {
            words.remove("logo");
        }
        if (before.favicon() == null && favicon instanceof Change.TakeAway<BrandImage>) {
            words.remove("favicon");
        }
        return words;
    }

    private static void put(Map<String, String> words, String name, Change<String> change) {
        words.put(
                name,
                switch (change) {
                    case Change.Leave<String> _ -> "";
                    case Change.TakeAway<String> _ -> "none";
                    case Change.Put<String>(var value) -> value.startsWith("#") ? value : "another one";
                });
    }
}
