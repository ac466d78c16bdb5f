/** The only door to servers that strangers named: where it leads, what goes through, and for how long. */
@org.jspecify.annotations.NullMarked
package tatami.outbound;
