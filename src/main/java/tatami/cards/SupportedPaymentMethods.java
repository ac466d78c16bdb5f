package tatami.cards;

import java.util.List;

/** What the gateway takes, as the API tells shoppers' devices. */
public record SupportedPaymentMethods(List<Scheme> cardSchemes, List<String> wallets) {

    public static final SupportedPaymentMethods ALL =
            new SupportedPaymentMethods(List.of(Scheme.values()), List.of("APPLE_PAY", "GOOGLE_PAY"));
}
