package tatami.sandbox;

import tatami.kit.Money;

/**
 * What the sandbox moved: for one payment, or the sums over all. Nothing is ever subtracted, so a
 * reversed sale still shows what it captured, and beside it the same amount as reversed.
 */
public record SandboxFunds(Money authorized, Money captured, Money refunded, Money reversed) {}
