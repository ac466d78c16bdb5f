package tatami.acquiring;

/** What the acquirer says when asked what became of an operation. */
public sealed interface Lookup {

    /** It knows: this is what it decided. */
    record Found(Outcome outcome) implements Lookup {}

    /** It never heard of it. It may still arrive, if it was on its way. */
    record Unknown() implements Lookup {}

    /** It could not be asked. Try later. */
    record NoAnswer() implements Lookup {}
}
