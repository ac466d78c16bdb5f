package tatami.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tatami.Gateway;
import tatami.contract.Belongings;
import tatami.portal.Visitor;
import tatami.users.Role;

/** What there is to ask for: ids and secrets of every kind, somebody who is signed in, and the forms on all pages. */
final class Stock {

    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*)");
    private static final Pattern FORM = Pattern.compile("(?s)<form ([^>]*)>(.*?)</form>");
    private static final Pattern FIELD = Pattern.compile("<(?:input|select|textarea|button)\\b([^>]*)");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\b(name|value|action|enctype|type)=\"([^\"]*)\"");

    /** The portal has some sixty addresses that differ in more than an id. */
    private static final int MOST_PAGES = 150;

    /** Pages that lead out, or to thousands like themselves. */
    private static final Pattern NOT_FOLLOWED = Pattern.compile("sign-out|[?&](before|after|from|to)=");

    private final Gateway gateway;
    private final Belongings things;
    private final Map<String, List<String>> more = new HashMap<>();
    private final List<Draft> pages = new ArrayList<>();

    private Stock(Gateway gateway) {
        this.gateway = gateway;
        things = Belongings.ofFirst(gateway);
    }

    /** @param number which one it is, as people's addresses differ */
    static Stock of(Gateway gateway, int number) {
        // an event goes to one subscription alone
        gateway.get("/webhooks")
                .ok()
                .forEach(subscription ->
                        gateway.delete("/webhooks/" + subscription.path("id").asString()));
        var stock = new Stock(gateway);
        var fresh = Stream.of("Auto", "Manual", "Auto").map(gateway::create).toList();
        var wallet = gateway.createForWallets();
        var setup = gateway.createSetup("NoShow");
        stock.more.put(
                "clientSessionSecret",
                Stream.concat(fresh.stream(), Stream.of(wallet, setup))
                        .map(intent ->
                                intent.path("clientSessionSecret").asString().replace("=", "%3D"))
                        .toList());
        var visitor = Visitor.invited(gateway, "owner" + number + "@shop.example", Role.Owner);
        stock.crawl(visitor, "/portal");
        stock.crawl(new Visitor(gateway), "/portal/sign-in");
        for (var intent : List.of(fresh.getFirst(), wallet, setup)) {
            stock.crawl(new Visitor(gateway), "/checkout/" + intent.path("id").asString());
        }
        return stock;
    }

    String key() {
        return gateway.secretKey();
    }

    String customerSecret() {
        return things.customerSecret();
    }

    List<String> all(String kind) {
        return more.containsKey(kind) ? more.get(kind) : things.all(kind);
    }

    /** Every page that was found, and every form on them, filled in. */
    List<Draft> pages() {
        return pages;
    }

    private void crawl(Visitor visitor, String from) {
        Set<String> seen = new LinkedHashSet<>(List.of(from));
        var next = new ArrayDeque<>(seen);
        while (!next.isEmpty() && seen.size() < MOST_PAGES) {
            var path = next.remove();
            var page = visitor.get(path);
            var cookies = "Cookie: "
                    + String.join(
                            "; ",
                            visitor.cookies().entrySet().stream()
                                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                    .toList());
            pages.add(Draft.of("GET", path, List.of(cookies), ""));
            FORM.matcher(page.text())
                    .results()
                    .forEach(form -> pages.add(form(path, cookies, form.group(1), form.group(2))));
            LINK.matcher(page.text())
                    .results()
                    .map(link -> link.group(1).replace("&amp;", "&"))
                    .filter(link -> link.startsWith("/portal")
                            && !NOT_FOLLOWED.matcher(link).find())
                    .filter(seen::add)
                    .forEach(next::add);
        }
    }

    private static Draft form(String path, String cookies, String tag, String content) {
        var form = attributes(tag);
        var fields = new ArrayList<String[]>();
        FIELD.matcher(content).results().forEach(field -> {
            var found = attributes(field.group(1));
            if (found.containsKey("name")) {
                fields.add(new String[] {found.get("name"), found.getOrDefault("value", "")});
            }
        });
        var action = form.getOrDefault("action", path).replace("&amp;", "&");
        if (!tag.contains("post")) {
            return Draft.of("GET", action + "?" + encoded(fields), List.of(cookies), "");
        }
        if (form.getOrDefault("enctype", "").startsWith("multipart/")) {
            var parts = new StringBuilder();
            fields.forEach(field -> parts.append("--XYZ\r\nContent-Disposition: form-data; name=\"")
                    .append(field[0])
                    .append(field[0].matches("logo|favicon") ? "\"; filename=\"a.png" : "")
                    .append("\"\r\n\r\n")
                    .append(field[1])
                    .append("\r\n"));
            return Draft.of(
                    "POST",
                    action,
                    List.of(cookies, "Content-Type: multipart/form-data; boundary=XYZ"),
                    parts + "--XYZ--");
        }
        return Draft.of(
                "POST", action, List.of(cookies, "Content-Type: application/x-www-form-urlencoded"), encoded(fields));
    }

    private static Map<String, String> attributes(String tag) {
        var found = new HashMap<String, String>();
        ATTRIBUTE.matcher(tag).results().forEach(one -> found.putIfAbsent(one.group(1), one.group(2)));
        return found;
    }

    private static String encoded(List<String[]> fields) {
        return String.join(
                "&",
                fields.stream()
                        .map(field -> URLEncoder.encode(field[0], StandardCharsets.UTF_8) + "="
                                + URLEncoder.encode(field[1], StandardCharsets.UTF_8))
                        .toList());
    }
}
