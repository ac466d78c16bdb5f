package tatami.webhooks;

/** How the last deliveries of a subscription went: how many of them are where. */
public record Pulse(long delivered, long waiting, long exhausted) {

    static final Pulse NONE = new Pulse(0, 0, 0);

    public long all() {
        return delivered + waiting + exhausted;
    }
}
