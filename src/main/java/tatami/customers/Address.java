package tatami.customers;

import org.jspecify.annotations.Nullable;
import tatami.http.Body;

/** A postal address, as far as it is known. The API's own fields, in its order. */
public record Address(
        @Nullable String address1,
        @Nullable String address2,
        @Nullable String address3,
        @Nullable String address4,
        @Nullable String city,
        @Nullable String state,
        @Nullable String postcode,
        String countryCode,
        @Nullable String locality,
        @Nullable String county) {

    private static final int LINE = 100;

    /** The country must be given but may be empty: real shops send it so. */
    public static Address read(Body body) {
        if (!body.has("countryCode")) {
            body.complain("countryCode", "The CountryCode field is required.");
        }
        var country = body.text("countryCode", 10);
        return new Address(
                body.text("address1", LINE),
                body.text("address2", LINE),
                body.text("address3", LINE),
                body.text("address4", LINE),
                body.text("city", LINE),
                body.text("state", LINE),
                body.text("postcode", 50),
                country == null ? "" : country,
                body.text("locality", LINE),
                body.text("county", LINE));
    }
}
