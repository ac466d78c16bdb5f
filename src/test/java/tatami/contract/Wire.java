package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tools.jackson.databind.JsonNode;

/** What all contract tests say about answers. */
final class Wire {

    /** Well formed, and nobody's. */
    static final String UNKNOWN_INTENT = "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    static final String UNKNOWN_REFUND = "rfnd_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    /** None of these can be an intent's id; the first is what an official client's tests send. */
    static final List<String> MALFORMED_INTENTS = List.of(
            "pi_sandbox_T", "id", "pi_", "pi_sandbox_AAAAAAAAAAAAAAAAAAAAA%21", "cust_sandbox_AAAAAAAAAAAAAAAAAAAAAA");

    static final String UNKNOWN_SETUP = "si_sandbox_AAAAAAAAAAAAAAAAAAAAAA";

    static final List<String> MALFORMED_SETUPS = List.of(
            "si_sandbox_T", "id", "si_", "si_sandbox_AAAAAAAAAAAAAAAAAAAAA%21", "pi_sandbox_AAAAAAAAAAAAAAAAAAAAAA");

    static final List<String> SETUP_STATUSES =
            List.of("Created", "Authorized", "Completed", "Canceled", "Closed", "Expired", "CardExpired");

    /** Frictionless, and approved. */
    static final String GOOD_CARD = "5200000000001005";

    static final String DECLINED_CARD = "4000000000000002";

    private static final Pattern TRACE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** What only an accident would show: names of classes, and the lines of a stack trace. */
    private static final Pattern INTERNALS = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|tatami\\.[a-z]|java\\.|io\\.helidon|jackson|postgres|SQL|\\.java:\\d|Optional\\[");

    private Wire() {}

    /** A problem document as the API describes it: an RFC 7807 object with a trace id, and nothing inside out. */
    static JsonNode problem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("content-type"))
                .as("content type of %s", answer)
                .hasValue("application/json; charset=utf-8");
        return problem(answer.text(), status);
    }

    static JsonNode problem(String body, int status) {
        var problem = tools.jackson.databind.json.JsonMapper.shared().readTree(body);
        assertThat(problem.path("status").asInt()).as(body).isEqualTo(status);
        assertThat(problem.path("type").asString()).as(body).isNotEmpty();
        assertThat(problem.path("title").asString()).as(body).isNotEmpty();
        assertThat(problem.path("traceId").asString()).as(body).matches(TRACE);
        assertThat(INTERNALS.matcher(body).find())
                .as("nothing of our insides in " + body)
                .isFalse();
        return problem;
    }

    /** A refusal for a reason: its sentence is the detail. */
    static void refused(Answer answer, int status, String detail) {
        assertThat(problem(answer, status).path("detail").asString())
                .as(answer.toString())
                .contains(detail);
    }

    /** A refusal of fields: each complaint as {@code Field: sentence}, all of them. */
    static void invalid(Answer answer, String... complaints) {
        assertThat(complaints(problem(answer, 400))).as(answer.toString()).containsExactlyInAnyOrder(complaints);
    }

    /** A refusal that complains about this field, whatever it says of it and of others. */
    static void invalidField(Answer answer, String field) {
        assertThat(problem(answer, 400).path("errors").propertyNames())
                .as(answer.toString())
                .contains(field);
    }

    static List<String> complaints(JsonNode problem) {
        return problem.path("errors").properties().stream()
                .flatMap(field -> field.getValue().valueStream().map(one -> field.getKey() + ": " + one.asString()))
                .toList();
    }

    /** A field, perhaps of an object: {@code "customer":{"id":"text"}}. */
    static String nested(String path, String text) {
        var names = path.split("\\.");
        var value = "\"" + names[names.length - 1] + "\":\"" + text + "\"";
        return names.length == 1 ? value : "\"" + names[0] + "\":{" + value + "}";
    }

    /** The complaint about a text that is longer than this. */
    static String tooLong(String path, int longest) {
        var name = pascal(path);
        return name + ": The field " + name.substring(name.lastIndexOf('.') + 1)
                + " must be a string with a maximum length of " + longest + ".";
    }

    private static String pascal(String path) {
        return Arrays.stream(path.split("\\."))
                .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
                .collect(Collectors.joining("."));
    }

    static String id(JsonNode intent) {
        return intent.path("id").asString();
    }

    static String secret(JsonNode intent) {
        return intent.path("clientSessionSecret").asString();
    }

    static HttpRequest.Builder json(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    static HttpRequest.Builder refund(Gateway gateway, String intent, String key, String body) {
        return json(gateway.request("/payment-intents/" + intent + "/refunds"), body)
                .header("idempotencyKey", key);
    }

    /** A fresh intent of GBP 10.00 with these fields besides. */
    static JsonNode create(Gateway gateway, String fields) {
        return gateway.post("/payment-intents", body(fields)).ok();
    }

    static String body(String fields) {
        return "{\"amount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"reference\":\"Order 234\""
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    /** An intent of GBP 10.00 that was brought to this status by the API alone. */
    static String intent(Gateway gateway, String status) {
        return switch (status) {
            case "Created" -> id(gateway.create("Auto"));
            case "Authorized" -> gateway.paid("Manual");
            case "Captured" -> gateway.paid("Auto");
            case "Reversed" -> {
                var id = gateway.paid("Manual");
                gateway.post("/payment-intents/" + id + "/reversal", "").ok();
                yield id;
            }
            case "Refunded" -> {
                var id = gateway.paid("Auto");
                gateway.refund(id, 1000, "all").ok();
                yield id;
            }
            case "Canceled" -> {
                var id = id(gateway.create("Auto"));
                gateway.delete("/payment-intents/" + id).ok();
                yield id;
            }
            default -> throw new IllegalArgumentException(status);
        };
    }

    /** A no-show of GBP 10.00 that was brought to this status by the API and the clock alone. */
    static String setup(Gateway gateway, String status) {
        return switch (status) {
            case "Created" -> id(gateway.createSetup("NoShow"));
            case "Authorized" -> gateway.agreed("NoShow");
            case "Completed" -> {
                var id = gateway.agreed("NoShow");
                gateway.charge(gateway.createUnder(id)).ok();
                yield id;
            }
            case "Canceled" -> {
                var id = id(gateway.createSetup("NoShow"));
                gateway.delete("/setup-intents/" + id).ok();
                yield id;
            }
            case "Closed" -> {
                var id = gateway.agreed("NoShow");
                gateway.delete("/setup-intents/" + id + "?includeAuthorized=true")
                        .ok();
                yield id;
            }
            case "Expired" -> {
                var soon = gateway.clock().instant().plusSeconds(60);
                var fields = "{\"expireAt\":\"" + soon + "\","
                        + Gateway.setup("NoShow").strip().substring(1);
                var id = id(gateway.post("/setup-intents", fields).ok());
                gateway.clock().advance(Duration.ofMinutes(1));
                gateway.expire();
                yield id;
            }
            case "CardExpired" -> {
                var setup = gateway.createSetup("NoShow");
                var month = YearMonth.from(gateway.clock().instant().atZone(ZoneOffset.UTC));
                var expiry = "%02d / %02d".formatted(month.getMonthValue(), month.getYear() % 100);
                var card = Gateway.consentingCard(GOOD_CARD).replace("12 / 29", expiry);
                gateway.postOpen("/api/payments/" + secret(setup), card).ok();
                gateway.clock().set(month.plusMonths(1).atDay(2).atStartOfDay().toInstant(ZoneOffset.UTC));
                gateway.expire();
                yield id(setup);
            }
            default -> throw new IllegalArgumentException(status);
        };
    }

    static String setupStatus(Gateway gateway, String setup) {
        return gateway.get("/setup-intents/" + setup).ok().path("status").asString();
    }

    static JsonNode get(Gateway gateway, String intent) {
        return gateway.get("/payment-intents/" + intent).ok();
    }

    static String status(Gateway gateway, String intent) {
        return get(gateway, intent).path("status").asString();
    }
}
