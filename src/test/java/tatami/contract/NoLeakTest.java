package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.cards.Pan;
import tatami.kit.Money;
import tatami.wallets.ApplePay;
import tatami.wallets.GooglePay;
import tatami.wallets.WalletPayment.AuthMethod;
import tatami.webhooks.Receiver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A card number that came in is found nowhere afterwards: not in a log line, not in an answer, not in
 * the database, not in the data directory. Nor is a security code or a wallet's cryptogram, and no key stands in a log,
 * nor what lets customers in, nor what webhooks are signed with, nor where they go.
 */
class NoLeakTest {

    private static final String CVV = "739";

    /** Approved, declined, challenged, American, short, and one that fails the check digit. */
    private static final List<String> PANS = List.of(
            "5200000000001005",
            "4456530000001013",
            "4000000000000002",
            "4456530000001096",
            "371449111020228",
            "6759410000006404",
            "4111111111111111",
            "4456530000001006");

    private static final Pattern SECRET_KEY = Pattern.compile("sk_(sandbox|prod)_[A-Za-z0-9_-]{10,}");

    /** Where a mask or a name of the field stands close by, three digits by themselves are the code. */
    private static final Pattern CODE_NEARBY =
            Pattern.compile("(?i)(\\*\\*\\*\\*|cv2|cvv|cvc|security.?code)[^\\n]{0,80}?(?<![0-9A-Za-z.])" + CVV
                    + "(?![0-9A-Za-z])|(?<![0-9A-Za-z.])" + CVV
                    + "(?![0-9A-Za-z])[^\\n]{0,80}?(\\*\\*\\*\\*|cv2|cvv|cvc)");

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final List<String> ANSWERS = new ArrayList<>();
    private static final Set<String> SECRETS = new LinkedHashSet<>();

    /** With what webhooks and what listeners pass on are signed. */
    private static final Set<String> SIGNING_SECRETS = new LinkedHashSet<>();

    private static final List<String> CUSTOMER_SECRETS = new ArrayList<>();

    /** What wallets sent in the place of security codes. */
    private static final List<String> CRYPTOGRAMS = new ArrayList<>();

    /** What a receiver's address may hold to know us by. */
    private static final String TOKEN = "t0ken-0f-the-receivers-own";

    /** What was logged while all that was done. */
    private static List<String> logged = List.of();

    private static Gateway gateway;
    private static Receiver receiver;
    private static final List<Appender<ILoggingEvent>> OTHERS = new ArrayList<>();

    private static Level rootLevel;
    private static Level tatamiLevel;

    @BeforeAll
    static void payInEveryWay() {
        listen();
        gateway = Gateway.start(Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"));
        receiver = Receiver.plain();
        subscribe();
        for (var pan : PANS) {
            byApp(pan);
            forLaterCharges(pan);
            saved(pan);
            byPage(pan);
            byWallet(pan);
            wrongly(pan);
        }
        letInCustomers();
        gateway.clock().advance(java.time.Duration.ofDays(1));
        gateway.resolve();
        gateway.expire();
        gateway.mail();
        passOn();
        logged = log();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        receiver.close();
        root().detachAppender(LOG);
        OTHERS.forEach(root()::addAppender);
        root().setLevel(rootLevel);
        logger("tatami").setLevel(tatamiLevel);
        SLF4JBridgeHandler.uninstall();
    }

    static final List<String> CARDS = PANS;

    @ParameterizedTest
    @FieldSource("CARDS")
    void noCardNumberIsLogged(String pan) {
        assertThat(logged).hasSizeGreaterThan(100);
        assertThat(findings(pan, logged)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void noCardNumberIsAnswered(String pan) {
        assertThat(findings(pan, ANSWERS)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void noCardNumberIsInTheDatabase(String pan) {
        assertThat(findings(pan, new Rows(gateway).everything())).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void noCardNumberIsInTheDataDirectory(String pan) {
        assertThat(findings(pan, files(gateway.dataDirectory()))).isEmpty();
    }

    @Test
    void noCardNumberIsAnywhereAfterARotation() {
        var rows = new Rows(gateway);
        var before = rows.read("SELECT sealed::text FROM card ORDER BY id");

        assertThat(gateway.rotateVault().finished()).isTrue();

        assertThat(rows.read("SELECT sealed::text FROM card ORDER BY id"))
                .hasSameSizeAs(before)
                .isNotEmpty()
                .doesNotContainAnyElementsOf(before);
        var everywhere = new ArrayList<>(rows.everything());
        everywhere.addAll(files(gateway.dataDirectory()));
        everywhere.addAll(log());
        everywhere.removeIf(text -> text.startsWith("tatami.planted"));
        assertThat(PANS).allSatisfy(pan -> assertThat(findings(pan, everywhere)).isEmpty());
    }

    @Test
    void noSecurityCodeIsKeptAnywhere() {
        assertThat(everywhere())
                .filteredOn(text -> CODE_NEARBY.matcher(text).find())
                .isEmpty();
    }

    @Test
    void noCryptogramIsKeptAnywhere() {
        assertThat(CRYPTOGRAMS).hasSize(21);
        var everywhere = everywhere();

        assertThat(CRYPTOGRAMS)
                .allSatisfy(cryptogram ->
                        assertThat(findings(cryptogram, everywhere)).isEmpty());
    }

    /** Nor any part of the keys that open wallets' tokens, as text or as bytes. */
    @Test
    void noWalletKeyIsReadableAnywhere() {
        var everywhere = everywhere();

        assertThat(new Rows(gateway).counts().get("sandbox.wallet_keys")).isEqualTo(1);
        for (var key : walletKeys()) {
            var number = key.getS().toString(16);
            assertThat(findings(base64(key.getEncoded()), everywhere)).isEmpty();
            assertThat(everywhere)
                    .noneMatch(text ->
                            text.contains(number) || text.contains(key.getS().toString()));
        }
    }

    @Test
    void noKeyIsLogged() {
        assertThat(logged).noneMatch(line -> SECRET_KEY.matcher(line).find());
    }

    @Test
    void noClientSessionSecretIsLogged() {
        assertThat(SECRETS).hasSizeGreaterThan(20);
        assertThat(logged).noneMatch(line -> SECRETS.stream().anyMatch(line::contains));
    }

    @Test
    void noCustomerSecretIsLogged() {
        assertThat(CUSTOMER_SECRETS)
                .isNotEmpty()
                .allSatisfy(secret -> assertThat(findings(secret, logged)).isEmpty());
    }

    @Test
    void someCardsWereSaved() {
        assertThat(new Rows(gateway).counts().get("public.payment_method")).isPositive();
    }

    @Test
    void noSigningSecretIsLogged() {
        assertThat(SIGNING_SECRETS).hasSize(6);
        assertThat(SIGNING_SECRETS)
                .allSatisfy(secret -> assertThat(findings(secret, logged)).isEmpty());
    }

    @Test
    void noAddressOfAReceiverIsLogged() {
        assertThat(receiver.arrivals())
                .isNotEmpty()
                .allMatch(
                        arrival -> arrival.exchange().getRequestURI().toString().contains(TOKEN));
        assertThat(logged).anyMatch(line -> line.contains("webhook tried"));
        assertThat(findings(TOKEN, logged)).isEmpty();
        assertThat(logged).noneMatch(line -> line.contains("/hook"));
    }

    @Test
    void noSigningSecretIsInAMessage() {
        assertThat(receiver.arrivals())
                .noneMatch(arrival -> SIGNING_SECRETS.stream()
                        .anyMatch((arrival.text()
                                + arrival.exchange().getRequestHeaders().values())::contains));
    }

    @Test
    void noKeyIsInTheDatabase() {
        var rows = new Rows(gateway).everything();

        assertThat(rows).noneMatch(row -> SECRET_KEY.matcher(row).find());
        assertThat(findings(gateway.secretKey(), rows)).isEmpty();
    }

    /** Without this, all of the above would pass by looking at nothing. */
    @Test
    void whatIsPlantedIsFound() {
        var pan = PANS.getFirst();
        logger("tatami.planted").debug("card {}", pan);
        var planted =
                log().stream().filter(line -> line.contains("tatami.planted")).toList();

        assertThat(findings(pan, planted)).isNotEmpty();
        assertThat(findings(pan, List.of("5200-0000 0000-1005"))).isNotEmpty();
        for (int shift = 0; shift < 3; shift++) {
            var wrapped = "x".repeat(shift) + "{\"n\":\"" + pan + "\"}";
            assertThat(findings(pan, List.of(base64(wrapped))))
                    .as("base64 shifted by " + shift)
                    .isNotEmpty();
        }
        assertThat(findings(pan, List.of("\\x00" + HexFormat.of().formatHex(pan.getBytes(StandardCharsets.UTF_8)))))
                .isNotEmpty();
        assertThat(findings(pan, List.of(URLEncoder.encode("a " + pan, StandardCharsets.UTF_8))))
                .isNotEmpty();
        assertThat(CODE_NEARBY.matcher("{\"cV2\":\"" + CVV + "\"}").find()).isTrue();
        assertThat(CODE_NEARBY.matcher("52000000****1005 12/29 " + CVV + " ").find())
                .isTrue();
        assertThat(SECRET_KEY.matcher("Basic " + gateway.secretKey()).find()).isTrue();
        assertThat(new Rows(gateway).everything()).anyMatch(row -> row.contains("52000000****1005"));
        assertThat(files(gateway.dataDirectory())).anyMatch(file -> file.contains("ending in"));
        assertThat(ANSWERS).anyMatch(answer -> answer.contains("52000000****1005"));
    }

    // How cards come in.

    /** Saved while it pays, with or without a challenge; then listed, and tried again. */
    private static void saved(String pan) {
        var customer = Wire.id(gateway.post("/customers", "{\"name\":\"Alex\"}").ok());
        var wanted = """
                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 9","customer":{"id":"%s"}}
                """.formatted(customer);
        var save = card(pan).replace("{\"cV2\"", "{\"savePaymentMethod\":true,\"cV2\"");
        heard(gateway.postOpen(
                "/api/payments/"
                        + Wire.secret(gateway.post("/payment-intents", wanted).ok()),
                save));
        var secret =
                gateway.post("/customers/" + customer + "/create-secret", "").ok();
        SECRETS.add(secret.path("secret").asString());
        var methods = gateway.send(gateway.open("/customers/public/" + customer + "/payment-methods")
                .header("version", Gateway.VERSION)
                .header("Authorization", "Basic " + secret.path("secret").asString())
                .GET());
        heard(methods);
        for (var method : methods.ok().path("savedPaymentMethods")) {
            var again = Wire.secret(gateway.post("/payment-intents", wanted).ok());
            heard(gateway.postOpen("/api/payments/recurring/" + again, """
                    {"cV2":"%s","paymentMethodId":"%s"}""".formatted(
                            CVV, method.path("id").asString())));
        }
    }

    private static void byApp(String pan) {
        for (var mode : new String[] {"Auto", "Manual"}) {
            var intent = gateway.create(mode);
            var secret = Wire.secret(intent);
            heard(gateway.postOpen("/api/device-data/" + secret, card(pan)));
            heard(gateway.postOpen("/api/payments/" + secret, card(pan)));
            heard(gateway.postOpen("/api/payments/" + secret, card(pan)));
            heard(gateway.postOpen(
                    "/mobile/payments/" + secret + "/three-ds-complete",
                    "{\"paRes\":\"\",\"cardinalValidateResponse\":{\"actionCode\":\"FAILURE\"}}"));
            var id = Wire.id(intent);
            heard(gateway.get("/payment-intents/" + id));
            heard(gateway.post("/payment-intents/" + id + "/captures", "{\"amount\":100}"));
            heard(gateway.refund(id, 100, "k"));
            heard(gateway.post("/payment-intents/" + id + "/receipt", "{\"emails\":[\"alex@shop.example\"]}"));
            heard(gateway.post("/payment-intents/" + id + "/reversal", ""));
        }
        heard(gateway.post("/payment-intents/search", "{}"));
    }

    /** Left for later, with or without a challenge; then charged, and refused to others. */
    private static void forLaterCharges(String pan) {
        for (var type : new String[] {"NoShow", "Unscheduled"}) {
            var setup = gateway.createSetup(type);
            var secret = Wire.secret(setup);
            var consenting = card(pan).replace("{\"cV2\"", "{\"mitConsentGiven\":true,\"cV2\"");
            heard(gateway.postOpen("/api/payments/" + secret, card(pan)));
            heard(gateway.postOpen("/api/payments/" + secret, consenting));
            heard(gateway.postOpen("/api/payments/" + secret, consenting));
            heard(gateway.postOpen(
                    "/mobile/payments/" + secret + "/three-ds-complete",
                    "{\"paRes\":\"\",\"cardinalValidateResponse\":{\"actionCode\":\"SUCCESS\"}}"));
            for (int i = 0; i < 2; i++) {
                var intent = gateway.createUnder(Wire.id(setup));
                heard(gateway.charge(intent));
                heard(gateway.get("/payment-intents/" + intent));
            }
            heard(gateway.get("/setup-intents/" + Wire.id(setup)));
        }
    }

    /** Tokens that buy, that come again, that are of no use here, and that are no tokens any more. */
    private static void byWallet(String pan) {
        if (Pan.parse(pan).isEmpty()) {
            return; // no wallet has such a card
        }
        var card = Gateway.inWallet(pan);
        var account = gateway.account(gateway.secretKey());
        var now = gateway.clock().instant();
        for (var money : List.of(Money.of(1000, "GBP"), Money.of(1, "GBP"))) {
            var apple = gateway.wallets().appleToken(account, card, money, now);
            var keys = gateway.wallets().apple(account).orElseThrow();
            CRYPTOGRAMS.add(ApplePay.open(apple, keys, money, now)
                    .card()
                    .cryptogram()
                    .orElseThrow()
                    .reveal());
            var intent = gateway.createForWallets();
            heard(gateway.payWithApple(intent, apple.replace("EC_v1", "RSA_v1")));
            heard(gateway.payWithApple(intent, apple));
            heard(gateway.payWithApple(gateway.createForWallets(), apple));
            heard(gateway.payWithApple(gateway.create("Auto"), apple));
            heard(gateway.get("/payment-intents/" + Wire.id(intent)));
        }
        for (var method : AuthMethod.values()) {
            var google = gateway.googleToken(pan, method);
            GooglePay.open(google, gateway.wallets().google(account).orElseThrow(), now)
                    .card()
                    .cryptogram()
                    .ifPresent(cryptogram -> CRYPTOGRAMS.add(cryptogram.reveal()));
            var intent = gateway.createForWallets();
            if (method == AuthMethod.CRYPTOGRAM_3DS) { // the other one's answer is made of the number
                heard(gateway.decryptGoogle(intent, google));
            }
            heard(gateway.decryptGoogle(intent, google.replace("ECv2", "ECv1")));
            heard(gateway.payWithGoogle(intent, google.replace("ECv2", "ECv1")));
            heard(gateway.payWithGoogle(intent, google));
            heard(gateway.payWithGoogle(gateway.createForWallets(), google));
            heard(gateway.payWithGoogle(gateway.createForWallets(), pan));
            heard(gateway.get("/payment-intents/" + Wire.id(intent)));
        }
    }

    private static void byPage(String pan) {
        var intent = gateway.create("Auto");
        var path = "/checkout/" + Wire.id(intent);
        heard(gateway.send(gateway.open(path).GET()));
        heard(form(path, fields(intent, pan, "12/29", CVV)));
        heard(form(path, fields(intent, pan, "12/20", CVV)));
        heard(form(path, fields(intent, pan, "never", "x")));
        heard(form(path, fields(intent, "", "12/29", CVV)));
        var another = gateway.create("Auto");
        heard(form("/checkout/" + Wire.id(another), fields(another, pan.substring(1), "12/29", CVV)));
        heard(form(path + "/three-ds", Map.of("PaRes", pan, "MD", pan)));
        heard(form("/sandbox/three-ds/answer", Map.of("code", pan, "JWT", pan)));
        heard(form("/sandbox/three-ds/challenge", Map.of("JWT", pan, "MD", pan)));
    }

    /** In the wrong place, of the wrong type, or in a request that cannot be read at all. */
    private static void wrongly(String pan) {
        var secret = Wire.secret(gateway.create("Auto"));
        var payments = "/api/payments/" + secret;
        for (var body : List.of(
                card(pan).replace("\"" + pan + "\"", pan),
                card(pan).replace("12 / 29", "12 / 20"),
                card(pan).replace("12 / 29", pan),
                card(pan).replace("A Shopper", pan),
                card(pan).replace("A Shopper", pan + " A Shopper"),
                card(pan).replace("\"cV2\":\"" + CVV + "\"", "\"cV2\":\"" + pan + "\""),
                card(pan).replace(pan, pan + pan),
                card(pan).replace(pan, pan + "\\u0000"),
                card("").replace("cardName", pan),
                "{\"" + pan + "\":{\"cV2\":\"" + CVV + "\"}}",
                "{\"cardNumber\":{\"number\":\"" + pan + "\"},\"cV2\":[\"" + CVV + "\"]}",
                card(pan).substring(0, card(pan).length() - 4),
                card(pan) + pan,
                pan,
                "\"" + pan + "\"",
                "[\"" + pan + "\"]",
                "cardNumber=" + pan + "&cV2=" + CVV)) {
            var fresh = gateway.create("Auto"); // an attempt uses the secret up
            heard(gateway.postOpen("/api/device-data/" + Wire.secret(fresh), body));
            heard(gateway.postOpen("/api/payments/" + Wire.secret(fresh), body));
            heard(gateway.postOpen("/mobile/payments/" + Wire.secret(fresh) + "/three-ds-complete", body));
            heard(gateway.get("/payment-intents/" + Wire.id(fresh)));
        }
        heard(gateway.postOpen("/api/payments/" + pan, card(pan)));
        heard(gateway.postOpen(payments + "?cardNumber=" + pan, card(pan)));
        heard(gateway.postOpen("/nothing/" + pan, card(pan)));
        heard(gateway.send(gateway.open("/checkout/" + pan + "?pan=" + pan).GET()));
        heard(gateway.get("/payment-intents/" + pan));
        heard(gateway.send(gateway.open(payments)
                .header("Content-Type", pan)
                .header("traceparent", pan)
                .header("idempotencyKey", pan)
                .header("version", pan)
                .header("Authorization", "Basic " + pan)
                .POST(BodyPublishers.ofString(card(pan)))));
        heard(gateway.send(gateway.open(payments)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(card(pan)))));
        var raw = new RawHttp(gateway);
        ANSWERS.add(
                raw.exchange("POST " + payments + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + card(pan))
                        .body());
        raw.exchange("POST " + payments + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + pan + "\r\n");
        raw.exchange("POST " + pan + " " + pan + "\r\n" + pan + ": " + pan + "\r\n\r\n");
    }

    /** With a secret in its place, out of its place, and out of its time. */
    private static void letInCustomers() {
        var path = "/customers/" + Wire.id(gateway.post("/customers", "{}").ok());
        var made = gateway.post(path + "/create-secret", "");
        heard(made);
        var secret = made.ok().path("secret").asString();
        CUSTOMER_SECRETS.add(secret);
        var cards = path.replace("/customers/", "/customers/public/") + "/payment-methods";
        for (var asked : List.of(cards, cards + "/pm_x", cards + "?secret=" + secret, path, "/customers/" + secret)) {
            var request = gateway.requestAs(secret, asked);
            heard(gateway.send(request.copy().GET()));
            heard(gateway.send(request.copy().DELETE()));
            heard(gateway.send(request.copy().header("version", secret).GET()));
        }
        heard(gateway.post("/customers/" + secret + "/create-secret", secret));
        heard(gateway.postOpen("/api/payments/" + secret, "{}"));
        for (var pan : PANS) {
            heard(gateway.get("/customers/" + pan));
            heard(gateway.send(gateway.requestAs(pan, "/customers/public/" + pan + "/payment-methods/" + pan)
                    .DELETE()));
        }
        gateway.clock().advance(Duration.ofMinutes(15));
        heard(gateway.send(gateway.requestAs(secret, cards).GET()));
    }

    /** One who takes all, one who takes nothing, one who is not there, and one where nothing may go. */
    private static void subscribe() {
        receiver.answer(arrival ->
                Receiver.Answer.of(arrival.event().equals("payment_intent.status_updated") ? 500 : 200, TOKEN));
        signedWith(subscribe("payment_intent.created", receiver.url()));
        signedWith(subscribe("payment_intent.status_updated", receiver.url()));
        signedWith(subscribe("payment.successful", "http://localhost:1/hook"));
        var forbidden = subscribe("payment_intent.send-receipt", "https://10.0.0.1/hook");
        signedWith(forbidden);
        signedWith(
                gateway.post("/webhooks/" + Wire.id(forbidden) + "/secrets", "").ok());
        for (var wrong : List.of("http://shop.example/hook", "https://user:word@shop.example/hook", "/hook")) {
            Wire.problem(gateway.post("/webhooks", subscription("order.created", wrong)), 400);
        }
    }

    private static JsonNode subscribe(String event, String url) {
        return gateway.post("/webhooks", subscription(event, url)).ok();
    }

    private static String subscription(String event, String url) {
        return "{\"events\":[\"" + event + "\"],\"url\":\"" + url + "?wc-api=" + TOKEN + "\"}";
    }

    private static void signedWith(JsonNode answer) {
        answer.path("secrets")
                .forEach(secret -> SIGNING_SECRETS.add(secret.path("value").asString()));
    }

    /** Some of it again and again until it is given up, and some once more; and to somebody who listens. */
    private static void passOn() {
        for (int i = 0; i < 8; i++) {
            gateway.deliver();
            gateway.clock().advance(Duration.ofHours(3));
        }
        for (var subscription : gateway.get("/webhooks").ok()) {
            var log = "/webhooks/" + Wire.id(subscription) + "/deliveries";
            var latest = gateway.get(log).ok().at("/0/eventId").asString();
            heard(gateway.get(log + "?limit=500&before=" + latest));
            heard(gateway.get(log + "/" + latest));
            heard(gateway.get(log + "?state=" + TOKEN));
            heard(gateway.get(log + "?before=" + TOKEN));
            heard(gateway.post(log + "/" + latest + "/resend", ""));
            heard(gateway.post(log + "/resend", ""));
        }
        gateway.deliver();
        listened();
    }

    private static void listened() {
        var request = gateway.request("/webhooks/listen?after=0&x=" + TOKEN).build();
        try (var client = HttpClient.newHttpClient();
                var lines = client.send(request, BodyHandlers.ofLines()).body()) {
            var greeting = JsonMapper.shared().readTree(lines.findFirst().orElseThrow());
            SIGNING_SECRETS.add(greeting.path("secret").asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String card(String pan) {
        return "{\"cV2\":\"" + CVV + "\",\"cardName\":\"A Shopper\",\"cardNumber\":\"" + pan
                + "\",\"expiryDate\":\"12 / 29\"}";
    }

    private static Map<String, String> fields(
            tools.jackson.databind.JsonNode intent, String pan, String expiry, String cvv) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("secret", Wire.secret(intent));
        fields.put("card-number", pan);
        fields.put("expiry", expiry);
        fields.put("cvv", cvv);
        fields.put("name", "A Shopper");
        return fields;
    }

    private static Answer form(String path, Map<String, String> fields) {
        var body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return gateway.send(gateway.open(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private static void heard(Answer answer) {
        ANSWERS.add(answer.text() + "\n" + answer.response().headers().map());
        var secrets = Pattern.compile("[A-Za-z0-9_-]{146,160}={0,2}").matcher(answer.text());
        while (secrets.find()) {
            SECRETS.add(secrets.group());
        }
    }

    // Where they might have gone.

    private static List<String> log() {
        return List.copyOf(LOG.list).stream()
                .map(event ->
                        event.getLoggerName() + " " + event.getThreadName() + " " + event.getFormattedMessage() + " "
                                + event.getKeyValuePairs() + " " + event.getMDCPropertyMap() + " "
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }

    /** Every text in which {@code canary} stands: plainly, with spaces or dashes, in base64, or in hex. */
    private static List<String> findings(String canary, List<String> texts) {
        var bytes = canary.getBytes(StandardCharsets.UTF_8);
        var shapes = new ArrayList<String>();
        shapes.add(HexFormat.of().formatHex(bytes));
        for (int shift = 0; shift < 3; shift++) { // base64 has three ways to spell the same bytes inside others
            var coded = base64("\0".repeat(shift) + canary);
            var from = shift == 0 ? 0 : shift + 1;
            shapes.add(coded.substring(from, (shift + canary.length()) / 3 * 4));
        }
        var spaced = Pattern.compile(
                Arrays.stream(canary.split("")).map(Pattern::quote).collect(Collectors.joining("[ -]?")));
        return texts.stream()
                .filter(text -> text.contains(canary)
                        || shapes.stream().anyMatch(shape -> text.contains(shape) || text.contains(urlSafe(shape)))
                        || canary.length() < 20 && spaced.matcher(text).find())
                .map(text -> text.length() > 500 ? text.substring(0, 500) + "…" : text)
                .toList();
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String urlSafe(String base64) {
        return base64.replace('+', '-').replace('/', '_');
    }

    private static List<String> everywhere() {
        var everywhere = new ArrayList<>(logged);
        everywhere.addAll(ANSWERS);
        everywhere.addAll(new Rows(gateway).everything());
        everywhere.addAll(files(gateway.dataDirectory()));
        return everywhere;
    }

    private static List<ECPrivateKey> walletKeys() {
        var account = gateway.account(gateway.secretKey());
        var keys = new ArrayList<>(
                gateway.wallets().apple(account).orElseThrow().processingKeys().values());
        keys.addAll(gateway.wallets().google(account).orElseThrow().privateKeys());
        return keys;
    }

    private static List<String> files(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(NoLeakTest::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return file + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void listen() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        rootLevel = root().getLevel();
        tatamiLevel = logger("tatami").getLevel();
        root().setLevel(Level.INFO);
        logger("tatami").setLevel(Level.ALL);
        LOG.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        LOG.start();
        root().iteratorForAppenders().forEachRemaining(OTHERS::add);
        OTHERS.forEach(root()::detachAppender); // all this belongs on nobody's screen
        root().addAppender(LOG);
    }

    private static Logger root() {
        return logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
