/**
 * What payment intents and setup intents share: how a shopper's device is admitted to one, how the
 * shopper is authenticated, what came of an attempt, and what both show of themselves.
 */
@org.jspecify.annotations.NullMarked
package tatami.intents;
