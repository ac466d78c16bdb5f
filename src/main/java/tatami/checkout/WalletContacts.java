package tatami.checkout;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tatami.cards.Pan;
import tatami.customers.Address;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.intents.Shopper;

/** Who pays, as the wallets know it. Apple and Google spell addresses in ways of their own; this reads both. */
final class WalletContacts {

    /** Apple writes a street's lines into one. */
    private static final int LONGEST_STREET = 500;

    private static final int MOST_LINES = 10;

    private WalletContacts() {}

    /** As the Android SDK passes on what Google gave. A card of a wallet is never saved. */
    static Shopper google(Body body) {
        var email = body.given("email", CardParams.LONGEST_EMAIL);
        var phone = body.given("phoneNumber", CardParams.LONGEST_PHONE);
        return shopper(body, email, phone);
    }

    /** As the iOS SDK passes on what Apple gave. */
    static Shopper apple(Body body) {
        return shopper(body, null, null);
    }

    private static Shopper shopper(Body body, @Nullable String email, @Nullable String phone) {
        var billing = body.object("billingContact", WalletContacts::read);
        var shipping = body.object("shippingContact", WalletContacts::read);
        var contacts = Stream.of(shipping, billing).flatMap(Stream::ofNullable).toList();
        return new Shopper(
                email == null ? firstOf(contacts.stream().map(Contact::email)) : email,
                phone == null ? firstOf(contacts.stream().map(Contact::phone)) : phone,
                billing == null ? null : billing.address(),
                shipping == null || shipping.isUnknown()
                        ? null
                        : new ShippingDetails(shipping.name(), null, shipping.address()),
                false);
    }

    private static Contact read(Body body) {
        var whole = CardParams.written(body, "name", CardParams.LONGEST_NAME);
        var given = CardParams.written(body, "givenName", CardParams.LONGEST_NAME);
        var family = CardParams.written(body, "familyName", CardParams.LONGEST_NAME);
        var parts = Stream.of(given, family).flatMap(Stream::ofNullable).collect(Collectors.joining(" "));
        return new Contact(
                whole == null && !parts.isEmpty() ? parts : whole,
                body.given("emailAddress", CardParams.LONGEST_EMAIL),
                body.given("phoneNumber", CardParams.LONGEST_PHONE),
                address(body));
    }

    private static @Nullable Address address(Body body) {
        var street = street(body);
        var country = body.text("countryCode", CardParams.LONGEST_COUNTRY);
        var postcode = CardParams.line(body, "postalCode");
        var address = new Address(
                street.size() > 0 ? street.get(0) : null,
                street.size() > 1 ? street.get(1) : null,
                street.size() > 2 ? street.get(2) : null,
                street.size() > 3 ? street.get(3) : null,
                CardParams.line(body, "locality"),
                CardParams.line(body, "administrativeArea"),
                postcode == null ? CardParams.line(body, "postcode") : postcode,
                country == null ? "" : country,
                CardParams.line(body, "subLocality"),
                CardParams.line(body, "subAdministrativeArea"));
        return address.equals(CardParams.UNKNOWN) ? null : address;
    }

    /** Four lines at most; what else there is stands in the fourth. */
    private static List<String> street(Body body) {
        var apples = body.texts("addressLines", MOST_LINES, LONGEST_STREET).stream();
        var googles = Stream.of("address1", "address2", "address3")
                .flatMap(name -> Stream.ofNullable(body.given(name, LONGEST_STREET)));
        var lines = Stream.concat(apples, googles)
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (Pan.isIn(String.join("\n", lines))) {
            body.complain("addressLines", "This field must not hold a card number.");
        }
        if (lines.stream().anyMatch(line -> line.length() > CardParams.LONGEST_LINE)) {
            body.complain(
                    "addressLines",
                    "The field AddressLines must have lines with a maximum length of " + CardParams.LONGEST_LINE + ".");
        }
        return lines.size() <= 4
                ? lines
                : Stream.concat(lines.stream().limit(3), Stream.of(String.join(", ", lines.subList(3, lines.size()))))
                        .toList();
    }

    private static @Nullable String firstOf(Stream<@Nullable String> texts) {
        return texts.flatMap(Stream::ofNullable).findFirst().orElse(null);
    }

    private record Contact(
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable Address address) {

        boolean isUnknown() {
            return name == null && address == null;
        }
    }
}
