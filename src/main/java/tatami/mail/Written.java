package tatami.mail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That there was a mail, and what became of it. Neither time is there while it waits.
 *
 * @param givenUpAt when the last try had failed
 */
public record Written(
        MailAddress to,
        Instant writtenAt,
        @Nullable Instant sentAt,
        @Nullable Instant givenUpAt) {

    /** Names nobody, as {@link Mail}. */
    @Override
    public String toString() {
        return "Mail of " + writtenAt;
    }
}
