package tatami.payments;

import tatami.kit.Balance;

/**
 * What movements of one currency came to that all went the same way.
 *
 * @param count how many there were; never zero
 * @param net what the merchant is owed for them: above zero for what came, below for what went back
 */
public record Turnover(long count, Balance net) {}
