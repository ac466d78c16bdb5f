package tatami.intents;

/** What a shopper can be asked for. Client session secrets name a kind by its place: add at the end. */
public enum IntentKind {
    /** Money. */
    Payment("pi"),
    /** A card for charges to come, and the consent to them. */
    Setup("si");

    private final String id;

    IntentKind(String id) {
        this.id = id;
    }

    /** What ids of this kind begin with. */
    public String id() {
        return id;
    }
}
