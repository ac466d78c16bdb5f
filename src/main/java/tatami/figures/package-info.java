/** How an account is doing: sums of its operations by time. Charts, not books: the ledger is the truth. */
@org.jspecify.annotations.NullMarked
package tatami.figures;
