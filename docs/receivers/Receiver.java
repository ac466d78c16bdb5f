// Receives Tatami's webhooks. Java 25, nothing to install:
//
//     PORT=3000 WEBHOOK_SECRETS=first,second java Receiver.java

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

static final List<String> SECRETS = Stream.of(System.getenv("WEBHOOK_SECRETS").split(","))
        .filter(secret -> !secret.isEmpty())
        .toList(); // two while you rotate them
static final int LARGEST = 64 * 1024; // bytes; an event has about three hundred
static final int TOLERANCE = 5 * 60; // seconds

final Set<String> seen = ConcurrentHashMap.newKeySet(); // in your shop: a table, with a UNIQUE column for the id

/** Whether one of our secrets signed these very bytes. */
boolean verify(byte[] body, String signature) {
    var dashed = HexFormat.ofDelimiter("-").withUpperCase();
    return SECRETS.stream().anyMatch(secret -> same("sha256=" + dashed.formatHex(hmac(secret, body)), signature));
}

/** Whether it was sent just now, as far as the sender says when. Tatami always does. */
boolean fresh(byte[] body, Headers headers) {
    var signature = headers.getFirst("webhook-signature");
    if (signature == null) {
        return true;
    }
    var base64 = Base64.getEncoder();
    var time = headers.getFirst("webhook-timestamp");
    var prefix = (headers.getFirst("webhook-id") + "." + time + ".").getBytes();
    return SECRETS.stream()
                    .anyMatch(secret -> same("v1," + base64.encodeToString(hmac(secret, prefix, body)), signature))
            && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) <= TOLERANCE;
}

void receive(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(LARGEST + 1);
    var json = new String(body);
    var status = judge(exchange, body);
    var isNew = status == 200 && seen.add(field(json, "id"));
    exchange.sendResponseHeaders(status, -1); // remembered first, answered second, worked on third
    exchange.close();
    if (isNew) {
        work(json);
    }
}

int judge(HttpExchange exchange, byte[] body) {
    if (!exchange.getRequestMethod().equals("POST")) {
        return 405;
    }
    if (body.length > LARGEST) {
        return 413;
    }
    var headers = exchange.getRequestHeaders();
    return verify(body, headers.getFirst("dojo-signature")) && fresh(body, headers) ? 200 : 401;
}

/** In your shop: GET the payment intent and act on what it says. */
void work(String json) {
    if (!field(json, "paymentIntentId").isEmpty()) { // otherwise an event that we know nothing of
        IO.println(field(json, "event") + " " + field(json, "paymentIntentId") + " " + field(json, "paymentStatus"));
    }
}

/** Java brings no parser of JSON; your shop has one. */
String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
}

byte[] hmac(String secret, byte[]... parts) {
    try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(), "HmacSHA256"));
        for (var part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
    }
}

/** Compares without telling by its time how much was right. */
boolean same(String expected, String given) {
    return given != null && MessageDigest.isEqual(expected.getBytes(), given.getBytes());
}

void main() throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext("/hook", this::receive);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
}
