/**
 * A pretend card world: an acquirer with books of its own, an issuer with a page of its own, and test
 * cards. It stands for another company, so it reads nothing of the gateway's, and only {@code App}
 * knows that it is here.
 */
@org.jspecify.annotations.NullMarked
package tatami.sandbox;
