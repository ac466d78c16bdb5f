/** All that a shopper's device talks to: the hosted page, and the calls of the mobile SDKs. */
@org.jspecify.annotations.NullMarked
package tatami.checkout;
