package tatami.accounts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * One merchant in one environment. A merchant who plays and earns has two accounts, so that sandbox
 * and live are kept apart by the same wall that keeps merchants apart.
 *
 * @param tradingName the name that shoppers know
 * @param locationId the place of business; the API adds it to each intent's metadata
 * @param timeZone where the merchant's day ends: an automatic capture can be reversed until then
 * @param brand what pages for its shoppers look like
 */
public record Account(
        AccountId id, Environment environment, String tradingName, String locationId, ZoneId timeZone, Brand brand) {

    /** When a day begins where the merchant is. */
    public Instant startOf(LocalDate day) {
        return day.atStartOfDay(timeZone).toInstant();
    }

    /** When a day is over, and the next one begins. */
    public Instant endOf(LocalDate day) {
        return startOf(day.plusDays(1));
    }
}
