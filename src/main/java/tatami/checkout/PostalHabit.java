package tatami.checkout;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a country writes its addresses: what it calls the postcode and the region, by the names that
 * {@link Words} know them by, whether they are needed, and what a postcode looks like. A country that is
 * not in the table may write whatever it likes, or nothing. Public for the templates, which hand the table
 * to the script.
 *
 * @param pattern of the postcode in capitals and without spaces; empty when anything will do
 * @param tail how many characters stand behind a space, if it is written with one
 * @param region what the part of the country is called; empty where addresses do without
 */
public record PostalHabit(
        String country,
        String postcode,
        boolean needsPostcode,
        String pattern,
        int tail,
        String region,
        boolean needsRegion) {

    private static final String FOUR = "[0-9]{4}";
    private static final String FIVE = "[0-9]{5}";
    private static final String SIX = "[0-9]{6}";
    private static final String BRITISH = "[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}";
    private static final int LONGEST = 12;

    private static final List<PostalHabit> KNOWN = List.of(
            needs("GB", BRITISH, 3),
            needs("GG", BRITISH, 3),
            needs("IM", BRITISH, 3),
            needs("JE", BRITISH, 3),
            new PostalHabit("IE", "eircode", false, "[A-Z][0-9][0-9W][A-Z0-9]{4}", 4, "county", false),
            new PostalHabit("US", "zip", true, FIVE + "(-?" + FOUR + ")?", 0, "state", true),
            new PostalHabit("CA", "postal-code", true, "[A-Z][0-9][A-Z][0-9][A-Z][0-9]", 3, "province", true),
            new PostalHabit("AU", "postcode", true, FOUR, 0, "state", true),
            new PostalHabit("ES", "postcode", true, FIVE, 0, "province", false),
            new PostalHabit("IT", "postcode", true, FIVE, 0, "province", false),
            new PostalHabit("BR", "postcode", true, "[0-9]{5}-?[0-9]{3}", 0, "state", true),
            new PostalHabit("IN", "pin", true, SIX, 0, "state", true),
            new PostalHabit("JP", "postcode", true, "[0-9]{3}-?[0-9]{4}", 0, "prefecture", true),
            new PostalHabit("MX", "postcode", true, FIVE, 0, "state", true),
            new PostalHabit("CN", "postcode", true, SIX, 0, "province", true),
            needs("FR", FIVE, 0),
            needs("DE", FIVE, 0),
            needs("NL", "[1-9][0-9]{3}[A-Z]{2}", 2),
            needs("BE", FOUR, 0),
            needs("LU", FOUR, 0),
            needs("CH", FOUR, 0),
            needs("AT", FOUR, 0),
            needs("DK", FOUR, 0),
            needs("NO", FOUR, 0),
            needs("HU", FOUR, 0),
            needs("NZ", FOUR, 0),
            needs("FI", FIVE, 0),
            needs("SE", FIVE, 2),
            needs("GR", FIVE, 2),
            needs("CZ", FIVE, 2),
            needs("SK", FIVE, 2),
            needs("PL", "[0-9]{2}-?[0-9]{3}", 0),
            needs("PT", "[0-9]{4}-?[0-9]{3}", 0),
            needs("SG", SIX, 0));

    private static final PostalHabit ANY = new PostalHabit("", "postcode", false, "", 0, "any", false);

    private static final Map<String, PostalHabit> BY_COUNTRY =
            KNOWN.stream().collect(Collectors.toMap(PostalHabit::country, Function.identity()));

    /** For the script: a line for each country, its parts with a slash between. The last one is for all others. */
    public static final String TABLE =
            KNOWN.stream().map(PostalHabit::line).collect(Collectors.joining(";")) + ";" + ANY.line();

    static PostalHabit of(String country) {
        return BY_COUNTRY.getOrDefault(country, ANY);
    }

    /** The postcode as this country writes it, from however it was typed. Empty when it cannot be one. */
    Optional<String> tidy(String typed) {
        if (pattern.isEmpty()) {
            return AddressGroup.line(typed).filter(line -> line.length() <= LONGEST);
        }
        var code = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s\\u00a0]", "");
        if (!code.matches(pattern)) {
            return Optional.empty();
        }
        var split = code.length() - tail;
        return Optional.of(tail == 0 ? code : code.substring(0, split) + " " + code.substring(split));
    }

    public String postcodeLabel(Words words) {
        return label(words, "postcode." + postcode, needsPostcode);
    }

    /** What to say when it is missing; empty when it may be. */
    public String noPostcode(Words words) {
        return needsPostcode ? words.say("postcode." + postcode + ".missing") : "";
    }

    public String wrongPostcode(Words words) {
        return words.say("postcode." + postcode + ".wrong");
    }

    public String regionLabel(Words words) {
        return label(words, "region." + (region.isEmpty() ? ANY.region : region), needsRegion);
    }

    /** What to say when it is missing; empty when it may be. */
    public String noRegion(Words words) {
        return needsRegion ? words.say("region." + region + ".missing") : "";
    }

    private String line() {
        return String.join("/", country, postcode, needsPostcode ? "1" : "", pattern, region, needsRegion ? "1" : "");
    }

    private static PostalHabit needs(String country, String pattern, int tail) {
        return new PostalHabit(country, "postcode", true, pattern, tail, "", false);
    }

    private static String label(Words words, String key, boolean isNeeded) {
        return isNeeded ? words.say(key) : words.say("optional", words.say(key));
    }
}
