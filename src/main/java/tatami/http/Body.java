package tatami.http;

import io.helidon.http.HttpException;
import io.helidon.webserver.http.ServerRequest;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tatami.kit.Money;
import tatami.kit.Times;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of a request, read field by field. It collects every complaint; {@link #check} throws
 * them together, so a reader's results may be used only after it.
 *
 * <p>As lenient as the API's real clients need: numbers may come as text, names in any case, {@code ""}
 * where an object is meant is null, and unknown fields are nobody's business. Missing and wrong values
 * read as null or, where a value is required, as a harmless stand-in.
 *
 * <p>Complaints about values are keyed as the API's own, by property names in PascalCase ({@code
 * Amount.CurrencyCode}); those about JSON types by JSON path ({@code amount.value}).
 */
public final class Body {

    /** Longer than any number that fits, and short enough that reading it costs nothing. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,20}");

    private static final int MOST_COMPLAINTS = 20;

    /** Of the entries of a map. */
    private static final int LONGEST_NAME = 100;

    private static final long NO_NUMBER = 1;
    private static final Money NO_MONEY = Money.of(NO_NUMBER, "GBP");

    private final ObjectNode node;
    private final String path;
    private final Map<String, List<String>> errors;

    private Body(ObjectNode node, String path, Map<String, List<String>> errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Reads the request's body, which must be one JSON object.
     *
     * @throws Invalid when it is empty or not JSON
     * @throws HttpException 415 when the content type says that it is something else
     */
    public static Body of(ServerRequest request) {
        RawBody.refuseUnlessJson(request);
        return parse(RawBody.of(request));
    }

    /** Reads the JSON object in a form's field. @throws Invalid when it is empty or not JSON */
    public static Body of(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    static Body parse(byte[] bytes) {
        JsonNode read;
        try {
            read = Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw Invalid.of("", "The request body is not valid JSON" + at(e) + ".");
        } catch (NumberFormatException _) { // an exponent beyond what Java's numbers hold
            throw Invalid.of("", "The request body holds a number that is too large.");
        }
        if (read.isMissingNode() || read.isNull()) {
            throw Invalid.of("", "A non-empty request body is required.");
        }
        if (!(read instanceof ObjectNode object)) {
            throw Invalid.of("", "The request body must be a JSON object.");
        }
        return new Body(object, "", new LinkedHashMap<>());
    }

    /** @throws Invalid with every complaint about this object and those within it */
    public void check() {
        if (!errors.isEmpty()) {
            throw new Invalid(errors);
        }
    }

    /** Adds a complaint about a value of this object, for a rule that only its reader knows. */
    public void complain(String name, String sentence) {
        add(pascal(name), sentence);
    }

    /** Adds a complaint about a header that came with this body. Headers keep their own spelling. */
    public void complainOfHeader(String name, String sentence) {
        add(name, sentence);
    }

    /** A few tell what is wrong as well as a thousand, and clients cut long answers off. */
    private void add(String key, String sentence) {
        if (errors.size() < MOST_COMPLAINTS || errors.containsKey(key)) {
            errors.computeIfAbsent(key, _ -> new ArrayList<>()).add(sentence);
        }
    }

    public @Nullable String text(String name, int longest) {
        var value = find(name);
        return value == null ? null : textOf(name, value, longest);
    }

    /** Like {@link #text}, for clients that write {@code ""} where they mean nothing: blank is null. */
    public @Nullable String given(String name, int longest) {
        var text = text(name, longest);
        return text == null || text.isBlank() ? null : text;
    }

    /** Required and not empty. */
    public String requiredText(String name, int longest) {
        var text = text(name, longest);
        if (text == null || text.isBlank()) {
            if (!hasComplaint(name)) {
                complainMissing(name);
            }
            return "";
        }
        return text;
    }

    /** Required; zero to {@link Money#MAX_MINOR} minor units once {@code atLeast} is met. */
    public long requiredMinor(String name, long atLeast) {
        var value = find(name);
        if (value == null) {
            complainMissing(name);
            return NO_NUMBER;
        }
        return minor(name, value, atLeast);
    }

    public int integer(String name, int least, int most, int otherwise) {
        var value = find(name);
        if (value == null) {
            return otherwise;
        }
        var number = wholeNumber(name, value);
        if (number.isEmpty()) {
            return otherwise;
        }
        if (number.get().compareTo(BigInteger.valueOf(least)) < 0
                || number.get().compareTo(BigInteger.valueOf(most)) > 0) {
            complain(name, "The field " + field(name) + " must be between " + least + " and " + most + ".");
            return otherwise;
        }
        return number.get().intValue();
    }

    /** An amount of at least {@code atLeast} minor units. */
    public @Nullable Money money(String name, long atLeast) {
        var money = object(name);
        if (money == null) {
            return null;
        }
        var minor = money.requiredMinor("value", atLeast);
        var code = money.requiredText("currencyCode", 10);
        Optional<Currency> currency = code.isEmpty() ? Optional.empty() : Money.currency(code);
        if (!code.isEmpty() && currency.isEmpty()) {
            money.complain(
                    "currencyCode",
                    "The field " + field("currencyCode") + " must be an ISO 4217 currency code, such as GBP.");
        }
        return currency.map(known -> new Money(minor, known)).orElse(NO_MONEY);
    }

    public Money requiredMoney(String name, long atLeast) {
        var money = money(name, atLeast);
        if (money == null) {
            if (!hasComplaint(name)) {
                complainMissing(name);
            }
            return NO_MONEY;
        }
        return money;
    }

    public @Nullable Boolean flag(String name) {
        var value = find(name);
        if (value == null || value.isString() && value.asString().isEmpty()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        switch (value.asString("").toLowerCase(Locale.ROOT)) {
            case "true" -> {
                return true;
            }
            case "false" -> {
                return false;
            }
            default -> {
                complainType(name, "Could not convert " + kind(value) + " to boolean.");
                return null;
            }
        }
    }

    /** One of an enum's names, in any case. */
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        var value = find(name);
        if (value == null || value.isString() && value.asString().isEmpty()) {
            return null;
        }
        return choiceOf(name, value, List.of(type.getEnumConstants()));
    }

    /** @return null after a complaint */
    public <E extends Enum<E>> @Nullable E requiredChoice(String name, Class<E> type) {
        var choice = choice(name, type);
        if (choice == null && !hasComplaint(name)) {
            complainMissing(name);
        }
        return choice;
    }

    /** Several of an enum's names. Null when absent. @param among those that may be chosen */
    public <E extends Enum<E>> @Nullable List<E> choices(String name, List<E> among) {
        return elements(name, among.size(), (at, value) -> choiceOf(at, value, among));
    }

    public @Nullable Instant time(String name) {
        return parsed(name, Times::parse, "a date and time, such as 2026-01-31T09:30:00Z");
    }

    /** .NET's TimeSpan. ISO 8601 durations are refused, as the API refuses them. */
    public @Nullable Duration timeSpan(String name) {
        return parsed(name, Times::parseTimeSpan, "a time span [d.]hh:mm:ss, such as 6.00:00:00");
    }

    /** An absolute http or https address. */
    public @Nullable String webAddress(String name) {
        return parsed(name, Body::readWebAddress, "an absolute http or https address");
    }

    /** An object within this one; null when absent or {@code ""}. */
    public @Nullable Body object(String name) {
        var value = find(name);
        if (value == null || value.isString() && value.asString().isBlank()) {
            return null;
        }
        return objectOf(name, value);
    }

    /** This object as it came, for whoever reads it in another way. */
    public String json() {
        return Json.line(node);
    }

    /** Like {@link #object}, read at once. */
    public <T> @Nullable T object(String name, Function<Body, T> read) {
        var object = object(name);
        return object == null ? null : read.apply(object);
    }

    /** Objects within this one, at most {@code most} of them; none when absent. */
    public <T> List<T> objects(String name, int most, Function<Body, T> read) {
        var objects = elements(name, most, (at, value) -> {
            var object = objectOf(at, value);
            return object == null ? null : read.apply(object);
        });
        return objects == null ? List.of() : objects;
    }

    /** Texts, at most {@code most} of them; none when absent. */
    public List<String> texts(String name, int most, int longest) {
        var texts = elements(name, most, (at, value) -> textOf(at, value, longest));
        return texts == null ? List.of() : texts;
    }

    /** Required: texts that {@code parse} understands, one to {@code most} of them. */
    public <T> List<T> requiredList(
            String name, int most, int longest, Function<String, Optional<T>> parse, String meant) {
        var complaints = errors.size();
        var list = this.<T>elements(name, most, (at, value) -> {
            var text = textOf(at, value, longest);
            var read = text == null ? Optional.<T>empty() : parse.apply(text.strip());
            if (text != null && read.isEmpty()) {
                complain(at, "The field " + field(at) + " must be " + meant + ".");
            }
            return read.orElse(null);
        });
        if ((list == null || list.isEmpty()) && errors.size() == complaints) {
            complainMissing(name);
        }
        return list == null ? List.of() : list;
    }

    /** A map from text to text; values that are null are left out. */
    public Map<String, String> map(String name, int most, int longest) {
        var object = object(name);
        if (object == null) {
            return Map.of();
        }
        var map = new LinkedHashMap<String, String>();
        for (var key : object.node.propertyNames()) {
            var value = object.node.get(key);
            if (key.length() > LONGEST_NAME) {
                complain(
                        name,
                        "The field " + field(name) + " must have names with a maximum length of " + LONGEST_NAME + ".");
            } else if (!value.isNull()) {
                var text = object.textOf(key, value, longest);
                if (text != null && object.clean(key, key) != null) {
                    map.put(key, text);
                }
            }
        }
        if (map.size() > most) {
            complain(name, "The field " + field(name) + " must have at most " + most + " entries.");
        }
        return map;
    }

    /** Whether the field is there and not null: a change that names it means to change it. */
    public boolean isGiven(String name) {
        return find(name) != null;
    }

    /** Whether the field is there at all, even as null. */
    public boolean has(String name) {
        return lookup(name) != null;
    }

    private @Nullable JsonNode find(String name) {
        var value = lookup(name);
        return value == null || value.isNull() ? null : value;
    }

    /** The exact name first, which real clients use; then any case, as the API reads. */
    private @Nullable JsonNode lookup(String name) {
        var value = node.get(name);
        if (value != null) {
            return value;
        }
        for (var property : node.properties()) {
            if (property.getKey().equalsIgnoreCase(name)) {
                return property.getValue();
            }
        }
        return null;
    }

    private @Nullable String textOf(String name, JsonNode value, int longest) {
        if (value.isContainer() || value.isNull()) {
            complainType(name, "Could not read text from " + kind(value) + ".");
            return null;
        }
        var text = value.asString();
        if (text.length() > longest) {
            complain(name, "The field " + field(name) + " must be a string with a maximum length of " + longest + ".");
            return null;
        }
        return clean(name, text);
    }

    private @Nullable Body objectOf(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return new Body(object, within(name), errors);
        }
        complainType(name, "Could not convert " + kind(value) + " to an object.");
        return null;
    }

    private long minor(String name, JsonNode value, long atLeast) {
        var number = wholeNumber(name, value);
        if (number.isEmpty()) {
            return Math.max(NO_NUMBER, atLeast);
        }
        if (number.get().compareTo(BigInteger.valueOf(atLeast)) < 0
                || number.get().compareTo(BigInteger.valueOf(Money.MAX_MINOR)) > 0) {
            complain(
                    name, "The field " + field(name) + " must be between " + atLeast + " and " + Money.MAX_MINOR + ".");
            return Math.max(NO_NUMBER, atLeast);
        }
        return number.get().longValue();
    }

    private Optional<BigInteger> wholeNumber(String name, JsonNode value) {
        var text =
                value.isIntegralNumber() || value.isString() ? value.asString().strip() : "";
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(new BigInteger(text));
        }
        complainType(name, "Could not convert " + kind(value) + " to integer.");
        return Optional.empty();
    }

    private <E extends Enum<E>> @Nullable E choiceOf(String name, JsonNode value, List<E> among) {
        var text = value.isString() ? value.asString().strip() : "";
        for (var constant : among) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        var names = among.stream().map(Enum::name).collect(Collectors.joining(", "));
        complain(name, "The field " + field(name) + " must be one of: " + names + ".");
        return null;
    }

    private <T> @Nullable T parsed(String name, Function<String, Optional<T>> parse, String meant) {
        var text = text(name, 2048);
        if (text == null || text.isBlank()) {
            return null;
        }
        var value = parse.apply(text.strip());
        if (value.isEmpty()) {
            complain(name, "The field " + field(name) + " must be " + meant + ".");
        }
        return value.orElse(null);
    }

    private <T> @Nullable List<T> elements(String name, int most, Element<T> read) {
        var value = find(name);
        if (value == null || value.isString() && value.asString().isBlank()) {
            return null;
        }
        if (!value.isArray()) {
            complainType(name, "Could not convert " + kind(value) + " to an array.");
            return null;
        }
        if (value.size() > most) {
            complain(name, "The field " + field(name) + " must be an array with a maximum length of '" + most + "'.");
            return null;
        }
        var elements = new ArrayList<T>();
        for (int i = 0; i < value.size(); i++) {
            var element = read.read(name + "[" + i + "]", value.get(i));
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** PostgreSQL stores neither a NUL nor half a surrogate pair; nobody means to send them. */
    private @Nullable String clean(String name, String text) {
        if (text.indexOf('\0') >= 0 || hasHalfACharacter(text)) {
            complain(name, "The field " + field(name) + " must be valid Unicode text without NUL characters.");
            return null;
        }
        return text;
    }

    private static boolean hasHalfACharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private void complainMissing(String name) {
        complain(name, "The " + field(name) + " field is required.");
    }

    private void complainType(String name, String sentence) {
        var at = within(name);
        add(at, sentence.substring(0, sentence.length() - 1) + ". Path '" + at + "'.");
    }

    /** Whether anything is wrong with this value so far. */
    public boolean hasComplaint(String name) {
        return errors.containsKey(pascal(name)) || errors.containsKey(within(name));
    }

    private String within(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private String pascal(String name) {
        return Arrays.stream(within(name).split("\\.", -1)).map(Body::field).collect(Collectors.joining("."));
    }

    private static String field(String name) {
        return name.isEmpty() ? "" : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "text";
            case NUMBER -> "this number";
            case BOOLEAN -> "a boolean";
            default -> "null";
        };
    }

    private static Optional<String> readWebAddress(String text) {
        try {
            var address = new URI(text);
            var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String at(JacksonException e) {
        var location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", position " + location.getColumnNr() + ")";
    }

    private interface Element<T> {
        @Nullable
        T read(String at, JsonNode value);
    }
}
