package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.contract.Belongings;
import tatami.payments.Verb;
import tatami.users.Role;

/** Another account's things are not there in the portal either, whatever path or form somebody writes. */
class PortalTenancyTest {

    private static final Pattern PATTERN = Pattern.compile("\"(/[a-z/-]*\\{[^\"]*?)(?:\\[/])?\"");

    /** In these paths stands nothing that an account owns: a link's own secret, and a day. */
    private static final List<String> NOBODYS = List.of(
            "/enter/{secret}",
            "/settlements/{period}",
            "/settlements/{period}/report.csv",
            "/settlements/{period}/ledger.csv");

    private static Gateway gateway;
    private static Belongings anothers;
    private static Visitor stranger;
    private static String token;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        anothers = Belongings.ofFirst(gateway);
        Visitor.invited(gateway, "somebody@shop.example", Role.Support);
        var account = gateway.account(gateway.openAccount("Stranger")).id();
        stranger = Visitor.invited(gateway, account, "stranger@shop.example", Role.Owner);
        token = stranger.get("/portal/team").text().replaceAll("(?s).*?name=\"token\" value=\"([^\"]*)\".*", "$1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** As the routes write them. */
    static Stream<String> paths() throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.list(Path.of("src/main/java/tatami/portal"))) {
            for (var file : files.filter(path -> path.toString().endsWith("Routes.java"))
                    .toList()) {
                PATTERN.matcher(Files.readString(file)).results().forEach(path -> found.add(path.group(1)));
            }
        }
        assertThat(found).contains("/payments/{id}/{verb}", "/webhooks/{id}/deliveries/{event}/resend");
        NOBODYS.forEach(path -> assertThat(found.remove(path)).as(path).isTrue());
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void anothersThingIsAPageThatIsNotThere(String path) {
        for (var filled : filled(path)) {
            for (Supplier<Answer> ask : List.<Supplier<Answer>>of(() -> stranger.get(filled), () -> act(filled))) {
                var answer = ask.get();
                if (answer.status() == 303) { // who comes to a form's address is led to its page, which is not there
                    answer = stranger.follow(answer);
                }
                assertThat(answer.status()).as(answer.toString()).isIn(404, 405);
                assertThat(answer.text()).doesNotContain("somebody@shop.example", "Order 234");
            }
        }
    }

    @Test
    void noFormMovesIntoAnothersAccount() {
        var moved = stranger.post(
                "/portal/account",
                Map.of("token", token, "account", gateway.firstAccount().value()));

        assertThat(moved.status()).as(moved.toString()).isEqualTo(404);
    }

    private static Answer act(String path) {
        var form = new HashMap<>(Map.of("token", token, "version", "1", "key", "k".repeat(30), "amount", "1"));
        form.putAll(Map.of("email", "a@shop.example", "do", "disable", "url", "https://shop.example/"));
        return stranger.post(path, form);
    }

    private static List<String> filled(String path) {
        var ids = switch (path.split("/")[1]) {
            case "payments" -> anothers.all("paymentIntentId");
            case "webhooks" -> anothers.all("subscriptionId");
            case "keys" ->
                gateway.keys().list(gateway.firstAccount()).stream()
                        .map(key -> key.id().value())
                        .toList();
            case "team" ->
                gateway.people().team().members(gateway.firstAccount()).stream()
                        .map(member -> member.user().id().value())
                        .toList();
            default -> throw new AssertionError(path + " is new: say here what a stranger may try with it");
        };
        assertThat(ids).isNotEmpty();
        var verbs = path.contains("{verb}")
                ? Stream.of(Verb.values()).map(Verb::name).toList()
                : List.of("");
        return ids.stream()
                .flatMap(id -> verbs.stream()
                        .map(verb -> "/portal"
                                + path.replace("{id}", id)
                                        .replace("{verb}", verb)
                                        .replace(
                                                "{event}",
                                                anothers.all("eventId").getFirst())))
                .toList();
    }
}
