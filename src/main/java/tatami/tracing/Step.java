package tatami.tracing;

import java.util.Optional;

/** Something that is going on, from its making to its closing, by the thread that made it. */
public interface Step extends AutoCloseable {

    /** One that nobody follows. */
    Step NONE = new Step() {

        @Override
        public Optional<Place> place() {
            return Optional.empty();
        }

        @Override
        public void rename(String name) {}

        @Override
        public void note(String key, String value) {}

        @Override
        public void failed() {}

        @Override
        public void close() {}
    };

    /** Empty when nobody follows it. */
    Optional<Place> place();

    void rename(String name);

    /** Words of ours only, as with {@code metrics}: what is noted leaves the house. */
    void note(String key, String value);

    void failed();

    @Override
    void close();
}
