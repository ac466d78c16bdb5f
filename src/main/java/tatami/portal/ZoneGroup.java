package tatami.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tatami.accounts.TimeZones;

/** The time zones of a part of the world, to choose from. */
public record ZoneGroup(String name, List<String> zones) {

    /** @param current stays a choice, whatever it is: operators may have set one that is not on the list */
    static List<ZoneGroup> all(String current) {
        var groups = new TreeMap<String, List<String>>();
        TimeZones.known()
                .forEach(zone -> groups.computeIfAbsent(region(zone), _ -> new ArrayList<>())
                        .add(zone));
        if (!TimeZones.known().contains(current)) {
            groups.computeIfAbsent("Other", _ -> new ArrayList<>()).add(current);
        }
        return groups.entrySet().stream()
                .map(group -> new ZoneGroup(group.getKey(), group.getValue()))
                .toList();
    }

    /** {@code Port of Spain} of {@code America/Port_of_Spain}. */
    public static String place(String zone) {
        return zone.substring(zone.indexOf('/') + 1).replace('_', ' ').replace("/", ", ");
    }

    private static String region(String zone) {
        return zone.contains("/") ? zone.substring(0, zone.indexOf('/')) : "Other";
    }
}
