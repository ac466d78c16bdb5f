package tatami.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.payments.Concern;
import tatami.payments.Concern.Kind;
import tatami.portal.StatusMark.Icon;

/**
 * Something that somebody should look at.
 *
 * @param sum what it comes to, in each currency; may be empty
 * @param explains what it means and what to do
 * @param lines the most pressing payments
 * @param link where the others are, below the portal; null when all are here
 */
public record Attention(
        Icon icon,
        String title,
        String sum,
        String explains,
        List<Line> lines,
        @Nullable String link,
        String linkText) {

    /** How many payments are shown of each kind. */
    static final int SHOWN = 5;

    /** More webhooks than this are not counted: their number is no use to anybody. */
    static final int MOST_COUNTED = 1_000;

    public record Line(String id, String amount, String reference, String when) {}

    /** @param exhausted webhooks, {@link #MOST_COUNTED} at most */
    static List<Attention> all(List<Concern.Sum> sums, List<Concern> first, int exhausted, Clock clock) {
        var all = new ArrayList<Attention>();
        if (exhausted > 0) {
            all.add(webhooks(exhausted));
        }
        for (var kind : Kind.values()) {
            var some = sums.stream().filter(sum -> sum.kind() == kind).toList();
            if (!some.isEmpty()) {
                all.add(payments(kind, some, first, clock));
            }
        }
        return all;
    }

    private static Attention webhooks(int exhausted) {
        var number = exhausted == MOST_COUNTED ? "More than " + Tile.count(MOST_COUNTED - 1) : Tile.count(exhausted);
        return new Attention(
                Icon.off,
                number + (exhausted == 1 ? " webhook was" : " webhooks were") + " given up",
                "",
                "In the last 30 days. Your server did not take them, however often they were sent. Once it does, a"
                        + " developer can send them again.",
                List.of(),
                "/webhooks",
                "See the webhooks");
    }

    private static Attention payments(Kind kind, List<Concern.Sum> sums, List<Concern> first, Clock clock) {
        var number = sums.stream().mapToLong(Concern.Sum::number).sum();
        var lines = first.stream()
                .filter(concern -> concern.kind() == kind)
                .map(concern -> line(concern, clock))
                .toList();
        var isHold = kind != Kind.Unanswered;
        return new Attention(
                isHold ? Icon.held : Icon.open,
                title(kind, number),
                sums.stream()
                        .map(sum -> Tile.shown(sum.amount(), sum.currency()))
                        .collect(Collectors.joining(" + ")),
                explains(kind),
                lines,
                isHold && number > lines.size() ? "/payments?status=Authorized" : null,
                "See all authorised payments");
    }

    private static String title(Kind kind, long number) {
        return switch (kind) {
            case Unanswered -> Tile.counted(number, "request") + " without an answer";
            case Releasing -> Tile.counted(number, "authorisation") + " will soon be released";
            case Capturing -> Tile.counted(number, "authorisation") + " will soon be captured";
        };
    }

    private static String explains(Kind kind) {
        return switch (kind) {
            case Unanswered ->
                "The acquirer was asked more than five minutes ago. What became of it is found out as soon as it"
                        + " answers; until then, ask nobody to pay twice.";
            case Releasing ->
                "This happens by itself within three days. Capture before that, or the money stays with the shopper.";
            case Capturing -> "This happens by itself within three days. Reverse what you do not want to take.";
        };
    }

    private static Line line(Concern concern, Clock clock) {
        var when = switch (concern.kind()) {
            case Unanswered -> "asked ";
            case Releasing -> "released ";
            case Capturing -> "captured ";
        };
        return new Line(
                concern.intent().value(),
                PaymentFile.shown(concern.amount()),
                concern.reference(),
                when + clock.at(concern.at()));
    }
}
