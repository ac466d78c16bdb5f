package tatami.contract;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What stands in the examples of the API reference in the place of names that are others each time. */
final class Samples {

    static final String GATEWAY = "http://localhost:8080";
    static final String CLIENT_SECRET = "c2VjcmV0LW9mLXRoaXMtaW50ZW50LXNob3J0ZW5lZC1oZXJl";
    static final String CUSTOMER_SECRET = "cs_sandbox_c2VjcmV0LW9mLXRoaXMtY3VzdG9tZXI";

    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("pi", "AZxb0R3hcVeWqk2mT9uLpQ"),
            Map.entry("si", "AZxb1JmYdr2vN8sKf0tHwA"),
            Map.entry("cust", "AZxb2c7PbkSxW4nQe6gRzg"),
            Map.entry("pm", "AZxb3LhVtm9aJ5yDi1oUcQ"),
            Map.entry("ws", "AZxb4TqGwz0eM3rXk8pBvA"),
            Map.entry("sc", "AZxb5NfSyu6iC2lZh7jEdw"),
            Map.entry("cp", "AZxb6Rb1xoHqV9tKm4gWsQ"),
            Map.entry("rfnd", "AZxb7DpLjn8uA3yFe5vTcg"),
            Map.entry("rvs", "AZxb8XkQzi2oR6wGh0sMbA"),
            Map.entry("evt", "AZxb9VtJcl4mE1nYf7rPqw"),
            Map.entry("acc", "AZxbAUsHda5kO8xBi3qNeg"));

    private static final Pattern ID =
            Pattern.compile("(?<kind>pi|si|cust|pm|ws|sc|cp|rfnd|rvs|evt|acc)_(?<env>sandbox_)?[A-Za-z0-9_-]{22}\\b");

    private static final Map<Pattern, String> CHANGING = new LinkedHashMap<>();

    static {
        changing("http://localhost:\\d+(?!\\d|/hook)", GATEWAY);
        changing("http://localhost:\\d+(/hook)", "https://shop.example$1");
        changing("\"[A-Za-z0-9_-]{146}==\"|\"[A-Za-z0-9_-]{147}=\"|\"[A-Za-z0-9_-]{148}\"", '"' + CLIENT_SECRET + '"');
        changing("\"cs_sandbox_[A-Za-z0-9_=-]+\"", '"' + CUSTOMER_SECRET + '"');
        changing("(\"value\":)\"[A-Za-z0-9+/=_-]{20,}\"", "$1\"PDYkJQq6sESYHp_zJuTTBQ\"");
        changing("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"0199c6f1-1d3e-7a55-9b3a-6a4f1c2e8d70\"");
        changing("\"00-[0-9a-f]{32}-[0-9a-f]{16}-01\"", "\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"");
        changing("(\"(?:before|after)\":)\"[A-Za-z0-9+/]+=*\"", "$1\"IjIwMjctMDEtMThUMDk6MzA6MDAuMDAwWiI=\"");
        changing("(\"location-id\":|\"merchantId\":)\"\\d{15}\"", "$1\"480150270913254\"");
        changing("(\"milliseconds\":)\\d+", "$112");
        changing("(\"(?:token|paReq|md)\":)\"[A-Za-z0-9._=-]{40,}\"", "$1\"eyJhbGciOiJIUzI1NiJ9.…\"");
        changing("(/sandbox/three-ds/[a-z-]+)[^\"]*", "$1");
        changing("NOT TODAY", "DECLINED");
        changing("(\"messageId\":)\"[^\"]+\"", "$1\"AH2EjtfN6vK3mQ\"");
    }

    private final Map<String, String> real = new LinkedHashMap<>();

    /** From now on {@code id} is what the sample of its kind stands for. */
    void is(String id) {
        var found = ID.matcher(id);
        if (!found.matches()) {
            throw new IllegalArgumentException(id);
        }
        real.put(sample(found.group("kind")), id);
    }

    /** From now on {@code secret} is what the sample stands for. */
    void is(String sample, String secret) {
        real.put(sample, secret);
    }

    /** A text of the reference as it can be sent. */
    String sent(String text) {
        for (var known : real.entrySet()) {
            text = text.replace(known.getKey(), known.getValue());
        }
        return text;
    }

    /** An answer as the reference shows it. */
    static String shown(String answer) {
        for (var change : CHANGING.entrySet()) {
            answer = change.getKey().matcher(answer).replaceAll(change.getValue());
        }
        var shown = new LinkedHashMap<String, String>();
        var ofKind = new HashMap<String, Integer>();
        return ID.matcher(answer)
                .replaceAll(found -> shown.computeIfAbsent(
                        found.group(),
                        _ -> sample(found.group("kind"), ofKind.merge(found.group("kind"), 1, Integer::sum))));
    }

    /** Several of a kind are told apart by their last character. */
    private static String sample(String kind, int which) {
        var first = sample(kind);
        return which == 1 ? first : first.substring(0, first.length() - 1) + which;
    }

    static String sample(String kind) {
        return kind + (kind.equals("sc") ? "_" : "_sandbox_") + IDS.get(kind);
    }

    private static void changing(String pattern, String sample) {
        CHANGING.put(Pattern.compile(pattern), sample);
    }
}
