package tatami.bench;

import org.jspecify.annotations.Nullable;

/** What one connection says. Asked from one thread only. */
interface Talk {

    /** The next request, whole; null when there is nothing more to say. */
    byte @Nullable [] next();

    /** Hears the answer. True when it ended what is being measured, false when more requests belong to it. */
    boolean heard(Answer answer);
}
