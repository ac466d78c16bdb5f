/** Double entry, append-only: who owes whom after each movement of money. */
@org.jspecify.annotations.NullMarked
package tatami.ledger;
