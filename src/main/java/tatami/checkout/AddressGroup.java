package tatami.checkout;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.cards.Pan;
import tatami.customers.Address;

/** The fields of an address, of which a page may have two. Public for the templates. */
public enum AddressGroup {
    BILLING(
            "billing",
            Field.BILLING_COUNTRY,
            Field.BILLING_LINE1,
            Field.BILLING_LINE2,
            Field.BILLING_CITY,
            Field.BILLING_REGION,
            Field.BILLING_POSTCODE),
    SHIPPING(
            "shipping",
            Field.SHIPPING_COUNTRY,
            Field.SHIPPING_LINE1,
            Field.SHIPPING_LINE2,
            Field.SHIPPING_CITY,
            Field.SHIPPING_REGION,
            Field.SHIPPING_POSTCODE);

    private static final int LONGEST_LINE = 100;

    private final String purpose;
    private final Field country;
    private final Field line1;
    private final Field line2;
    private final Field city;
    private final Field region;
    private final Field postcode;

    AddressGroup(String purpose, Field country, Field line1, Field line2, Field city, Field region, Field postcode) {
        this.purpose = purpose;
        this.country = country;
        this.line1 = line1;
        this.line2 = line2;
        this.city = city;
        this.region = region;
        this.postcode = postcode;
    }

    /** What browsers call it, in front of the names of its fields. */
    public String purpose() {
        return purpose;
    }

    public Field country() {
        return country;
    }

    public Field line1() {
        return line1;
    }

    public Field line2() {
        return line2;
    }

    public Field city() {
        return city;
    }

    public Field region() {
        return region;
    }

    public Field postcode() {
        return postcode;
    }

    /** What the fields show of an address; of an unknown one, the country where most shoppers live. */
    Map<Field, String> of(@Nullable Address address, String home) {
        var shown = new EnumMap<Field, String>(Field.class);
        if (address == null) {
            shown.put(country, home);
            return shown;
        }
        var further = Stream.of(address.address2(), address.address3(), address.address4(), address.locality());
        shown.put(country, Countries.parse(address.countryCode()).orElse(home));
        shown.put(line1, or(address.address1()));
        shown.put(
                line2,
                further.map(AddressGroup::or).filter(line -> !line.isBlank()).collect(Collectors.joining(", ")));
        shown.put(city, or(address.city()));
        shown.put(region, address.state() == null ? or(address.county()) : address.state());
        shown.put(postcode, or(address.postcode()));
        return shown;
    }

    /**
     * What was typed; null when something is wrong with it.
     *
     * @param known what the merchant said; it stays, with what the page does not show, if nobody changed it
     */
    @Nullable
    Address read(FormReader reader, @Nullable Address known, String home) {
        var code = reader.shown(country, Countries::parse).orElse("");
        var habit = PostalHabit.of(code);
        var street = reader.shown(line1, AddressGroup::line);
        var further = reader.shown(line2, AddressGroup::line);
        var town = reader.shown(city, AddressGroup::line);
        var words = reader.words();
        var part = reader.shown(region, AddressGroup::line, habit.noRegion(words), words.wrong(region));
        var zip = reader.shown(postcode, habit::tidy, habit.noPostcode(words), habit.wrongPostcode(words));
        if (reader.errors.keySet().stream().anyMatch(this::has)) {
            return null;
        }
        if (known != null && of(known, home).entrySet().stream().allMatch(shown -> isSame(reader, shown))) {
            return known;
        }
        var isCounty = "county".equals(habit.region()) || habit.region().isEmpty();
        return new Address(
                street.orElse(null),
                further.orElse(null),
                null,
                null,
                town.orElse(null),
                isCounty ? null : part.orElse(null),
                zip.orElse(null),
                code,
                null,
                isCounty ? part.orElse(null) : null);
    }

    /** Kept and shown, so it must not hold a card number. */
    static Optional<String> line(String typed) {
        return text(typed, LONGEST_LINE).filter(line -> line.chars().noneMatch(c -> c == '\n' || c == '\t'));
    }

    /** As {@link #line}, of several lines. */
    static Optional<String> text(String typed, int longest) {
        return Optional.of(typed)
                .filter(text -> text.length() <= longest)
                .filter(text -> text.codePoints().noneMatch(AddressGroup::isUnprintable))
                .filter(text -> !Pan.isIn(text));
    }

    private boolean has(Field field) {
        return field == country
                || field == line1
                || field == line2
                || field == city
                || field == region
                || field == postcode;
    }

    private static boolean isSame(FormReader reader, Map.Entry<Field, String> shown) {
        return reader.typed(shown.getKey()).equals(shown.getValue().strip());
    }

    /** PostgreSQL stores neither a NUL nor half a surrogate pair. */
    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) && character != '\n' && character != '\t'
                || Character.getType(character) == Character.SURROGATE;
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }
}
