package tatami.metrics;

/**
 * The database connections at this moment.
 *
 * @param active at work
 * @param idle open, with nothing to do
 * @param waiting threads that want one and have to wait
 * @param most how many connections there may be
 */
public record Pool(int active, int idle, int waiting, int most) {}
