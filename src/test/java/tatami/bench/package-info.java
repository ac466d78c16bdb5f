/** What {@code ./dev bench} runs: the real gateway under load, beside PostgreSQL alone. */
@org.jspecify.annotations.NullMarked
package tatami.bench;
