package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.users.Person;
import tatami.users.Role;

/** Somebody with a browser without scripts, which keeps cookies and follows nothing by itself. */
public final class Visitor {

    public static final String PASSWORD = "four candles in a drawer";

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private final Gateway gateway;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public Visitor(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Whoever has started the gateway. */
    public static Visitor machinesOwner(Gateway gateway) {
        var visitor = new Visitor(gateway);
        visitor.submit(visitor.get(gateway.machinesLink()), "/portal/enter/", Map.of());
        return visitor;
    }

    /** A new user of the first account, who has just chosen {@link #PASSWORD}. */
    public static Visitor invited(Gateway gateway, String email, Role role) {
        return invited(gateway, gateway.firstAccount(), email, role);
    }

    public static Visitor invited(Gateway gateway, AccountId account, String email, Role role) {
        var secret = gateway.people().team().add(account, Person.of(email, "Robin " + role), role);
        var visitor = new Visitor(gateway);
        var entered =
                visitor.submit(visitor.get("/portal/enter/" + secret), "/portal/enter/", Map.of("password", PASSWORD));
        assertThat(entered.status()).as(entered.toString()).isEqualTo(303);
        return visitor;
    }

    public Answer get(String path, String... headers) {
        var request = gateway.open(path).GET();
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookie());
        }
        return keep(gateway.send(headers.length == 0 ? request : request.headers(headers)));
    }

    public Answer post(String path, Map<String, String> fields, String... headers) {
        var request = gateway.open(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(fields)));
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookie());
        }
        return keep(gateway.send(headers.length == 0 ? request : request.headers(headers)));
    }

    /**
     * Sends the form that goes there, with what it hides and what is typed.
     *
     * @param action where it goes; with a slash at the end, how that begins
     */
    public Answer submit(Answer page, String action, Map<String, String> typed, String... headers) {
        var end = action.endsWith("/") ? "[^\"]*" : "";
        var form = Pattern.compile("(?s)<form [^>]*action=\"(" + Pattern.quote(action) + end + ")\".*?</form>")
                .matcher(page.text());
        assertThat(form.find()).as("a form to %s in %s", action, page).isTrue();
        var fields = new LinkedHashMap<String, String>();
        HIDDEN.matcher(form.group()).results().forEach(field -> fields.put(field.group(1), field.group(2)));
        fields.putAll(typed);
        return post(form.group(1), fields, headers);
    }

    /** Follows a redirect, which must be one. */
    public Answer follow(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
        return get(answer.response().headers().firstValue("Location").orElseThrow());
    }

    public Answer signIn(String email, String password) {
        return submit(get("/portal/sign-in"), "/portal/sign-in", Map.of("email", email, "password", password));
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    /** What people read. */
    public static String words(Answer page) {
        return page.text()
                .replaceAll("(?s)<(style|script)\\b.*?</\\1>", " ")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&amp;", "&");
    }

    public static String location(Answer answer) {
        return answer.response().headers().firstValue("Location").orElse("");
    }

    public static List<String> setCookies(Answer answer) {
        return answer.response().headers().allValues("Set-Cookie");
    }

    private Answer keep(Answer answer) {
        for (var cookie : setCookies(answer)) {
            var parts = cookie.split(";", 2)[0].split("=", 2);
            if (cookie.contains("Max-Age=0")) {
                cookies.remove(parts[0]);
            } else {
                cookies.put(parts[0], parts[1]);
            }
        }
        return answer;
    }

    private String cookie() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
