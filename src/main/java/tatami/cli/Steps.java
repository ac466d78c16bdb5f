package tatami.cli;

import java.util.Locale;
import java.util.UUID;
import tatami.kit.Money;
import tools.jackson.databind.JsonNode;

/** What a merchant and a shopper do, step by step; each step is said in one line. */
final class Steps {

    private static final Money PRICE = Money.of(1_000, "GBP");
    private static final Money NEW_PRICE = Money.of(1_200, "GBP");

    /** Succeeds without a challenge. */
    private static final String CARD = "5200000000001005";

    private static final String READER = "shopper@shop.example";

    private final GatewayApi gateway;
    private final Screen screen;

    Steps(GatewayApi gateway, Screen screen) {
        this.gateway = gateway;
        this.screen = screen;
    }

    /** @param captureMode Auto or Manual @return the intent, as the API shows it */
    JsonNode create(String captureMode) throws InterruptedException {
        var intent = gateway.post("/payment-intents", """
                {"captureMode": "%s", "amount": %s, "reference": "Order 1",
                 "config": {"payment": {"customAmountAllowed": true}}}
                """.formatted(captureMode, json(PRICE)));
        say("created", intent, PRICE.toString());
        return intent;
    }

    /** As a shopper's device does. */
    void pay(JsonNode intent) throws InterruptedException {
        var verdict = gateway.postOpen(
                "/api/payments/" + intent.path("clientSessionSecret").asString(""), """
                {"cardNumber": "%s", "expiryDate": "12 / 29", "cV2": "020", "cardName": "A Shopper"}
                """.formatted(CARD));
        if (verdict.path("statusCode").asInt(-1) != 0) {
            throw Failure.of("The payment of " + id(intent) + " did not succeed: "
                    + Words.plain(verdict.path("message").asString(""), 200));
        }
        sayAsItIs("paid", intent, "card " + CARD);
    }

    void changeAmount(JsonNode intent) throws InterruptedException {
        gateway.post(path(intent) + "/amount", "{\"amount\": " + json(NEW_PRICE) + "}");
        sayAsItIs("changed", intent, "to " + NEW_PRICE);
    }

    void cancel(JsonNode intent) throws InterruptedException {
        gateway.delete(path(intent));
        sayAsItIs("canceled", intent, "");
    }

    void reverse(JsonNode intent) throws InterruptedException {
        gateway.post(path(intent) + "/reversal", "{}");
        sayAsItIs("reversed", intent, "");
    }

    void refund(JsonNode intent) throws InterruptedException {
        gateway.post(
                path(intent) + "/refunds",
                "{\"amount\": " + PRICE.minor() + "}",
                "idempotencyKey",
                UUID.randomUUID().toString());
        sayAsItIs("refunded", intent, PRICE.toString());
    }

    void sendReceipt(JsonNode intent) throws InterruptedException {
        gateway.post(path(intent) + "/receipt", "{\"emails\": [\"" + READER + "\"]}");
        sayAsItIs("receipt", intent, "to " + READER);
    }

    private void sayAsItIs(String step, JsonNode intent, String detail) throws InterruptedException {
        say(step, gateway.get(path(intent)), detail);
    }

    private void say(String step, JsonNode intent, String detail) {
        var status = intent.path("status").asString("");
        screen.line("%-8s  %s  %-10s  %s"
                .formatted(step, id(intent), status, detail)
                .stripTrailing());
    }

    private static String path(JsonNode intent) {
        return "/payment-intents/" + id(intent);
    }

    private static String id(JsonNode intent) {
        return Words.plain(intent.path("id").asString(""), 100);
    }

    private static String json(Money money) {
        return String.format(
                Locale.ROOT, "{\"value\": %d, \"currencyCode\": \"%s\"}", money.minor(), money.currencyCode());
    }
}
