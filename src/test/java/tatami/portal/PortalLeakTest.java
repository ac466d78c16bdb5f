package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.PASSWORD;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tatami.Gateway;
import tatami.users.Person;
import tatami.users.Role;
import tatami.users.Totp;

/** What lets somebody in is in no log line and, as it is, in no row. */
class PortalLeakTest {

    @Test
    void noPasswordTokenOrLinkIsLoggedOrKeptInClear() throws SQLException {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var log = new ListAppender<ILoggingEvent>();
        var ours = (Logger) LoggerFactory.getLogger("tatami");
        var level = ours.getLevel();
        var secrets = new ArrayList<>(List.of(PASSWORD, "a wrong password"));
        List<String> kept;
        log.start();
        root.addAppender(log);
        ours.setLevel(Level.ALL);
        try (var gateway = Gateway.start()) {
            secrets.addAll(visit(gateway));
            kept = everything(gateway);
        } finally {
            ours.setLevel(level);
            root.detachAppender(log);
        }
        var logged = log.list.stream()
                .map(line -> line.getFormattedMessage() + line.getKeyValuePairs())
                .toList();

        assertThat(logged).anyMatch(line -> line.contains("/portal/enter/{secret}"));
        assertThat(kept).anyMatch(row -> row.contains("$argon2id$"));
        assertThat(secrets).hasSizeGreaterThan(8);
        for (var secret : secrets) {
            assertThat(logged).as("logged").noneMatch(line -> line.contains(secret));
            assertThat(kept).as("kept").noneMatch(row -> row.contains(secret));
        }
    }

    /** Does what there is to do; gives all that lets somebody in. */
    private static List<String> visit(Gateway gateway) {
        var secrets = new ArrayList<String>();
        var machine = gateway.machinesLink();
        var owner = new Visitor(gateway);
        owner.submit(owner.get(machine), machine, Map.of());
        secrets.add(machine.substring("/portal/enter/".length()));
        secrets.addAll(owner.cookies().values());
        var invited = owner.submit(
                owner.get("/portal/team"),
                "/portal/team",
                Map.of("email", "a@b.example", "name", "A", "role", "Viewer"));
        var link = invited.text().replaceAll("(?s).*?(/portal/enter/[A-Za-z0-9_-]{43}).*", "$1");
        secrets.add(link.substring("/portal/enter/".length()));
        var user = new Visitor(gateway);
        secrets.addAll(user.cookies().values());
        user.submit(user.get(link), link, Map.of("password", "too short"));
        user.submit(user.get(link), link, Map.of("password", PASSWORD));
        secrets.addAll(user.cookies().values());
        var again = new Visitor(gateway);
        again.signIn("a@b.example", "a wrong password");
        secrets.addAll(again.cookies().values());
        again.signIn("a@b.example", PASSWORD);
        secrets.addAll(again.cookies().values());
        again.get("/portal/enter/" + "A".repeat(43));
        secrets.addAll(twoSteps(gateway, again));
        var made = owner.submit(
                owner.get("/portal/keys"),
                "/portal/keys",
                Map.of("name", "Till", "scope-Read", "on", "expires", "never"));
        var key = made.text().replaceAll("(?s).*?(sk_sandbox_[A-Za-z0-9_-]{86}).*", "$1");
        gateway.send(gateway.requestAs(key, "/payment-intents").GET());
        gateway.send(gateway.requestAs(key, "/customers/search").POST(BodyPublishers.noBody()));
        gateway.keys().writeUses();
        secrets.add(key);
        secrets.add(gateway.secretKey());
        secrets.add(gateway.people().team().add(gateway.firstAccount(), Person.of("c@d.example", "C"), Role.Owner));
        secrets.add(gateway.people().team().invite("a@b.example"));
        return secrets;
    }

    /** The app's secret, the recovery codes, and what comes half way. */
    private static List<String> twoSteps(Gateway gateway, Visitor visitor) {
        var page = visitor.get("/portal/security/two-step");
        var secret = page.text().replaceAll("(?s).*name=\"secret\" value=\"([A-Z2-7]{32})\".*", "$1");
        var on = visitor.submit(
                page,
                "/portal/security/two-step",
                Map.of("code", Totp.code(secret, gateway.clock().instant())));
        var secrets = new ArrayList<>(List.of(secret));
        Pattern.compile("\\w{5}-\\w{5}(?=</code>)").matcher(on.text()).results().forEach(code -> {
            secrets.add(code.group());
            secrets.add(code.group().replace("-", ""));
        });
        assertThat(secrets).hasSize(21);
        var half = new Visitor(gateway);
        var asked = half.follow(half.signIn("a@b.example", PASSWORD));
        secrets.addAll(half.cookies().values());
        half.submit(asked, "/portal/sign-in/code", Map.of("code", "wrong-words"));
        half.submit(asked, "/portal/sign-in/code", Map.of("code", secrets.get(1)));
        secrets.add("wrong-words");
        secrets.addAll(half.cookies().values());
        return secrets;
    }

    private static List<String> everything(Gateway gateway) throws SQLException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(gateway.jdbcUrl());
                var statement = connection.createStatement()) {
            for (var table : List.of(
                    "portal_user", "member", "invitation", "portal_session", "audit", "api_key", "recovery_code")) {
                try (var results = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (results.next()) {
                        rows.add(results.getString(1));
                    }
                }
            }
        }
        return rows;
    }
}
