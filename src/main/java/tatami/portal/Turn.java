package tatami.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;

/** Which page of a list is turned to. One more is read than is shown: it tells whether there is another page. */
record Turn(Paging paging) {

    static final int SHOWN = 50;

    /** What cannot be read is the first page. */
    static Turn asked(String before, String after) {
        var newer = Cursor.read(before);
        if (newer.isPresent()) {
            return new Turn(new Paging(Direction.Newer, newer.get(), SHOWN + 1));
        }
        return new Turn(new Paging(Direction.Older, Cursor.read(after).orElse(Cursor.TOP), SHOWN + 1));
    }

    /**
     * @param <T> what is listed
     * @param newer what stands in the address of the page before this one; null when there is none
     * @param older likewise, after this one
     */
    record Leaf<T>(
            List<T> items, @Nullable String newer, @Nullable String older) {

        static <T> Leaf<T> empty() {
            return new Leaf<>(List.of(), null, null);
        }
    }

    /** @param found newest first */
    <T> Leaf<T> of(List<T> found, Function<T, Cursor> place) {
        var isNewer = paging.direction() == Direction.Newer;
        var hasMore = found.size() > SHOWN;
        var items = !hasMore ? found : isNewer ? found.subList(1, found.size()) : found.subList(0, SHOWN);
        if (items.isEmpty()) {
            return new Leaf<>(items, null, null);
        }
        var hasNewer = isNewer ? hasMore : !paging.cursor().equals(Cursor.TOP);
        var hasOlder = isNewer || hasMore;
        return new Leaf<>(
                items,
                hasNewer ? "before=" + spelled(place.apply(items.getFirst())) : null,
                hasOlder ? "after=" + spelled(place.apply(items.getLast())) : null);
    }

    private static String spelled(Cursor cursor) {
        return URLEncoder.encode(cursor.spell(), StandardCharsets.UTF_8);
    }
}
