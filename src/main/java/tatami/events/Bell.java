package tatami.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Rung after events were committed, so that who passes them on need not wait for the next look. A help
 * for the hurried, not a promise: a process may die before it rings, and another's bell is not heard, so
 * everyone also looks from time to time.
 */
public final class Bell {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Costs a few nanoseconds; listeners must not wait nor throw. */
    public void ring() {
        listeners.forEach(Runnable::run);
    }

    /** @return ends the listening */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
