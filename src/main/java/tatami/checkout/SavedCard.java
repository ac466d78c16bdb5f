package tatami.checkout;

import java.time.format.DateTimeFormatter;
import tatami.cards.Scheme;
import tatami.customers.PaymentMethod;

/** A saved card as the page offers it. Public for the templates. @param expiry {@code 12/29} */
public record SavedCard(String id, Scheme scheme, String lastFour, String expiry) {

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MM/yy");

    static SavedCard of(PaymentMethod method) {
        var card = method.card();
        return new SavedCard(method.id().value(), card.scheme(), card.ending(), MONTH.format(card.expiryDate()));
    }

    /** What shoppers call the scheme. */
    public String brand() {
        return switch (scheme) {
            case VISA -> "Visa";
            case MASTERCARD -> "Mastercard";
            case MAESTRO -> "Maestro";
            case DISCOVER -> "Discover";
            case DCI -> "Diners Club";
            case AMEX -> "American Express";
        };
    }
}
