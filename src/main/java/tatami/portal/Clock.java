package tatami.portal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as an account's people read them: by the clock on their wall. */
record Clock(ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.UK);
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.UK);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK);

    String at(Instant time) {
        return MINUTES.format(time.atZone(zone));
    }

    /** Where the day is said elsewhere. */
    String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    /** Where several things happen within a minute. */
    String exactly(Instant time) {
        return SECONDS.format(time.atZone(zone));
    }
}
