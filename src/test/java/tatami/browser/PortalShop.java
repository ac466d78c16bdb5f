package tatami.browser;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tatami.Gateway;
import tatami.users.Person;
import tatami.users.Role;
import tools.jackson.databind.JsonNode;

/** What a day in a shop leaves in the portal. */
final class PortalShop {

    private static final String VISA = "4456530000001005";

    private PortalShop() {}

    /** Gives the ids of payments worth looking at, by what became of them. */
    static Map<String, String> fill(Gateway gateway) {
        var team = gateway.people().team();
        var account = gateway.firstAccount();
        var owner = team.add(account, Person.of("alex.morgan@bluebell.example", "Alex Morgan"), Role.Owner);
        gateway.people().invitations().open(owner, "four candles in a drawer", "203.0.113.7", "");
        team.invite(
                account,
                Person.of("sam@bluebell.example", "Sam O’Neill"),
                Role.Support,
                "alex.morgan@bluebell.example");
        for (int i = 1; i <= 6; i++) {
            later(gateway);
            gateway.pay(create(gateway, "Order " + (2300 + i), 995L * i, ""), VISA)
                    .ok();
        }
        var payments = new LinkedHashMap<String, String>();
        later(gateway);
        payments.put("unpaid", create(gateway, "Table 4", 4_350, "").path("id").asString());
        later(gateway);
        var held = create(
                gateway,
                "Room 12, two nights, breakfast for three and the dog",
                128_000,
                "\"captureMode\":\"Manual\",");
        gateway.pay(held, "5200000000001005").ok();
        payments.put("held", held.path("id").asString());
        later(gateway);
        payments.put("refunded", refunded(gateway));
        return payments;
    }

    private static String refunded(Gateway gateway) {
        var intent = create(gateway, "Order 2310", 4_350, """
                "tipsAmount":{"value":450,"currencyCode":"GBP"},"description":"Two paperbacks and a card",
                "customer":{"emailAddress":"me@home.example","phoneNumber":"+44 20 7946 0018"},
                "billingAddress":{"address1":"10 High Street","city":"Leeds","postcode":"LS1 1AA","countryCode":"GB"},
                "metadata":{"till":"2"},"config":{"redirectUrl":"https://shop.example/thanks"},
                """);
        var id = intent.path("id").asString();
        gateway.pay(intent, "4000000000000002").ok();
        later(gateway);
        gateway.pay(
                        gateway.post("/payment-intents/" + id + "/refresh-client-session-secret", "")
                                .ok(),
                        VISA)
                .ok();
        later(gateway);
        gateway.refund(id, 1_250, "key").ok();
        return id;
    }

    private static JsonNode create(Gateway gateway, String reference, long minor, String members) {
        return gateway.post("/payment-intents", """
                        {%s"amount":{"value":%d,"currencyCode":"GBP"},"reference":"%s"}
                        """.formatted(members, minor, reference))
                .ok();
    }

    private static void later(Gateway gateway) {
        gateway.clock().advance(Duration.ofSeconds(47));
    }
}
