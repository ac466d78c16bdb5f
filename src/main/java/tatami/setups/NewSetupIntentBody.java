package tatami.setups;

import java.time.Instant;
import java.util.Objects;
import tatami.acquiring.MitType;
import tatami.customers.Address;
import tatami.customers.Contact;
import tatami.customers.ShippingDetails;
import tatami.http.Body;
import tatami.intents.CaptureMode;
import tatami.intents.CheckoutConfig;
import tatami.intents.IntentBody;

/** The request that creates a setup intent, read and checked. */
final class NewSetupIntentBody {

    /** The API's own bound. */
    private static final int LONGEST_TERMS = 10_240;

    private NewSetupIntentBody() {}

    /** @throws tatami.http.Invalid with every complaint */
    static NewSetupIntent read(Body body, Instant now) {
        var type = body.requiredChoice("merchantInitiatedTransactionType", MitType.class);
        var intended = body.requiredMoney("intendedAmount", 0); // a merchant may not know yet
        var terms = body.requiredText("terms", LONGEST_TERMS);
        refuseManual(body);
        var details = new SetupDetails(
                body.requiredText("reference", 60),
                body.text("description", 4096),
                body.object("customer", Contact::read),
                body.object("billingAddress", Address::read),
                body.object("shippingDetails", ShippingDetails::read),
                body.object("config", CheckoutConfig::read),
                IntentBody.paymentMethods(body, false),
                IntentBody.metadata(body),
                IntentBody.paymentSource(body));
        var expireAt = IntentBody.expireAt(body, now);
        body.check();
        return new NewSetupIntent(Objects.requireNonNull(type), intended, terms, details, expireAt);
    }

    /** Charges are captured at once: nobody could say when to capture one, since nobody is there. */
    private static void refuseManual(Body body) {
        if (body.choice("captureMode", CaptureMode.class) == CaptureMode.Manual) {
            body.complain("captureMode", "The field CaptureMode must be Auto for a setup intent.");
        }
    }
}
