package tatami.bench;

import java.nio.charset.StandardCharsets;

/** The requests, as the bytes that go over the wire. */
final class Calls {

    /** What a shop would send: a basket, who buys it, where the shopper comes back. */
    private static final String WANTED = """
            {"captureMode":"%s","amount":{"value":4599,"currencyCode":"GBP"},"reference":"Order 2026-11-000123",\
            "description":"Two tickets and a programme, to be collected at the door",\
            "customer":{"id":"customer-8841","emailAddress":"shopper@example.com","phoneNumber":"+442071838750"},\
            "billingAddress":{"address1":"12 High Street","address2":"Flat 3","city":"London","postcode":"N1 9GU",\
            "countryCode":"GB"},\
            "config":{"title":"Box office","redirectUrl":"https://shop.example/orders/123/done",\
            "cancelUrl":"https://shop.example/orders/123/cancelled"},\
            "itemLines":[\
            {"id":"T-1","quantity":2,"caption":"Ticket, stalls","amountTotal":{"value":4000,"currencyCode":"GBP"}},\
            {"id":"P-1","quantity":1,"caption":"Programme","amountTotal":{"value":599,"currencyCode":"GBP"}}],\
            "taxLines":[{"id":"V","caption":"VAT","subCaption":"20%%","amountTotal":{"value":766,"currencyCode":"GBP"}}],\
            "metadata":{"channel":"web","basket":"b-77120034","campaign":"autumn-2026"}}""";

    private static final String CARD = """
            {"cV2":"020","cardName":"A Shopper","cardNumber":"5200000000001005","expiryDate":"12 / 29"}""";

    private static final String SIGNED =
            "Authorization: Basic " + GatewayProcess.SECRET_KEY + "\r\nversion: 2022-04-07\r\n";

    private Calls() {}

    static byte[] create(String captureMode) {
        return post("/payment-intents", SIGNED, WANTED.formatted(captureMode));
    }

    static byte[] retrieve(String id) {
        return bytes("GET /payment-intents/" + id + " HTTP/1.1\r\nHost: localhost\r\n" + SIGNED + "\r\n");
    }

    static byte[] pay(String secret) {
        return post("/api/payments/" + secret, "", CARD);
    }

    static byte[] capture(String id) {
        return post("/payment-intents/" + id + "/captures", SIGNED, "{\"amount\":4599}");
    }

    static byte[] refund(String id) {
        return post(
                "/payment-intents/" + id + "/refunds",
                SIGNED + "idempotencyKey: r-" + id + "\r\n",
                "{\"amount\":4599}");
    }

    static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static byte[] post(String path, String headers, String json) {
        return bytes("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
