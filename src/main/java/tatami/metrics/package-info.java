/** What the gateway tells its operators in numbers: how often, how long, how many wait. Never whose, never which. */
@org.jspecify.annotations.NullMarked
package tatami.metrics;
