/** Proof that history is as it was written: a chain of keyed hashes over the ledger and the audit log. */
@org.jspecify.annotations.NullMarked
package tatami.chain;
