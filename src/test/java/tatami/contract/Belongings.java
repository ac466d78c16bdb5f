package tatami.contract;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

/**
 * What an account has, of each kind that has an id: in every state that matters, by the name that the API reference
 * gives to the id.
 */
public final class Belongings {

    /** Well formed ids of each kind, under which there never was anything. */
    static final Map<String, String> NOBODYS = Map.of(
            "paymentIntentId", Wire.UNKNOWN_INTENT,
            "setupIntentId", Wire.UNKNOWN_SETUP,
            "refundId", Wire.UNKNOWN_REFUND,
            "customerId", "cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
            "paymentMethodId", "pm_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
            "subscriptionId", "ws_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
            "secretId", "sc_AAAAAAAAAAAAAAAAAAAAAA",
            "eventId", "evt_sandbox_AAAAAAAAAAAAAAAAAAAAAA");

    private static final List<String> PAYMENTS =
            List.of("Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled");
    private static final List<String> SETUPS = List.of("Created", "Authorized", "Completed", "Canceled", "Closed");

    private final Gateway gateway;
    private final String secretKey;
    private final Map<String, List<String>> ids = new HashMap<>();
    private String customerSecret = "";

    private Belongings(Gateway gateway, String secretKey) {
        this.gateway = gateway;
        this.secretKey = secretKey;
    }

    /** Opens an account, and gives it one of everything that others' ids must not be mixed with. */
    static Belongings ofStranger(Gateway gateway) {
        var own = new Belongings(gateway, gateway.openAccount("Stranger"));
        own.customer();
        own.subscription();
        return own;
    }

    /** Of the first account, which has everything. */
    public static Belongings ofFirst(Gateway gateway) {
        var all = new Belongings(gateway, gateway.secretKey());
        all.subscription();
        all.ids.put(
                "paymentIntentId",
                PAYMENTS.stream().map(state -> Wire.intent(gateway, state)).toList());
        all.ids.put(
                "setupIntentId",
                SETUPS.stream().map(state -> Wire.setup(gateway, state)).toList());
        var refund = gateway.refund(gateway.paid("Auto"), 1, "k").ok();
        all.ids.put("refundId", List.of(refund.path("refundId").asString()));
        all.customer();
        return all;
    }

    public List<String> all(String kind) {
        return ids.getOrDefault(kind, List.of());
    }

    public String one(String kind) {
        return all(kind).getFirst();
    }

    /** What shows itself to the owner: the first of each kind. */
    List<String> shown() {
        return Stream.of(
                        "/payment-intents/" + one("paymentIntentId"),
                        "/setup-intents/" + one("setupIntentId"),
                        "/customers/" + one("customerId"),
                        "/webhooks/" + one("subscriptionId") + "/secrets")
                .map(path ->
                        gateway.send(gateway.requestAs(secretKey, path).GET()).text())
                .toList();
    }

    String secretKey() {
        return secretKey;
    }

    public String customerSecret() {
        return customerSecret;
    }

    /** A request with the account's key that must be answered with success. */
    JsonNode post(String path, String json) {
        return gateway.send(Wire.json(gateway.requestAs(secretKey, path), json)).ok();
    }

    /** Somebody who has saved a card. */
    private void customer() {
        var customer = Wire.id(post("/customers", "{}"));
        var intent = post("/payment-intents", Wire.body("\"customer\":{\"id\":\"" + customer + "\"}"));
        gateway.postOpen(
                        "/api/payments/" + Wire.secret(intent),
                        Gateway.card(Wire.GOOD_CARD).replaceFirst("\\{", "{\"savePaymentMethod\":true,"))
                .ok();
        customerSecret = post("/customers/" + customer + "/create-secret", "{}")
                .path("secret")
                .asString();
        var saved = gateway.send(gateway.requestAs(customerSecret, "/customers/public/" + customer + "/payment-methods")
                        .GET())
                .ok();
        ids.put("customerId", List.of(customer));
        ids.put("paymentMethodId", List.of(saved.at("/savedPaymentMethods/0/id").asString()));
    }

    /** To an event that has been tried, with a second secret. */
    private void subscription() {
        var events = "{\"events\":[\"payment_intent.created\"],\"url\":\"https://localhost:1/\"}";
        var subscription = "/webhooks/" + Wire.id(post("/webhooks", events));
        post("/payment-intents", Wire.body(""));
        gateway.deliver();
        var secrets = gateway.send(
                        gateway.requestAs(secretKey, subscription + "/secrets").POST(BodyPublishers.noBody()))
                .ok();
        var deliveries = gateway.send(gateway.requestAs(secretKey, subscription + "/deliveries")
                        .GET())
                .ok();
        ids.put("subscriptionId", List.of(subscription.substring("/webhooks/".length())));
        ids.put("secretId", secrets.path("secrets").valueStream().map(Wire::id).toList());
        ids.put("eventId", List.of(deliveries.at("/0/eventId").asString()));
    }
}
