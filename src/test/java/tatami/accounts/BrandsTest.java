package tatami.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tatami.Crowd;
import tatami.Gateway;
import tatami.accounts.BrandImage.Use;
import tatami.accounts.Change.Leave;
import tatami.accounts.Change.Put;
import tatami.accounts.Change.TakeAway;
import tatami.kit.Refusal;

class BrandsTest {

    private static final BrandImage ONE = BrandImage.of(Use.Favicon, Pictures.plain("PNG", 8, 8, 1));
    private static final BrandImage OTHER = BrandImage.of(Use.Favicon, Pictures.plain("PNG", 8, 8, 2));

    private static Gateway gateway;
    private static Brands brands;

    private String key;
    private AccountId account;

    @BeforeAll
    static void start() {
        gateway = Gateway.start();
        brands = new Brands(gateway.database());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        key = gateway.openAccount("Bluebell Books");
        account = gateway.account(key).id();
    }

    @Test
    void aNewAccountHasNoBrand() {
        assertThat(brands.account(account).brand()).isEqualTo(Brand.NONE);
    }

    @Test
    void whatIsGivenIsChangedAndTheRestIsLeft() {
        change(new Put<>("#274b7d"), new Put<>(ONE), new Leave<>());
        var more = change(new Leave<>(), new Leave<>(), new Put<>(OTHER));
        var less = change(new TakeAway<>(), new Leave<>(), new TakeAway<>());

        assertThat(more).isEqualTo(new Brand("#274b7d", ONE.digest(), OTHER.digest()));
        assertThat(less).isEqualTo(new Brand(null, ONE.digest(), null));
        assertThat(brands.account(account).brand()).isEqualTo(less);
        assertThat(gateway.account(key).brand()).isEqualTo(less);
    }

    @Test
    void anImageThatIsShownNoMoreIsDeletedByTheNextChange() {
        change(new Leave<>(), new Put<>(ONE), new Put<>(ONE));
        change(new Leave<>(), new Put<>(OTHER), new Leave<>());
        assertThat(brands.image(account, ONE.digest())).isPresent();

        change(new Leave<>(), new Leave<>(), new TakeAway<>());
        assertThat(brands.image(account, ONE.digest())).isPresent(); // a gateway may still name it

        change(new Put<>("#274b7d"), new Leave<>(), new Leave<>());

        assertThat(brands.image(account, ONE.digest())).isEmpty();
        assertThat(brands.image(account, OTHER.digest())).hasValueSatisfying(image -> {
            assertThat(image.type()).isEqualTo(OTHER.type());
            assertThat(image.content()).isEqualTo(OTHER.content());
        });
    }

    @Test
    void anotherAccountsImageStaysAndIsNotThere() {
        var other = gateway.account(gateway.openAccount("Harbour Inn")).id();
        change(new Leave<>(), new Put<>(ONE), new Leave<>());
        brands.change(other, new Leave<>(), new Put<>(ONE), new Put<>(OTHER));

        change(new Leave<>(), new TakeAway<>(), new Leave<>());
        change(new Leave<>(), new Leave<>(), new Leave<>());

        assertThat(brands.image(account, ONE.digest())).isEmpty();
        assertThat(brands.image(account, OTHER.digest())).isEmpty();
        assertThat(brands.image(other, ONE.digest())).isPresent();
    }

    /** Each of them deletes what the others are about to show. */
    @Test
    void manyChangesAtOnceLeaveABrandWhoseImagesAreThere() {
        Crowd.atOnce(40, i -> () -> {
            var image = i % 2 == 0 ? ONE : OTHER;
            return i % 4 < 2
                    ? change(new Leave<>(), new Put<>(image), new TakeAway<>())
                    : change(new Leave<>(), new TakeAway<>(), new Put<>(image));
        });

        var brand = brands.account(account).brand();
        change(new Leave<>(), new Leave<>(), new Leave<>());
        for (var digest : new String[] {ONE.digest(), OTHER.digest()}) {
            assertThat(brands.image(account, digest).isPresent())
                    .isEqualTo(digest.equals(brand.logo()) || digest.equals(brand.favicon()));
        }
    }

    @Test
    void anUnknownAccountIsRefused() {
        var nobody = new AccountId("acc_sandbox_0000000000000000000000");

        assertThatThrownBy(() -> brands.change(nobody, new Put<>("#274b7d"), new Put<>(ONE), new Leave<>()))
                .isInstanceOf(Refusal.class)
                .hasMessage("There is no account " + nobody + ".");
        assertThatThrownBy(() -> brands.account(nobody)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"'#274B7D', #274b7d", "274b7d, #274b7d", "'#ffffff', #ffffff"})
    void aColourIsReadAsPeopleTypeIt(String typed, String colour) {
        assertThat(Brand.colour(typed)).isEqualTo(colour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "#fff", "navy", "#27 b7d", "#274b7d;", "##274b7d", "#274b7dff", "rgb(1,2,3)"})
    void whatIsNoColourIsRefused(String typed) {
        assertThatThrownBy(() -> Brand.colour(typed))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("'" + typed + "' is not a colour.");
    }

    private Brand change(Change<String> colour, Change<BrandImage> logo, Change<BrandImage> favicon) {
        return brands.change(account, colour, logo, favicon).brand();
    }
}
