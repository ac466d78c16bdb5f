package tatami.accounts;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of one part of a {@link Brand}. */
public sealed interface Change<T> {

    /** What there is afterwards. */
    default @Nullable T after(@Nullable T before) {
        return switch (this) {
            case Leave<T> _ -> before;
            case Put<T>(var value) -> value;
            case TakeAway<T> _ -> null;
        };
    }

    /** The same change in other words. */
    default <R> Change<R> map(Function<T, R> words) {
        return switch (this) {
            case Leave<T> _ -> new Leave<>();
            case Put<T>(var value) -> new Put<>(words.apply(value));
            case TakeAway<T> _ -> new TakeAway<>();
        };
    }

    record Leave<T>() implements Change<T> {}

    record Put<T>(T value) implements Change<T> {}

    record TakeAway<T>() implements Change<T> {}
}
