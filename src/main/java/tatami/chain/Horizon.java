package tatami.chain;

/**
 * How far a book is written at a moment.
 *
 * @param last the highest number of a row; zero when there is none
 * @param begun transactions below this one had begun
 * @param ended transactions below this one had ended
 */
record Horizon(long last, long begun, long ended) {}
