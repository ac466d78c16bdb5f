package tatami.cards;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/** The month at whose end a card stops working. */
public record Expiry(YearMonth month) {

    private static final Pattern TYPED = Pattern.compile("\\s*(0?[1-9]|1[0-2])\\s*[/-]?\\s*(?:20)?(\\d{2})\\s*");

    /** Reads {@code MM / YY} as the mobile SDKs send it, and what people type: 12/29, 1229, 12/2029. */
    public static Optional<Expiry> parse(String typed) {
        var parts = TYPED.matcher(typed);
        return parts.matches()
                ? Optional.of(new Expiry(
                        YearMonth.of(2000 + Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(1)))))
                : Optional.empty();
    }

    /** The last day on which the card works; the API prints expiry dates so. */
    public LocalDate lastDay() {
        return month.atEndOfMonth();
    }

    public boolean isBefore(LocalDate today) {
        return lastDay().isBefore(today);
    }
}
