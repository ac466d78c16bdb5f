package tatami.portal;

import java.util.Map;
import java.util.stream.Collectors;
import tatami.users.AuditLine;
import tatami.users.Deed;

/**
 * A line of the audit log, as its page shows it.
 *
 * @param isPayment whether the subject has a page of its own
 */
public record AuditRow(
        String time, String iso, String who, String what, String subject, boolean isPayment, String detail) {

    static AuditRow of(AuditLine line, Clock clock) {
        var detail = line.detail().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining(", "));
        var subject = line.subject() == null ? "" : line.subject();
        return new AuditRow(
                clock.exactly(line.at()),
                line.at().toString(),
                line.who(),
                Deed.words(line.what()),
                subject,
                subject.startsWith("pi_"),
                detail);
    }
}
