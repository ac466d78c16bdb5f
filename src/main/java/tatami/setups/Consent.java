package tatami.setups;

import java.time.Instant;

/**
 * That a shopper agreed to be charged later, as the merchant may have to prove it.
 *
 * @param terms as they were shown
 * @param ipAddress of the shopper's device, as far as the gateway sees it
 * @param userAgent what the device calls itself; empty when it does not
 */
public record Consent(Instant givenAt, String terms, String ipAddress, String userAgent) {

    /** Who says yes, before it is known to what. */
    public record Device(String ipAddress, String userAgent) {}
}
