package tatami.portal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/**
 * A day or a month, as people and addresses name it: {@code 2026-03-31}, {@code 2026-03}.
 *
 * @param last belongs to it
 */
record Period(LocalDate first, LocalDate last) {

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9998;

    static Period of(YearMonth month) {
        return new Period(month.atDay(1), month.atEndOfMonth());
    }

    /** Empty when it is neither. */
    static Optional<Period> read(String text) {
        try {
            var found = text.length() == "2026-03".length()
                    ? of(YearMonth.parse(text))
                    : new Period(LocalDate.parse(text), LocalDate.parse(text));
            var year = found.first().getYear();
            return year >= FIRST_YEAR && year <= LAST_YEAR ? Optional.of(found) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    boolean isDay() {
        return first.equals(last);
    }

    YearMonth month() {
        return YearMonth.from(first);
    }

    /** As {@link #read} reads it. */
    @Override
    public String toString() {
        return isDay() ? first.toString() : month().toString();
    }
}
