package tatami.tracing;

import java.util.Optional;
import java.util.function.Supplier;

/** Follows work through its parts. Other rooms tell it in our words, and do not know who listens. */
public interface Tracing extends AutoCloseable {

    /** Nobody listens. */
    Tracing OFF = new Tracing() {

        @Override
        public Step request(String name, Optional<Place> caller) {
            return Step.NONE;
        }

        @Override
        public Step work(String name) {
            return Step.NONE;
        }

        @Override
        public Step part(Supplier<String> name) {
            return Step.NONE;
        }

        @Override
        public void close() {}
    };

    /** @param caller whose trace it continues; if that one is not recorded, neither is this */
    Step request(String name, Optional<Place> caller);

    /** Work with others outside: a part of what this thread is doing, or the beginning of something. */
    Step work(String name);

    /** A part of what this thread is doing; nothing when it is doing nothing that is followed. */
    Step part(Supplier<String> name);

    /** Sends what is left. */
    @Override
    void close();
}
