package tatami.contract;

import java.io.ByteArrayOutputStream;
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

    private final Random random;
    private final String authorization;
    private final List<String> ids;
    private final List<String> secrets;
    private final String subscription;
    private final List<String> events;
    private final String customer;

    /**
     * @param ids of unpaid intents of both kinds, and {@code secrets} theirs
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
        var verb = one(HostileWords.VERBS);
        var path = one(HostileWords.PATHS)
                .replace("{id}", random.nextInt(3) == 0 ? one(HostileWords.IDS) : one(ids))
                .replace("{secret}", random.nextInt(3) == 0 ? one(HostileWords.IDS) : one(secrets))
                .replace("{subscription}", subscription)
                .replace("{customer}", customer)
                .replace("{event}", random.nextInt(3) == 0 ? one(HostileWords.IDS) : one(events));
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
                    .append(random.nextInt(4) == 0 ? one(HostileWords.TYPES) : HostileWords.TYPES.getFirst())
                    .append("\r\n");
        }
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            head.append(one(HostileWords.HEADERS)).append("\r\n");
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
            case 0 -> one(HostileWords.VALUES);
            case 1 -> "[".repeat(1 + random.nextInt(3000));
            case 2 -> "{\"a\":".repeat(1 + random.nextInt(300)) + "1";
            case 3 -> nested(random.nextInt(99));
            case 4 -> "{\"" + one(HostileWords.FIELDS) + "\":\"" + "x".repeat(random.nextInt(70_000)) + "\"}";
            case 5 -> "{\"" + one(HostileWords.FIELDS) + "\":" + "9".repeat(1 + random.nextInt(2000)) + "}";
            case 6 -> many();
            case 7 ->
                "cardNumber=" + one(HostileWords.IDS) + "&secret=%zz&&=&" + one(HostileWords.FIELDS) + "="
                        + one(HostileWords.VALUES);
            case 8 ->
                "{\"amount\":{\"value\":1,\"currencyCode\":\"GBP\"},\"reference\":\"x\",\"" + one(HostileWords.FIELDS)
                        + "\":" + one(HostileWords.VALUES) + "}";
            default -> object(3);
        };
        var bytes = text.getBytes(random.nextInt(10) == 0 ? one(HostileWords.CHARSETS) : StandardCharsets.UTF_8);
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
            var name = one(HostileWords.FIELDS);
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
            default -> one(HostileWords.VALUES);
        };
    }

    private String many() {
        var count = 1 + random.nextInt(700);
        var values = IntStream.range(0, count)
                .mapToObj(_ -> one(HostileWords.VALUES))
                .toList();
        return "{\"" + one(HostileWords.FIELDS) + "\":[" + String.join(",", values) + "]}";
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
