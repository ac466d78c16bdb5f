package tatami.db;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One statement with {@code :named} parameters, read once when the constant that holds it is made.
 *
 * <p>Why our own and not a query library: each of those cost as much processor time again as the
 * statement itself, and this is the hot path of every request.
 */
public final class Sql {

    /** What may hold a colon that is not ours is matched first: texts, comments, casts. */
    private static final Pattern TOKEN = Pattern.compile("'(?:[^']|'')*'|--[^\\n]*|::|:([a-z][a-z0-9_]*)");

    private static final int[] NOWHERE = {};

    private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final String text;
    private final List<String> names;
    private final Map<String, int[]> positions;
    private final Class<?> home;
    private volatile @Nullable String name;

    private Sql(String text, List<String> names, Class<?> home) {
        this.text = text;
        this.home = home;
        this.names = List.copyOf(names);
        this.positions = names.stream()
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        name -> name,
                        name -> IntStream.range(0, names.size())
                                .filter(at -> names.get(at).equals(name))
                                .toArray()));
    }

    public static Sql of(String text) {
        var names = new ArrayList<String>();
        var jdbc = TOKEN.matcher(text).replaceAll(token -> {
            if (token.group(1) == null) {
                return java.util.regex.Matcher.quoteReplacement(token.group());
            }
            names.add(token.group(1));
            return "?";
        });
        return new Sql(jdbc, names, CALLER.getCallerClass());
    }

    /** As {@code PaymentIntentStore.INSERT}: the constant that holds it, looked for when somebody wants to know. */
    String name() {
        var known = name;
        if (known == null) {
            known = home.getSimpleName() + constant();
            name = known;
        }
        return known;
    }

    private String constant() {
        try {
            for (var field : home.getDeclaredFields()) {
                if (field.getType() == Sql.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    if (field.get(null) == this) {
                        return "." + field.getName();
                    }
                }
            }
            return "";
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text as JDBC takes it, with a question mark for each use of a name. */
    String text() {
        return text;
    }

    /** The name behind each question mark, in their order; a name used twice stands twice. */
    List<String> names() {
        return names;
    }

    /** Where a name stands among {@link #names}; empty when it does not. */
    int[] positions(String name) {
        return positions.getOrDefault(name, NOWHERE);
    }
}
