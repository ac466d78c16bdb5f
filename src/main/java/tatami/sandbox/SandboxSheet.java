package tatami.sandbox;

import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tatami.accounts.Account;
import tatami.cards.Expiry;
import tatami.cards.Pan;
import tatami.cards.PresentedCard;
import tatami.kit.Money;
import tatami.wallets.Wallet;
import tatami.wallets.WalletPayment.AuthMethod;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The cards in the sandbox's wallets, and what a wallet gives to a page whose shopper agreed. */
public final class SandboxSheet {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final String EMAIL = "shopper@wallet.example";
    private static final String PHONE = "+44 20 7946 0000";

    private final SandboxWallets wallets;
    private final InstantSource clock;

    SandboxSheet(SandboxWallets wallets, InstantSource clock) {
        this.wallets = wallets;
        this.clock = clock;
    }

    /** A card in a wallet. Public for the templates. */
    public enum WalletCard {
        VISA("Visa", "4456530000001005", AuthMethod.CRYPTOGRAM_3DS, "Pays."),
        MASTERCARD("Mastercard", "5200000000001005", AuthMethod.CRYPTOGRAM_3DS, "Pays."),
        DECLINED("Visa", "4456530000001013", AuthMethod.CRYPTOGRAM_3DS, "Is declined."),
        ON_FILE("Visa", "4456530000001096", AuthMethod.PAN_ONLY, "Its bank asks for a code, then pays.");

        private final String scheme;
        private final String number;
        private final AuthMethod method;
        private final String outcome;

        WalletCard(String scheme, String number, AuthMethod method, String outcome) {
            this.scheme = scheme;
            this.number = number;
            this.method = method;
            this.outcome = outcome;
        }

        public String scheme() {
            return scheme;
        }

        public String lastFour() {
            return number.substring(number.length() - 4);
        }

        /** What becomes of it, for a person. */
        public String outcome() {
            return outcome;
        }
    }

    /** What a page wants to know of the shopper. Public for the templates. */
    public record Asks(boolean email, boolean billing, boolean shipping) {

        static Asks of(String list) {
            var asked = List.of(list.split(","));
            return new Asks(asked.contains("email"), asked.contains("billing"), asked.contains("shipping"));
        }

        @Override
        public String toString() {
            return (email ? "email," : "") + (billing ? "billing," : "") + (shipping ? "shipping" : "");
        }
    }

    /** The cards that somebody has put into a wallet. */
    static List<WalletCard> cards(Wallet wallet) {
        return Arrays.stream(WalletCard.values())
                .filter(card -> wallet == Wallet.GOOGLE_PAY || card.method == AuthMethod.CRYPTOGRAM_3DS)
                .toList();
    }

    /** Empty when no such card is in the wallet. */
    static Optional<WalletCard> card(Wallet wallet, String name) {
        return cards(wallet).stream().filter(card -> card.name().equals(name)).findFirst();
    }

    /** The JSON of {@code ApplePayPayment}, or of Google's {@code PaymentData}. */
    String payment(Account merchant, Wallet wallet, WalletCard card, Money total, Asks asks) {
        var at = clock.instant();
        var presented = presented(card);
        return switch (wallet) {
            case APPLE_PAY -> apple(wallets.appleToken(merchant, presented, total, at), asks);
            case GOOGLE_PAY -> google(wallets.googlePaymentData(merchant, presented, card.method, at), asks);
        };
    }

    private static String apple(String token, Asks asks) {
        var payment = MAPPER.createObjectNode();
        payment.set("token", MAPPER.readTree(token));
        if (asks.billing()) {
            payment.set("billingContact", appleAddress());
        }
        if (asks.email() || asks.shipping()) {
            var contact = asks.shipping() ? appleAddress() : MAPPER.createObjectNode();
            if (asks.email()) {
                contact.put("emailAddress", EMAIL);
            }
            payment.set("shippingContact", contact);
        }
        return payment.toString();
    }

    private static String google(String data, Asks asks) {
        var payment = (ObjectNode) MAPPER.readTree(data);
        if (asks.email()) {
            payment.put("email", EMAIL);
        }
        if (asks.billing()) {
            ((ObjectNode) payment.path("paymentMethodData").path("info")).set("billingAddress", googleAddress());
        }
        if (asks.shipping()) {
            payment.set("shippingAddress", googleAddress());
        }
        return payment.toString();
    }

    private static ObjectNode appleAddress() {
        var address = MAPPER.createObjectNode();
        address.put("givenName", "A").put("familyName", "Shopper");
        address.putArray("addressLines").add("1 Wallet Street");
        return address.put("locality", "London").put("postalCode", "N1 7GU").put("countryCode", "GB");
    }

    private static ObjectNode googleAddress() {
        return MAPPER.createObjectNode()
                .put("name", "A Shopper")
                .put("address1", "1 Wallet Street")
                .put("address2", "")
                .put("address3", "")
                .put("locality", "London")
                .put("administrativeArea", "")
                .put("postalCode", "N1 7GU")
                .put("sortingCode", "")
                .put("countryCode", "GB")
                .put("phoneNumber", PHONE);
    }

    private PresentedCard presented(WalletCard card) {
        var nextYear = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).plusYears(1);
        return new PresentedCard(Pan.parse(card.number).orElseThrow(), new Expiry(nextYear), Optional.empty(), "");
    }
}
