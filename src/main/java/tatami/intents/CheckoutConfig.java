package tatami.intents;

import org.jspecify.annotations.Nullable;
import tatami.http.Body;

/** What the merchant wants the checkout page to show and to ask for. The API's own fields. */
public record CheckoutConfig(
        @Nullable String title,
        @Nullable String redirectUrl,
        @Nullable String cancelUrl,
        @Nullable Collection customerEmail,
        @Nullable Details details,
        @Nullable Collection billingAddress,
        @Nullable Collection shippingDetails,
        @Nullable Payment payment) {

    public record Collection(boolean collectionRequired) {

        static Collection read(Body body) {
            return new Collection(isTrue(body.flag("collectionRequired")));
        }
    }

    public record Details(boolean showTotal, boolean showReference) {

        static Details read(Body body) {
            return new Details(isTrue(body.flag("showTotal")), isTrue(body.flag("showReference")));
        }
    }

    public record Payment(boolean customAmountAllowed, boolean tipsAllowed) {

        static Payment read(Body body) {
            return new Payment(isTrue(body.flag("customAmountAllowed")), isTrue(body.flag("tipsAllowed")));
        }
    }

    public static CheckoutConfig read(Body body) {
        return new CheckoutConfig(
                body.text("title", 100),
                body.webAddress("redirectUrl"),
                body.webAddress("cancelUrl"),
                body.object("customerEmail", Collection::read),
                body.object("details", Details::read),
                body.object("billingAddress", Collection::read),
                body.object("shippingDetails", Collection::read),
                body.object("payment", Payment::read));
    }

    public boolean customAmountAllowed() {
        return payment != null && payment.customAmountAllowed;
    }

    public boolean tipsAllowed() {
        return payment != null && payment.tipsAllowed;
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return flag != null && flag;
    }
}
