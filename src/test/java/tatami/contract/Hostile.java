package tatami.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes requests that nobody should send: wrong, broken, huge, or only odd. The same seed makes the
 * same requests. None of them moves money: cards are never good, and intents never paid.
 */
final class Hostile {

    private static final List<String> FIELDS = List.of(
            "amount",
            "value",
            "currencyCode",
            "reference",
            "tipsAmount",
            "captureMode",
            "description",
            "customer",
            "billingAddress",
            "shippingDetails",
            "address",
            "countryCode",
            "config",
            "payment",
            "redirectUrl",
            "title",
            "customerEmail",
            "requestSecurity",
            "itemLines",
            "taxLines",
            "quantity",
            "amountTotal",
            "paymentMethods",
            "actionLink",
            "url",
            "label",
            "expireAt",
            "autoExpireIn",
            "autoExpireAction",
            "metadata",
            "setupIntentId",
            "statuses",
            "startDate",
            "endDate",
            "cursor",
            "limit",
            "before",
            "after",
            "emails",
            "refundReason",
            "notes",
            "cardNumber",
            "cV2",
            "expiryDate",
            "cardName",
            "userEmailAddress",
            "paRes",
            "cardinalValidateResponse",
            "actionCode",
            "transactionSource",
            "paymentSource",
            "events",
            "name",
            "emailAddress",
            "phoneNumber",
            "vatNumber",
            "",
            "__proto__",
            "\\u0000",
            "\\ud800",
            "a.b[0]");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0",
            "1",
            "1.0",
            "1e3",
            "1e400",
            "1e99999999999999",
            "1E-99999999999",
            "0x10",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "2147483648",
            "999999999999",
            "NaN",
            "Infinity",
            "-Infinity",
            "01",
            "+1",
            ".5",
            "\"\"",
            "\" \"",
            "\"1000\"",
            "\"-1\"",
            "\"1e5\"",
            "\"NaN\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\ud835\udcb3\"",
            "\"\\uFFFE\\uFFFF\"",
            "\"\\u202e\"",
            "\"' OR 1=1 --\"",
            "\"'; DROP TABLE event; --\"",
            "\"${jndi:ldap://x}\"",
            "\"<script>\"",
            "\"../../etc/passwd\"",
            "\"%s%n%x\"",
            "\"{{7*7}}\"",
            "\"GBP\"",
            "\"gbp\"",
            "\"XXX\"",
            "\"u\u00df\"",
            "\"JPY\"",
            "\"2022-13-45\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59+18:00\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999-18:00\"",
            "\"2024-02-29T24:00:00Z\"",
            "\"2016-12-31T23:59:60Z\"",
            "\"2099-01-01T00:00:00+01:00[Europe/Paris]\"",
            "\"PT1H\"",
            "\"9999.23:59:59\"",
            "\"99999999999999999999.00:00:00\"",
            "\"https://[::1\"",
            "\"http://a b\"",
            "\"https://u:p@h:99999/\"",
            "\"//\"",
            "\"javascript:alert(1)\"",
            "\"a@b\"",
            "\"a@b.c\\r\\nBcc: d@e.f\"",
            "\"Manual\"",
            "\"Captured\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "{\"\":\"\"}",
            "{\"value\":null}",
            "[1,\"2\",null,{}]",
            "{\"value\":1,\"currencyCode\":\"GBP\"}",
            "{\"value\":\"1\",\"currencyCode\":\"EUR\"}",
            "tru",
            "\"",
            "'a'",
            "{",
            "[",
            "}",
            ",",
            "undefined",
            "/* */1",
            "\"\\x\"",
            "\"\\u12\"",
            "\"4456530000001004\"",
            "4456530000001004");

    private static final List<String> PATHS = List.of(
            "/payment-intents",
            "/payment-intents/",
            "/payment-intents/search",
            "/payment-intents/{id}",
            "/payment-intents/{id}/amount",
            "/payment-intents/{id}/tips-amount",
            "/payment-intents/{id}/captures",
            "/payment-intents/{id}/reversal",
            "/payment-intents/{id}/refunds",
            "/payment-intents/{id}/receipt",
            "/payment-intents/{id}/charge",
            "/payment-intents/{id}/refresh-client-session-secret",
            "/payment-intents/refunds/{id}",
            "/payment-intents/public/{id}",
            "/payment-intents/public/{id}/refresh-client-session-secret",
            "/api/payments/{secret}",
            "/api/device-data/{secret}",
            "/mobile/payments/{secret}/three-ds-complete",
            "/checkout/{id}",
            "/checkout/{id}/three-ds",
            "/sandbox/three-ds/challenge",
            "/sandbox/three-ds/answer",
            "/sandbox/three-ds/device-data",
            "/webhooks",
            "/webhooks/events",
            "/webhooks/{id}/secrets",
            "/webhooks/{subscription}/deliveries",
            "/webhooks/{subscription}/deliveries?before={id}&limit=7",
            "/webhooks/{subscription}/deliveries?limit={id}&state={id}",
            "/webhooks/{subscription}/deliveries?state=%00&state=Waiting",
            "/webhooks/{subscription}/deliveries/evt_{id}",
            "/webhooks/{subscription}/deliveries/{id}/resend",
            "/webhooks/{subscription}/deliveries/{event}/resend",
            "/webhooks/{subscription}/deliveries/resend",
            "/webhooks/listen/",
            "/webhooks/listen?after={id}",
            "/customers",
            "/customers/search",
            "/customers/{id}",
            "/customers/{id},{customer},{id}",
            "/customers/{customer}",
            "/customers/{customer}/create-secret",
            "/customers/public/{customer}/payment-methods",
            "/customers/public/{id}/payment-methods",
            "/customers/public/{customer}/payment-methods/{id}",
            "/health/live",
            "/health/ready",
            "/",
            "//",
            "/payment-intents//search",
            "/payment-intents/../payment-intents",
            "/%70ayment-intents",
            "/payment-intents;a=b",
            "/payment-intents/{id}/..",
            "/payment-intents?{id}",
            "/payment-intents/{id}/captures/{id}",
            "/nothing/{id}",
            "*");

    private static final List<String> IDS = List.of(
            "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
            "rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAAA",
            "pi_sandbox_T",
            "id",
            "%00",
            "..",
            "%2e%2e",
            "%2F",
            "%2f..%2f",
            "%zz",
            "%",
            "%ff",
            "%C3%A9",
            "\u00e9",
            "%ed%a0%80",
            "%u0041",
            "null",
            "-1",
            "a%20b",
            "a b",
            "<script>",
            "'--",
            "pi_sandbox_%41AAAAAAAAAAAAAAAAAAAAA",
            "rfnd_sandbox_AAAAAAAAAAAAAAAAAAAA==",
            "search",
            "public",
            "refunds",
            "0".repeat(6000),
            "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA;v=1",
            "~",
            "{id}",
            "[/]");

    private static final List<String> HEADERS = List.of(
            "Accept: text/html;q=zzz",
            "Accept: ///",
            "Accept-Encoding: br;q=2, gzip",
            "Content-Encoding: gzip",
            "Content-Encoding: nonsense",
            "traceparent: zz",
            "traceparent: 00-\u00e9",
            "X-Forwarded-For: ;;==",
            "X-Forwarded-Host: a b",
            "Forwarded: for=\"",
            "Cookie: ;;==;\u00ff",
            "Range: bytes=9-1",
            "Expect: 100-continue",
            "Expect: nonsense",
            "If-None-Match: *",
            "Origin: null",
            "Upgrade: websocket",
            "Connection: close",
            "Connection: Upgrade",
            "idempotencyKey: k",
            "idempotencyKey: \u00e9\u00ff",
            "idempotencyKey:",
            "idempotencyKey: " + "k".repeat(5000),
            "version: 2022-04-07",
            "version: +999999999-01-01",
            "version: 9",
            "Authorization: Basic",
            "Authorization: Basic ////",
            "Authorization: Basic 4pyT",
            "Authorization: Bearer x",
            "Authorization: Basic cs_sandbox_",
            "Authorization: Basic cs_sandbox_" + "A".repeat(96),
            "Authorization: Basic cs_sandbox_" + "_".repeat(7000),
            "Authorization: Basic cs_\u00ff",
            "Authorization: Basic sk_\u00ff",
            "Authorization: ,,,",
            "Authorization: Basic " + "A".repeat(7000),
            "X-HTTP-Method-Override: DELETE",
            "Content-Language: \u00ff",
            "TE: trailers",
            "Via: 1.1 x",
            "Max-Forwards: 0");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "text/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            ";",
            "/",
            "a/b/c",
            "application/",
            "*/*",
            "application/json, text/plain",
            "\u00ff/\u00ff",
            "application/+json",
            "application/json; charset=\"",
            "application/xml");

    private static final List<String> VERBS = List.of(
            "POST",
            "POST",
            "POST",
            "POST",
            "POST",
            "POST",
            "GET",
            "GET",
            "DELETE",
            "PUT",
            "PATCH",
            "HEAD",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "BREW",
            "post",
            "PROPFIND");

    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_32);

    private final Random random;
    private final String authorization;
    private final List<String> ids;
    private final List<String> secrets;
    private final String subscription;
    private final List<String> events;
    private final String customer;

    /**
     * @param ids of unpaid intents, and {@code secrets} theirs
     * @param subscription to the {@code events} of these
     * @param customer whom it may change or delete
     */
    Hostile(
            long seed,
            String secretKey,
            List<String> ids,
            List<String> secrets,
            String subscription,
            List<String> events,
            String customer) {
        random = new Random(seed);
        authorization = "Authorization: Basic " + secretKey;
        this.ids = ids;
        this.secrets = secrets;
        this.subscription = subscription;
        this.events = events;
        this.customer = customer;
    }

    /** A request, ready to be sent. */
    record Request(String verb, String path, byte[] bytes) {

        /** With what cannot be printed as Java escapes it. */
        @Override
        public String toString() {
            var text = new StringBuilder();
            for (var b : bytes) {
                if (b == '\n' || b >= ' ' && b < 127) {
                    text.append((char) b);
                } else if (b != '\r') {
                    text.append("\\x%02x".formatted(b));
                }
            }
            return text.length() <= 3000 ? text.toString() : text.substring(0, 3000) + "… (" + bytes.length + " bytes)";
        }
    }

    Request next() {
        var verb = one(VERBS);
        var path = one(PATHS)
                .replace("{id}", random.nextInt(3) == 0 ? one(IDS) : one(ids))
                .replace("{secret}", random.nextInt(3) == 0 ? one(IDS) : one(secrets))
                .replace("{subscription}", subscription)
                .replace("{customer}", customer)
                .replace("{event}", random.nextInt(3) == 0 ? one(IDS) : one(events));
        var body = random.nextInt(12) == 0 ? new byte[0] : body();
        var chunked = random.nextInt(8) == 0;
        var head = new StringBuilder(verb + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        if (random.nextInt(20) != 0) {
            head.append(authorization).append("\r\n");
        }
        if (random.nextInt(20) != 0) {
            head.append("version: 2022-04-07\r\n");
        }
        if (random.nextInt(10) != 0) {
            head.append("Content-Type: ")
                    .append(random.nextInt(4) == 0 ? one(TYPES) : TYPES.getFirst())
                    .append("\r\n");
        }
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            head.append(one(HEADERS)).append("\r\n");
        }
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0 || random.nextBoolean()) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return new Request(verb, path, joined(head + "\r\n", chunked ? chunked(body) : body));
    }

    private byte[] body() {
        var text = switch (random.nextInt(14)) {
            case 0 -> one(VALUES);
            case 1 -> "[".repeat(1 + random.nextInt(3000));
            case 2 -> "{\"a\":".repeat(1 + random.nextInt(300)) + "1";
            case 3 -> nested(random.nextInt(99));
            case 4 -> "{\"" + one(FIELDS) + "\":\"" + "x".repeat(random.nextInt(70_000)) + "\"}";
            case 5 -> "{\"" + one(FIELDS) + "\":" + "9".repeat(1 + random.nextInt(2000)) + "}";
            case 6 -> many();
            case 7 -> "cardNumber=" + one(IDS) + "&secret=%zz&&=&" + one(FIELDS) + "=" + one(VALUES);
            case 8 ->
                "{\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"},\"reference\":\"x\",\"" + one(FIELDS) + "\":"
                        + one(VALUES) + "}";
            default -> object(3);
        };
        var bytes = text.getBytes(random.nextInt(10) == 0 ? one(CHARSETS) : StandardCharsets.UTF_8);
        return switch (random.nextInt(20)) {
            case 0 -> joined("\u00ef\u00bb\u00bf", bytes); // a byte order mark
            case 1 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2, 3 -> flipped(bytes);
            case 4 -> noise();
            case 5 -> zipped(bytes);
            default -> bytes;
        };
    }

    private String object(int depth) {
        var fields = new ArrayList<String>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            var name = one(FIELDS);
            if (random.nextInt(10) == 0) {
                name = name.toUpperCase(java.util.Locale.ROOT);
            }
            fields.add("\"" + name + "\":" + value(depth));
        }
        return "{" + String.join(random.nextInt(50) == 0 ? ",," : ",", fields) + "}";
    }

    private String value(int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(8)) {
            case 0 -> object(depth - 1);
            case 1 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default -> one(VALUES);
        };
    }

    private String many() {
        var count = 1 + random.nextInt(700);
        var values = IntStream.range(0, count).mapToObj(_ -> one(VALUES)).toList();
        return "{\"" + one(FIELDS) + "\":[" + String.join(",", values) + "]}";
    }

    private static String nested(int depth) {
        return "{\"metadata\":".repeat(depth) + "{}" + "}".repeat(depth);
    }

    private byte[] flipped(byte[] bytes) {
        for (int i = 0; i < 1 + bytes.length / 30 && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] noise() {
        var noise = new byte[random.nextInt(5000)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] chunked(byte[] body) {
        var chunk = body.length == 0 ? new byte[0] : joined(Integer.toHexString(body.length) + "\r\n", body, "\r\n");
        return joined("", chunk, "0\r\n\r\n");
    }

    private static byte[] joined(String before, byte[] bytes) {
        return joined(before, bytes, "");
    }

    private static byte[] joined(String before, byte[] bytes, String after) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(bytes);
        out.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
