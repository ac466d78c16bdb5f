package tatami.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;

/**
 * A page of a list, newest first, as the API shows it.
 *
 * @param before the cursor of the newest here: what is newer lies before it
 * @param after the cursor of the oldest here: what is older lies after it
 */
public record Page<V>(
        List<V> data, @Nullable String before, @Nullable String after) {

    private static final int MOST = 100;
    private static final int DEFAULT_LIMIT = 50;

    public static <T, V> Page<V> of(List<T> found, Function<T, V> view, Function<T, Cursor> place) {
        return new Page<>(
                found.stream().map(view).toList(),
                found.isEmpty() ? null : place.apply(found.getFirst()).spell(),
                found.isEmpty() ? null : place.apply(found.getLast()).spell());
    }

    /**
     * Which page is asked for: {@code limit}, {@code before} and {@code after}, all optional.
     *
     * @param body what holds the three; null for the first page
     */
    public static Paging asked(@Nullable Body body) {
        if (body == null) {
            return new Paging(Direction.Older, Cursor.TOP, DEFAULT_LIMIT);
        }
        var limit = body.integer("limit", 1, MOST, DEFAULT_LIMIT);
        var before = body.given("before", 200);
        var after = body.given("after", 200);
        if (before != null && after != null) {
            body.complain("before", "The fields Before and After exclude each other.");
        }
        return before == null
                ? new Paging(Direction.Older, cursor(body, "after", after), limit)
                : new Paging(Direction.Newer, cursor(body, "before", before), limit);
    }

    private static Cursor cursor(Body body, String name, @Nullable String spelled) {
        if (spelled == null) {
            return Cursor.TOP;
        }
        var cursor = Cursor.read(spelled);
        if (cursor.isEmpty()) {
            body.complain(name, "This is not a cursor of an earlier answer.");
        }
        return cursor.orElse(Cursor.TOP);
    }
}
