/** The merchant's own pages: signing in, payments, the team, and who did what. */
@org.jspecify.annotations.NullMarked
package tatami.portal;
