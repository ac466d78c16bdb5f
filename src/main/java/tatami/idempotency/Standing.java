package tatami.idempotency;

/** What is known of a request by its key. */
public sealed interface Standing {

    /** Nobody has sent it before; it is noted now, and may be served. */
    record First() implements Standing {}

    /** It was answered before. */
    record Answered(Answer answer) implements Standing {}

    /** It came before and has no answer: it is being served, or its gateway died while it was. */
    record Pending() implements Standing {}

    /** The key came with another request. */
    record Reused() implements Standing {}
}
