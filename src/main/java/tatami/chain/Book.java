package tatami.chain;

/** What is chained. Rows of a book are only ever added. */
public enum Book {
    Ledger,
    AuditLog
}
