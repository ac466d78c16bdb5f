/** Merchants, their API keys, and whether those are for the sandbox or for live money. */
@org.jspecify.annotations.NullMarked
package tatami.accounts;
