/** Plain values without input or output: money, ids, secrets, times, refusals. */
@org.jspecify.annotations.NullMarked
package tatami.kit;
