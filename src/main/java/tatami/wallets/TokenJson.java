package tatami.wallets;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of a token, read field by field. What is missing or not as it must be is a {@link Refusal} that names
 * the field and never quotes it: it may be a card number.
 */
final class TokenJson {

    /** Real ones have three to five thousand characters. */
    static final int LONGEST = 20_000;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ObjectNode node;

    /** What the object is, for complaints: {@code Apple Pay token}, {@code Apple Pay token's paymentData}. */
    private final String what;

    private TokenJson(ObjectNode node, String what) {
        this.node = node;
        this.what = what;
    }

    /** @throws Refusal INVALID unless it is one JSON object of a bearable length */
    static TokenJson parse(String json, String what) {
        if (json.length() > LONGEST) {
            throw refusal("The " + what + " is longer than " + LONGEST + " characters.");
        }
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return new TokenJson(object, what);
            }
        } catch (JacksonException | NumberFormatException _) {
            // no cause: it quotes what it could not read
        }
        throw refusal("The " + what + " is not a JSON object.");
    }

    boolean has(String name) {
        var value = node.get(name);
        return value != null && !value.isNull();
    }

    TokenJson object(String name) {
        if (node.get(name) instanceof ObjectNode object) {
            return new TokenJson(object, what + "'s " + name);
        }
        throw complaint(name, "an object");
    }

    String text(String name) {
        return Optional.ofNullable(node.get(name))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> complaint(name, "a text"));
    }

    /** One at least, and no more than anybody needs. */
    List<byte[]> base64List(String name, int most) {
        var list = new ArrayList<byte[]>();
        if (node.get(name) != null && node.get(name).isArray() && node.get(name).size() <= most) {
            node.get(name).forEach(value -> list.add(bytes(name, value.asString(""))));
        }
        if (list.isEmpty()) {
            throw complaint(name, "a list of one to " + most + " base64 texts");
        }
        return list;
    }

    byte[] base64(String name) {
        return bytes(name, text(name));
    }

    byte[] hex(String name) {
        try {
            return HexFormat.of().parseHex(text(name));
        } catch (IllegalArgumentException _) {
            throw complaint(name, "hexadecimal digits");
        }
    }

    /** Google writes numbers now as numbers, now as texts. */
    long number(String name) {
        var value = node.get(name);
        var text = value != null && (value.isIntegralNumber() || value.isString()) ? value.asString() : "";
        if (!text.matches("[0-9]{1,18}")) {
            throw complaint(name, "a whole number");
        }
        return new BigInteger(text).longValueExact();
    }

    /** A time in milliseconds since 1970. */
    Instant millis(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    /** What {@code parse} makes of a text. */
    <T> T parsed(String name, Function<String, Optional<T>> parse, String meant) {
        return parse.apply(text(name)).orElseThrow(() -> complaint(name, meant));
    }

    Refusal complaint(String name, String meant) {
        return refusal("The " + what + " has no " + name + ", or it is not " + meant + ".");
    }

    static Refusal refusal(String sentence) {
        return new Refusal(Reason.INVALID, sentence);
    }

    private byte[] bytes(String name, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw complaint(name, "base64");
        }
    }
}
