/** How one piece of work is followed through its parts: which there were, how long each took. Never their values. */
@org.jspecify.annotations.NullMarked
package tatami.tracing;
