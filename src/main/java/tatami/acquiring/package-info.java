/** What we ask of the card world, and what it may answer. */
@org.jspecify.annotations.NullMarked
package tatami.acquiring;
