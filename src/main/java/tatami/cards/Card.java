package tatami.cards;

import java.time.LocalDate;

/**
 * What may be known of a card by everyone: shown, stored and logged freely.
 *
 * @param number masked
 * @param expiryDate the last day on which the card works
 * @param name as the shopper typed it
 */
public record Card(String number, Scheme scheme, LocalDate expiryDate, String name) {

    /** The last four digits. */
    public String ending() {
        return number.substring(number.length() - 4);
    }
}
