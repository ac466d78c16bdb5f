package tatami.acquiring;

/** How well the shopper was authenticated by 3-D Secure 2, before anything is authorised. */
public sealed interface Authentication {

    /** The issuer is satisfied, with or without having asked the shopper anything. */
    record Authenticated() implements Authentication {}

    /** The issuer takes no part, or could not say; the scheme records the attempt. */
    record Attempted() implements Authentication {}

    /**
     * The issuer wants to ask the shopper. The shopper's device posts {@code request} as {@code JWT} to
     * {@code stepUpUrl}, together with an {@code MD} that comes back unchanged.
     */
    record Challenged(String stepUpUrl, String request) implements Authentication {}

    /** The issuer says that this is not the cardholder, or the shopper gave up. */
    record Failed(String message) implements Authentication {}
}
