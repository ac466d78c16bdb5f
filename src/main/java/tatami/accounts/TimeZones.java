package tatami.accounts;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/** Where a merchant's day can end. */
public final class TimeZones {

    private static final Set<String> REGIONS =
            Set.of("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific");

    /** Those that are called after a place, and UTC. The others are old names of the same. */
    private static final List<String> KNOWN = ZoneId.getAvailableZoneIds().stream()
            .filter(name -> name.equals("UTC") || REGIONS.contains(name.split("/", 2)[0]))
            .sorted()
            .toList();

    private TimeZones() {}

    /** In the order of their names. */
    public static List<String> known() {
        return KNOWN;
    }

    /** @throws Refusal INVALID when it is not one of the known */
    public static ZoneId of(String name) {
        if (!KNOWN.contains(name)) {
            throw new Refusal(Reason.INVALID, "There is no such time zone. Choose one, such as Europe/London.");
        }
        return ZoneId.of(name);
    }
}
