/** Facts about what happened, written in the same transaction as their cause. */
@org.jspecify.annotations.NullMarked
package tatami.events;
