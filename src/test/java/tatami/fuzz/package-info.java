/** Sends what nobody should send, more than anybody would think of: {@code ./dev fuzz}. */
package tatami.fuzz;
