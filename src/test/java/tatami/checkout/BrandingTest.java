package tatami.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.Account;
import tatami.accounts.Brands;
import tatami.accounts.Change;
import tatami.accounts.Change.Leave;
import tatami.accounts.Change.Put;
import tatami.accounts.Pictures;
import tatami.checkout.MoodyAcquirer.Mood;
import tools.jackson.databind.JsonNode;

/** A merchant's brand as browsers and clients meet it. */
class BrandingTest extends WithMoodyGateway {

    private static final String FRICTIONLESS = "5200 0000 0000 1005";
    private static final String CHALLENGED = "4456 5300 0000 1096";

    /** What an attacker would like the gateway's own origin to run. */
    private static final String SCRIPTED = """
            <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.domain)</script></svg>
            """;

    private static Brands brands;

    /** The first account: everything. */
    private static Account branded;

    /** Another merchant, who has a colour alone, and one who has nothing. */
    private static String coloured;

    private static String plain;

    @BeforeAll
    static void brand() {
        brands = new Brands(gateway.database());
        branded = brands.change(
                brands.first().orElseThrow().id(),
                new Put<>("#274b7d"),
                Pictures.logo(SCRIPTED),
                Pictures.favicon(0x274b7d));
        coloured = gateway.openAccount("Harbour Inn");
        plain = gateway.openAccount("Corner Shop");
        brands.change(gateway.account(coloured).id(), new Put<>("#ffd400"), new Leave<>(), new Leave<>());
    }

    @Test
    void everyStateOfThePageShowsTheBrand() {
        var paid = create(gateway.secretKey());
        var canceled = create(gateway.secretKey());
        gateway.delete("/payment-intents/" + canceled).ok();

        var form = open(paid);
        mustBeBranded(form);
        mustBeBranded(pay(form, FRICTIONLESS));
        mustBeBranded(open(paid));
        mustBeBranded(open(canceled));
        var challenge = pay(open(create(gateway.secretKey())), CHALLENGED);
        assertThat(challenge.text()).contains("id=\"to-bank\"");
        mustBeBranded(challenge);
    }

    @Test
    void thePageThatWaitsShowsTheBrand() {
        be(Mood.DUMB);
        var waits = pay(open(create(gateway.secretKey())), FRICTIONLESS);
        be(Mood.FINE);
        gateway.clock().advance(Duration.ofMinutes(1));
        gateway.resolve();

        assertThat(waits.text()).contains("is being processed");
        mustBeBranded(waits);
    }

    @Test
    void thePageOfASetupIntentShowsTheBrand() {
        var setup = gateway.createSetup("NoShow").path("id").asString();

        mustBeBranded(open(setup));
    }

    private static void mustBeBranded(Answer page) {
        assertThat(page.text())
                .contains("<img src=\"" + path(branded.brand().logo()) + "\" alt=\"Tatami Sandbox\">")
                .contains("<link rel=\"icon\" href=\"" + path(branded.brand().favicon()) + "\">")
                .contains("\">:root{--accent:#274b7d;")
                .containsOnlyOnce("rel=\"icon\"");
        assertThat(page.text().indexOf("<img")).isLessThan(page.text().indexOf("<h1>"));
        assertThat(policy(page)).contains("; img-src 'self' data:");
    }

    @Test
    void withoutABrandPagesAreAsTheyWere() {
        var page = open(create(plain));

        assertThat(page.text())
                .contains("<link rel=\"icon\" href=\"data:image/svg+xml,")
                .doesNotContain("<img", "/branding/", "--accent:#");
        assertThat(policy(page)).contains("img-src data:").doesNotContain("'self' data:");
    }

    @Test
    void aColourAloneLetsNoImagesIn() {
        var page = open(create(coloured));

        assertThat(page.text()).contains("--brand:#ffd400").doesNotContain("<img", "/branding/");
        assertThat(policy(page)).contains("img-src data:").doesNotContain("'self' data:");
    }

    @Test
    void thePageOfALinkThatNobodyKnowsIsTatamis() {
        var page = open("pi_sandbox_0000000000000000000000");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.text()).doesNotContain("<img", "/branding/", "--accent:#");
    }

    @Test
    void anImageIsServedForGoodAndCanDoNothing() {
        var logo = Html.open(gateway, path(branded.brand().logo()));
        var favicon = Html.open(gateway, path(branded.brand().favicon()));

        assertThat(logo.status()).isEqualTo(200);
        assertThat(logo.text()).isEqualTo(SCRIPTED);
        assertThat(Html.header(logo, "Content-Type")).isEqualTo("image/svg+xml");
        assertThat(Html.header(favicon, "Content-Type")).isEqualTo("image/png");
        for (var image : List.of(logo, favicon)) {
            assertThat(Html.header(image, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(Html.header(image, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(policy(image)).isEqualTo("default-src 'none'; style-src 'unsafe-inline'; sandbox");
            assertThat(Html.header(image, "ETag")).matches("\"[0-9a-f]{64}\"");
        }
    }

    @Test
    void whoHasTheImageIsNotSentItAgain() {
        var path = path(branded.brand().logo());
        var etag = Html.header(Html.open(gateway, path), "ETag");

        var again =
                gateway.send(gateway.open(path).header("If-None-Match", etag).GET());
        var another = gateway.send(
                gateway.open(path).header("If-None-Match", "\"0000\"").GET());

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(another.status()).isEqualTo(200);
    }

    @Test
    void anotherAccountsImageIsNotThere() {
        var other = gateway.account(plain).id();

        mustNotBeThere("/branding/" + other + "/" + branded.brand().logo());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/branding/ACCOUNT/0000000000000000000000000000000000000000000000000000000000000000",
                "/branding/ACCOUNT/logo",
                "/branding/ACCOUNT/%00",
                "/branding/ACCOUNT/",
                "/branding/ACCOUNT",
                "/branding/acc_sandbox_%00/DIGEST",
                "/branding/acc_sandbox_0000000000000000000000/DIGEST",
                "/branding/acc%20/DIGEST",
                "/branding/ACCOUNT/DIGEST/more"
            })
    void whateverElseIsAskedForIsNotThere(String path) {
        mustNotBeThere(path.replace("ACCOUNT", branded.id().value())
                .replace("DIGEST", branded.brand().logo()));
    }

    @Test
    void anImageIsOnlyLookedAt() {
        var posted = gateway.send(gateway.open(path(branded.brand().logo())).POST(BodyPublishers.ofString("x")));

        assertThat(posted.status()).isEqualTo(405);
        assertThat(Html.header(posted, "Content-Type")).startsWith("application/json");
    }

    @Test
    void anImageThatWasTakenAwayIsGone() {
        var account = gateway.account(gateway.openAccount("Short Lived")).id();
        var logo = brands.change(account, new Leave<>(), Pictures.logo(SCRIPTED), new Leave<>())
                .brand()
                .logo();
        assertThat(Html.open(gateway, "/branding/" + account + "/" + logo).status())
                .isEqualTo(200);

        brands.change(account, new Leave<>(), new Change.TakeAway<>(), new Leave<>());
        brands.change(account, new Leave<>(), new Leave<>(), new Leave<>());

        mustNotBeThere("/branding/" + account + "/" + logo);
    }

    @Test
    void theApiSaysWhereTheImagesAre() {
        var payment = gateway.create("Auto");
        var id = payment.path("id").asString();
        var setup = gateway.createSetup("NoShow");
        var setupId = setup.path("id").asString();

        for (var view : List.of(
                payment,
                gateway.get("/payment-intents/" + id).ok(),
                getPublic("/payment-intents/public/" + id),
                setup,
                gateway.get("/setup-intents/" + setupId).ok(),
                getPublic("/setup-intents/public/" + setupId))) {
            var branding = view.path("config").path("branding");
            assertThat(branding.propertyNames()).containsExactly("logoUrl", "faviconUrl");
            assertThat(branding.path("logoUrl").asString())
                    .isEqualTo(gateway.baseUrl() + path(branded.brand().logo()));
            assertThat(branding.path("faviconUrl").asString())
                    .isEqualTo(gateway.baseUrl() + path(branded.brand().favicon()));
        }
    }

    @Test
    void theApiSaysOnlyWhatThereIs() {
        var logoAlone = gateway.openAccount("Half a Brand");
        brands.change(gateway.account(logoAlone).id(), new Leave<>(), Pictures.logo(SCRIPTED), new Leave<>());

        assertThat(branding(logoAlone).propertyNames()).containsExactly("logoUrl");
        assertThat(branding(coloured).isObject()).isTrue();
        assertThat(branding(coloured).propertyNames()).isEmpty();
    }

    private static JsonNode branding(String key) {
        return gateway.send(gateway.requestAs(key, "/payment-intents/" + create(key))
                        .GET())
                .ok()
                .path("config")
                .path("branding");
    }

    private static JsonNode getPublic(String path) {
        return gateway.send(
                        gateway.open(path).header("version", Gateway.VERSION).GET())
                .ok();
    }

    private static void mustNotBeThere(String path) {
        var answer = Html.open(gateway, path);

        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(answer.json().path("status").asInt()).isEqualTo(404);
        assertThat(Html.header(answer, "Cache-Control")).doesNotContain("immutable");
    }

    private static String path(String digest) {
        return "/branding/" + branded.id() + "/" + digest;
    }

    private static String policy(Answer answer) {
        return Html.header(answer, "Content-Security-Policy");
    }

    private static Answer open(String intent) {
        return Html.open(gateway, "/checkout/" + intent);
    }

    private static Answer pay(Answer page, String card) {
        return Html.submit(gateway, page, Html.card(card));
    }

    private static String create(String key) {
        return gateway.send(gateway.requestAs(key, "/payment-intents")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"}
                                """)))
                .ok()
                .path("id")
                .asString();
    }
}
