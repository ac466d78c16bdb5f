package tatami.payments;

/** What happens to a hold whose time is up. */
public enum AutoExpireAction {
    Release,
    Capture
}
