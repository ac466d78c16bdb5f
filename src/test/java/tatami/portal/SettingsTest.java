package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static tatami.portal.Visitor.location;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tatami.Gateway;
import tatami.Gateway.Answer;
import tatami.accounts.AccountId;
import tatami.accounts.Brand;
import tatami.kit.Paging;
import tatami.kit.Paging.Cursor;
import tatami.kit.Paging.Direction;
import tatami.users.AuditLine;
import tatami.users.Role;

/** The portal's settings, as a browser without scripts uses them. */
class SettingsTest {

    private static final String SHOP = "/portal/settings";
    private static final String BRANDING = "/portal/settings/branding";
    private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>";

    private static Gateway gateway;
    private static int shops;

    private String key;
    private AccountId account;
    private Visitor owner;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        key = gateway.openAccount("Bluebell Books");
        account = gateway.account(key).id();
        owner = Visitor.invited(gateway, account, "owner" + ++shops + "@shop.example", Role.Owner);
    }

    @Test
    void anOwnerRenamesTheShopAndChoosesWhereItsDayEnds() {
        var saved = owner.submit(owner.get(SHOP), SHOP, Map.of("name", " Bluebell & Sons ", "zone", "Asia/Kathmandu"));

        assertThat(words(owner.follow(saved))).contains("It is saved.");
        assertThat(owner.get(SHOP).text())
                .contains("value=\"Bluebell &amp; Sons\"", "<option value=\"Asia/Kathmandu\" selected>");
        assertThat(gateway.account(key).tradingName()).isEqualTo("Bluebell & Sons");
        assertThat(gateway.account(key).timeZone()).isEqualTo(ZoneId.of("Asia/Kathmandu"));
        assertThat(words(owner.get("/portal/payments"))).contains("Bluebell & Sons");
        assertThat(audit())
                .containsExactly("ChangeShop Bluebell Books {timeZone=Europe/London → Asia/Kathmandu,"
                        + " tradingName=Bluebell Books → Bluebell & Sons}");
    }

    @Test
    void whatStaysAsItWasIsNotWrittenDown() {
        var saved = owner.submit(owner.get(SHOP), SHOP, Map.of("name", "Bluebell Books", "zone", "Europe/London"));
        var branding = send(Map.of("colour", ""), Map.of());

        assertThat(saved.status()).isEqualTo(303);
        assertThat(branding.status()).isEqualTo(303);
        assertThat(audit()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "long", textBlock = """
            ''                    | Europe/London | The trading name must have 1 to 100 characters.
            '   '                 | Europe/London | The trading name must have 1 to 100 characters.
            long                  | Europe/London | The trading name must have 1 to 100 characters.
            'Two\tcolumns'        | Europe/London | The trading name has characters that cannot be seen.
            'txt.\u202ekooB'      | Europe/London | The trading name has characters that cannot be seen.
            Bluebell              | Mars/Olympus  | There is no such time zone.
            Bluebell              | ''            | There is no such time zone.
            Bluebell              | +25:00        | There is no such time zone.
            """)
    void whatCannotBeSavedIsSaidAndChangesNothing(String name, String zone, String complaint) {
        var typed = name == null ? "x".repeat(101) : name;

        var refused = owner.submit(owner.get(SHOP), SHOP, Map.of("name", typed, "zone", zone));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains(complaint);
        assertThat(gateway.account(key).tradingName()).isEqualTo("Bluebell Books");
        assertThat(audit()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void settingsAreForOwners(Role role) {
        var visitor = Visitor.invited(gateway, account, role + "." + shops + "@shop.example", role);
        var expected = role == Role.Owner ? 200 : 403;

        for (var path : List.of(SHOP, BRANDING, BRANDING + "/palette", "/portal/settings/receipts")) {
            assertThat(visitor.get(path).status()).as(path).isEqualTo(expected);
        }
        assertThat(visitor.get("/portal/payments").text().contains("/portal/settings\""))
                .isEqualTo(role == Role.Owner);
        assertThat(visitor.post(SHOP, Map.of("name", "Mine")).status()).isEqualTo(403);
    }

    @Test
    void aBrandIsPutOnAndTakenAwayAgain() {
        var put = send(Map.of("colour", "14285A"), Map.of("logo", SVG.getBytes(StandardCharsets.UTF_8)));
        var brand = gateway.account(key).brand();
        var page = owner.follow(put);

        assertThat(brand.colour()).isEqualTo("#14285a");
        assertThat(brand.logo()).isNotNull();
        assertThat(page.text())
                .contains("value=\"#14285a\"", "/branding/" + account + "/" + brand.logo())
                .contains("--brand:#14285a");
        assertThat(gateway.send(gateway.open("/branding/" + account + "/" + brand.logo())
                                .GET())
                        .text())
                .isEqualTo(SVG);

        send(Map.of("colour", "", "no-logo", "yes"), Map.of());

        assertThat(gateway.account(key).brand()).isEqualTo(Brand.NONE);
        assertThat(audit())
                .containsExactlyInAnyOrder(
                        "ChangeBrand null {colour=#14285a, logo=another one}",
                        "ChangeBrand null {colour=none, logo=none}");
    }

    @Test
    void aColourIsSeenBeforeItIsSaved() {
        var seen = send(Map.of("colour", "#ffd400", "do", "preview"), Map.of());

        assertThat(location(seen)).isEqualTo(BRANDING + "?colour=%23ffd400");
        assertThat(owner.follow(seen).text()).contains("value=\"#ffd400\"", "--brand:#ffd400");
        assertThat(gateway.account(key).brand()).isEqualTo(Brand.NONE);
        assertThat(owner.get(BRANDING + "/palette?colour=ffd400")
                        .json()
                        .path("dark")
                        .asString())
                .contains("--brand:#ffd400");
        for (var nonsense : List.of("%3C/style%3E", "red", "%00", "")) {
            assertThat(owner.get(BRANDING + "?colour=" + nonsense).status()).isEqualTo(200);
            assertThat(owner.get(BRANDING + "/palette?colour=" + nonsense)
                            .json()
                            .path("light")
                            .asString())
                    .contains("--accent:#274b7d");
        }
        assertThat(audit()).isEmpty();
    }

    static List<List<Object>> wrongBrands() {
        var wrong = new ArrayList<List<Object>>();
        wrong.add(List.of("blue", new byte[0], "'blue' is not a colour."));
        wrong.add(List.of("", new byte[30_001], "The logo has 30,001 bytes, and may have 30,000 at most."));
        wrong.add(List.of("", "%PDF".getBytes(StandardCharsets.UTF_8), "The logo"));
        wrong.add(List.of("", "<svg".getBytes(StandardCharsets.UTF_8), "its XML is broken"));
        return wrong;
    }

    @ParameterizedTest
    @MethodSource("wrongBrands")
    void aBrandThatCannotBeIsSaidAndChangesNothing(List<Object> wrong) {
        var logo = (byte[]) wrong.get(1);

        var refused = send(Map.of("colour", (String) wrong.get(0)), logo.length == 0 ? Map.of() : Map.of("logo", logo));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(words(refused)).contains((String) wrong.get(2));
        assertThat(gateway.account(key).brand()).isEqualTo(Brand.NONE);
        assertThat(audit()).isEmpty();
    }

    @Test
    void aReceiptIsShownAsShoppersGetIt() {
        assertThat(words(owner.get("/portal/settings/receipts")))
                .contains("Test receipt from Bluebell Books", "2 × Flat white", "Visa ending in 1096")
                .contains("Nothing is sent by itself");
    }

    /** A form with files, as browsers send it. */
    private Answer send(Map<String, String> fields, Map<String, byte[]> files) {
        var token =
                owner.get(BRANDING).text().split("name=\"token\" value=\"")[1].split("\"")[0];
        var parts = new ArrayList<byte[]>();
        var all = new HashMap<>(fields);
        all.put("token", token);
        all.forEach((name, value) -> parts.add(
                text("--XYZ\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")));
        files.forEach((name, content) -> {
            parts.add(text("--XYZ\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"a\"\r\n\r\n"));
            parts.add(content);
            parts.add(text("\r\n"));
        });
        parts.add(text("--XYZ--\r\n"));
        return gateway.send(gateway.open(BRANDING)
                .header("Content-Type", "multipart/form-data; boundary=XYZ")
                .header("Cookie", "tatami-portal=" + owner.cookies().get("tatami-portal"))
                .POST(BodyPublishers.ofByteArrays(parts)));
    }

    private List<String> audit() {
        return gateway.people().audit().list(account, new Paging(Direction.Older, Cursor.TOP, 50)).stream()
                .filter(line -> line.what().startsWith("Change"))
                .map(SettingsTest::words)
                .toList();
    }

    private static String words(AuditLine line) {
        return line.what() + " " + line.subject() + " " + new TreeMap<>(line.detail());
    }

    private static String words(Answer page) {
        return Visitor.words(page);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
