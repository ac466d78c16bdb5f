package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tatami.Gateway;
import tatami.Gateway.Answer;

/** Pages as a browser without scripts reads them: forms, their hidden fields, and where they go. */
final class Html {

    private Html() {}

    static Answer open(Gateway gateway, String path) {
        return gateway.send(gateway.open(path).GET());
    }

    static Answer post(Gateway gateway, String path, Map<String, String> fields) {
        return gateway.send(gateway.open(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(fields))));
    }

    /** Sends the page's form with what it hides and what the shopper types. */
    static Answer submit(Gateway gateway, Answer page, Map<String, String> typed) {
        var path = attribute(page, "action");
        var here = page.response().uri().resolve(path);
        assertThat(here.toString()).startsWith(gateway.baseUrl());
        var query = here.getRawQuery() == null ? "" : "?" + here.getRawQuery();
        return post(gateway, here.getRawPath() + query, with(hidden(page), typed));
    }

    /** Sends the page's form as a browser does: with everything that is filled in already, and what is typed. */
    static Answer send(Gateway gateway, Answer page, Map<String, String> typed) {
        return submit(gateway, page, with(filled(page), typed));
    }

    /** What the form's visible fields hold. */
    static Map<String, String> filled(Answer page) {
        var fields = new LinkedHashMap<String, String>();
        var form =
                page.text().substring(page.text().indexOf("<form"), page.text().indexOf("</form>"));
        Pattern.compile("<input ([^>]*)>").matcher(form).results().forEach(input -> {
            var name = part(input.group(1), "name");
            var type = part(input.group(1), "type");
            var isPicked = input.group(1).matches("(?s).*\\schecked\\b.*");
            if (!type.equals("hidden") && (!type.matches("radio|checkbox") || isPicked)) {
                fields.put(name, part(input.group(1), "value"));
            }
        });
        Pattern.compile("(?s)<select [^>]*name=\"([^\"]*)\".*?<option value=\"([^\"]*)\" selected")
                .matcher(form)
                .results()
                .forEach(select -> fields.put(select.group(1), select.group(2)));
        Pattern.compile("(?s)<textarea [^>]*name=\"([^\"]*)\"[^>]*>([^<]*)</textarea>")
                .matcher(form)
                .results()
                .forEach(area -> fields.put(area.group(1), unescape(area.group(2))));
        return fields;
    }

    private static String part(String tag, String attribute) {
        var found = Pattern.compile("\\b" + attribute + "=\"([^\"]*)\"").matcher(tag);
        return found.find() ? unescape(found.group(1)) : "";
    }

    /** Goes to the bank from the page that sends there, answers its question, and comes back. */
    static Answer confirm(Gateway gateway, Answer challenge, String code) {
        var asked = submit(gateway, challenge, Map.of());
        var finished = submit(gateway, asked, Map.of("code", code));
        return submit(gateway, finished, Map.of());
    }

    /** What a shopper types who has this card. */
    static Map<String, String> card(String number) {
        return Map.of(
                "card-number",
                number,
                "expiry",
                "12 / 29",
                "cvv",
                "020",
                "name",
                "A Shopper",
                "email",
                "me@home.example");
    }

    /** What a shopper reads, the title first. */
    static String words(Answer page) {
        var shown = page.text().replaceAll("(?s)<(style|script)\\b.*?</\\1>", " ");
        return unescape(shown.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "));
    }

    /** The form's hidden fields. */
    static Map<String, String> hidden(Answer page) {
        var fields = new LinkedHashMap<String, String>();
        Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")
                .matcher(page.text())
                .results()
                .forEach(field -> fields.put(field.group(1), unescape(field.group(2))));
        return fields;
    }

    /** The first attribute of this name. */
    static String attribute(Answer page, String name) {
        var found =
                Pattern.compile("\\b" + Pattern.quote(name) + "=\"([^\"]*)\"").matcher(page.text());
        assertThat(found.find()).as("%s in %s", name, page).isTrue();
        return unescape(found.group(1));
    }

    /** Where the page goes on to by itself. */
    static String leadsTo(Answer page) {
        var content = attribute(page, "http-equiv=\"refresh\" content");
        assertThat(content).startsWith("0;url=");
        return content.substring("0;url=".length());
    }

    static String header(Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse("");
    }

    static Map<String, String> with(Map<String, String> fields, Map<String, String> more) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return all;
    }

    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static String unescape(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
