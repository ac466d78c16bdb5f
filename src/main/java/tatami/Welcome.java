package tatami;

/** What a newcomer sees: that it runs, and what to do first. */
final class Welcome {

    private static final long NANOS_A_MILLISECOND = 1_000_000;

    private Welcome() {}

    static String of(Config config, App app, long nanos) {
        var url = config.listen().publicUrl();
        return """

                Tatami is ready after %d ms.

                  API         %s
                  Secret key  %s
                  Data        %s

                Create a payment:

                  curl %s/payment-intents \\
                    -H 'Authorization: Basic %s' \\
                    -H 'version: 2022-04-07' -H 'Content-Type: application/json' \\
                    -d '{"amount": {"value": 1000, "currencyCode": "GBP"}, "reference": "Order 1"}'

                Pay it in a browser, with card 5200 0000 0000 1005, 12/29, 020:

                  %s/checkout/<id from the answer>

                %sSee what happens, in another terminal: ./tatami listen
                Ctrl-C stops it. ./tatami help lists commands and settings.
                """.formatted(
                        nanos / NANOS_A_MILLISECOND,
                        url,
                        app.sandboxSecretKey(),
                        config.storage().databaseUrl().isPresent() ? "your PostgreSQL" : config.dataDirectory(),
                        url,
                        app.sandboxSecretKey(),
                        url,
                        app.portalLink().map(Welcome::portal).orElse(""));
    }

    /** Whoever reads this has started the gateway, on a machine of their own. */
    private static String portal(String link) {
        return """
                See it in the portal, by this link, which opens once, within 15 minutes:

                  %s

                """.formatted(link);
    }
}
