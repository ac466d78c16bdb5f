package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tatami.Gateway;
import tatami.contract.Reference.Operation;
import tatami.wallets.WalletPayment.AuthMethod;
import tatami.webhooks.Receiver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API reference shows is what the gateway does: every request that it prints, and every answer. */
class ReferenceExamplesTest {

    private static final String NOBODY = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String DECLINES_LATER = "4456530000001013";

    /** What a test cannot bring about, or only by breaking things that others need. */
    private static final List<String> NOT_PLAYED = List.of("Health_Ready 503 stopping");

    private MoodyAcquirer acquirer;

    @Test
    void everyExampleIsWhatTheGatewayDoes() {
        try (var gateway = Gateway.startWith(
                        Map.of("TATAMI_WEBHOOK_ALLOW_LOOPBACK", "true"),
                        sandbox -> acquirer = new MoodyAcquirer(sandbox));
                var receiver = Receiver.plain()) {
            var tour = new Tour(gateway);
            payments(tour);
            rareFields(tour);
            paymentsBeingPaid(tour);
            movements(tour);
            setups(tour);
            customers(tour);
            webhooks(tour);
            deliveries(tour, receiver);
            devices(tour);
            wallets(tour);
            whatAllShare(tour);
            tour.end();

            assertThat(tour.troubles()).isEmpty();
            assertThat(tour.unseen())
                    .as("examples that nobody came by: play them, or take them away")
                    .containsExactlyInAnyOrderElementsOf(NOT_PLAYED);
        }
    }

    private void payments(Tour tour) {
        tour.chapter("2027-01-18T09:30:00Z");
        var intent = tour.call("PaymentIntents_CreatePaymentIntent")
                .sending("smallest")
                .answers("smallest");
        tour.call("PaymentIntents_CreatePaymentIntent").sending("page").answers("page");
        tour.call("PaymentIntents_CreatePaymentIntent").sending("hold").answersSomehow();
        tour.call("PaymentIntents_CreatePaymentIntent").sending("toBeCharged").answersSomehow();
        tour.call("PaymentIntents_CreatePaymentIntent")
                .saying("{\"amount\":{\"value\":0,\"currencyCode\":\"POUNDS\"}}")
                .answers(400, "wrongFields");
        tour.call("PaymentIntents_CreatePaymentIntent")
                .saying("{\"amount\":1000,\"reference\":\"Order 234\"}")
                .answers(400, "notAnObject");

        tour.is(Wire.id(intent));
        tour.call("PaymentIntents_GetPublic").answers("created");
        tour.call("PaymentIntents_RefreshClientSessionSecret").answers("refreshed");
        var refreshed =
                tour.call("PaymentIntents_RefreshClientSessionSecretPublic").answers("refreshed");
        tour.call("Receipt_Create").sending("two").answers(400, "unpaid");
        tour.gateway().pay(refreshed, Wire.GOOD_CARD).ok();
        tour.call("PaymentIntents_Get").answers("captured");
        tour.call("Receipt_Create").sending("two").answersNothing();
        tour.call("Receipt_Create").saying("{\"emails\":[\"alex\"]}").answers(400, "wrongAddress");
        tour.call("PaymentIntents_Delete").answers(400, "captured");
        tour.call("PaymentIntents_Search").sending("captured").answers("captured");
        tour.call("PaymentIntents_Search").sending("all").answersSomehow();
        tour.call("PaymentIntents_Search")
                .saying("{\"cursor\":{\"before\":\"a\",\"after\":\"b\"}}")
                .answers(400, "twoCursors");

        tour.is(Wire.id(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body(""))));
        tour.call("PaymentIntents_SetCustomAmount").sending("more").answers(405, "notAllowed");
        tour.call("PaymentIntents_SetTipsAmount").sending("tip").answers(405, "notAllowed");
        tour.call("PaymentIntents_ChargePaymentIntent").answers(400, "noSetupIntent");
        tour.call("PaymentIntents_Delete").answers("canceled");

        tour.is(Wire.id(changeable(tour)));
        tour.call("PaymentIntents_SetCustomAmount").sending("more").answers("more");
        tour.call("PaymentIntents_SetCustomAmount")
                .saying("{\"amount\":{\"value\":0,\"currencyCode\":\"GBP\"}}")
                .answers(400, "zero");
        tour.call("PaymentIntents_SetCustomAmount")
                .saying("{\"amount\":{\"value\":1500,\"currencyCode\":\"EUR\"}}")
                .answers(400, "otherCurrency");
        tour.call("PaymentIntents_SetTipsAmount").sending("tip").answers("tip");
        tour.call("PaymentIntents_SetTipsAmount").saying("{}").answers(400, "missing");

        tour.is("pi_sandbox_" + NOBODY);
        tour.call("PaymentIntents_Get").answers(404, "unknown");
        tour.call("PaymentIntents_GetPublic").answers(404, "unknown");
        tour.call("PaymentIntents_RefreshClientSessionSecret").answers(400, "unknown");
        tour.call("PaymentIntents_RefreshClientSessionSecretPublic").answers(404, "unknown");
        tour.call("PaymentIntents_Delete").answers(404, "unknown");
        tour.call("PaymentIntents_SetCustomAmount").sending("more").answers(400, "unknown");
        tour.call("PaymentIntents_SetTipsAmount").sending("tip").answers(400, "unknown");
        tour.call("PaymentIntents_ChargePaymentIntent").answers(400, "unknown");
        tour.call("Receipt_Create").sending("two").answers(404, "unknown");
    }

    /** Fields that no example shows are documented too. */
    private void rareFields(Tour tour) {
        tour.chapter("2027-01-18T10:00:00Z");
        var everything = Wire.body("""
                "captureMode":"Manual","tipsAmount":{"value":150,"currencyCode":"GBP"},"description":"Two coffees",
                "customer":{"id":"c","emailAddress":"alex@shop.example","phoneNumber":"+44 20 7946 0000"},
                "requestSecurity":{"userAgent":"Browser/1.0","ipAddress":"192.0.2.1","device":"Phone"},
                "billingAddress":{"address1":"1","address2":"a","address3":"b","address4":"c","city":"London",
                "state":"d","postcode":"N1 1AA","countryCode":"GB","locality":"e","county":"f"},
                "shippingDetails":{"name":"Alex","deliveryNotes":"Ring","address":{"countryCode":"GB"}},
                "autoExpireIn":"6.00:00:00","autoExpireAction":"Release","setupIntentId":"s","paymentMethods":["SavedCard"],
                "metadata":{"order":"234"},"paymentSource":"plugin"
                """);
        var intent = tour.call("PaymentIntents_CreatePaymentIntent")
                .saying(everything)
                .speaking("2024-02-05")
                .answersSomehow();
        assertThat(intent.path("paymentLink").asString()).endsWith(Wire.id(intent));
        tour.is(Wire.id(intent));
        tour.gateway().pay(intent, Wire.DECLINED_CARD).ok();
        assertThat(tour.call("PaymentIntents_Get").answersSomehow().path("paymentEvents"))
                .hasSize(1);
        var again = tour.call("PaymentIntents_RefreshClientSessionSecret").answersSomehow();
        tour.gateway().pay(again, Wire.GOOD_CARD).ok();
        tour.call("Reversal_Create").answersSomehow();
        assertThat(tour.call("PaymentIntents_Get")
                        .answersSomehow()
                        .path("status")
                        .asString())
                .isEqualTo("Reversed");
    }

    private void paymentsBeingPaid(Tour tour) {
        tour.chapter("2027-01-18T10:30:00Z");
        var intent = changeable(tour);
        tour.is(Wire.id(intent));
        acquirer.losesItsAnswers();
        tour.gateway().pay(intent, Wire.GOOD_CARD).ok();
        tour.call("PaymentIntents_Delete").answers(409, "beingPaid");
        tour.call("PaymentIntents_SetCustomAmount").sending("more").answers(409, "beingPaid");
        tour.call("PaymentIntents_SetTipsAmount").sending("tip").answers(409, "beingPaid");
        acquirer.isHeardAgain();
    }

    private void movements(Tour tour) {
        tour.chapter("2027-01-18T11:30:00Z");
        tour.is(paid(tour, "Manual"));
        tour.call("Refunds_Create").sending("part").answers(400, "authorized");
        tour.call("Captures_Create").sending("part").answers("part");
        tour.call("Captures_Create").saying("{\"amount\":601}").answers(400, "tooMuch");
        acquirer.declinesNext();
        tour.call("Captures_Create").saying("{\"amount\":600}").answers(400, "declined");
        tour.call("Captures_Create").sending("rest").answersSomehow();

        var refund = tour.call("Refunds_Create").sending("part").answers("part");
        tour.is(refund.path("refundId").asString());
        tour.call("PaymentIntents_GetRefundById").answers("part");
        tour.call("Refunds_Create").saying("{\"amount\":500}").answers(400, "keyReused");
        tour.call("Refunds_Create").saying("{\"amount\":601}").under("refund-2").answers(400, "tooMuch");
        tour.call("Refunds_Create").saying("{\"amount\":100}").under(null).answers(400, "noKey");
        acquirer.declinesNext();
        tour.call("Refunds_Create").saying("{\"amount\":100}").under("refund-3").answers(400, "declined");
        acquirer.losesItsAnswers();
        tour.call("Refunds_Create").saying("{\"amount\":100}").under("refund-4").answers(504, "silence");
        tour.call("Refunds_Create").saying("{\"amount\":100}").under("refund-5").answers(409, "inFlight");
        acquirer.isHeardAgain();

        tour.is(paid(tour, "Auto"));
        tour.call("Captures_Create").sending("part").answers(409, "automatic");
        tour.is(Wire.id(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body(""))));
        tour.call("Reversal_Create").answers(409, "created");
        tour.is(paid(tour, "Manual"));
        acquirer.declinesNext();
        tour.call("Reversal_Create").answers(400, "declined");
        tour.call("Reversal_Create").answers("reversed");
        tour.is(paid(tour, "Manual"));
        acquirer.losesItsAnswers();
        tour.call("Captures_Create").sending("part").answers(504, "silence");
        tour.call("Captures_Create").sending("part").answers(409, "inFlight");
        tour.call("Reversal_Create").answers(409, "inFlight");
        acquirer.isHeardAgain();
        tour.is(paid(tour, "Manual"));
        acquirer.losesItsAnswers();
        tour.call("Reversal_Create").answers(504, "silence");
        acquirer.isHeardAgain();

        tour.is("pi_sandbox_" + NOBODY, "rfnd_sandbox_" + NOBODY);
        tour.call("Captures_Create").sending("part").answers(400, "unknown");
        tour.call("Reversal_Create").answers(400, "unknown");
        tour.call("Refunds_Create").sending("part").answers(400, "unknown");
        tour.call("PaymentIntents_GetRefundById").answers(400, "unknown");
    }

    private void setups(Tour tour) {
        tour.chapter("2027-01-18T12:30:00Z");
        tour.call("SetupIntents_Create").sending("unscheduled").answers("unscheduled");
        tour.call("SetupIntents_Create")
                .saying("{\"merchantInitiatedTransactionType\":\"NoShow\",\"reference\":\"Table 4\","
                        + "\"intendedAmount\":{\"value\":1000,\"currencyCode\":\"GBP\"},\"captureMode\":\"Manual\"}")
                .answers(400, "wrongFields");
        var setup = tour.call("SetupIntents_Create").sending("noShow").answers("noShow");
        tour.is(Wire.id(setup));
        tour.call("SetupIntents_GetPublicById").answers("created");
        tour.call("SetupIntents_RefreshPaymentIntentToken").answers("refreshed");
        var refreshed = tour.call("SetupIntents_RefreshSetupIntentTokenPublic").answers("refreshed");
        tour.is(Wire.id(toBeCharged(tour)));
        tour.call("PaymentIntents_ChargePaymentIntent").answers(400, "nobodyAgreed");

        tour.isSecret(refreshed);
        tour.call("Devices_Pay").sending("consenting").answersSomehow();
        tour.call("SetupIntents_GetById").answers("authorized");
        tour.call("SetupIntents_Delete").answers(400, "authorized");
        tour.call("PaymentIntents_ChargePaymentIntent").answers("successful");

        tour.is(Wire.id(agreed(tour, Wire.GOOD_CARD)));
        tour.is(Wire.id(toBeCharged(tour)));
        acquirer.losesItsAnswers();
        tour.call("PaymentIntents_ChargePaymentIntent").answersSomehow();
        tour.call("PaymentIntents_ChargePaymentIntent").answers(409, "beingPaid");
        acquirer.isHeardAgain();
        tour.is(Wire.id(agreed(tour, DECLINES_LATER)));
        tour.is(Wire.id(toBeCharged(tour)));
        tour.call("PaymentIntents_ChargePaymentIntent").answers("declined");
        tour.call("SetupIntents_Delete").asking("includeAuthorized=true").answers("closed");

        tour.is(Wire.id(tour.quietly("SetupIntents_Create", Gateway.setup("NoShow"))));
        tour.call("SetupIntents_Delete").answers("canceled");
        tour.is("si_sandbox_" + NOBODY);
        tour.call("SetupIntents_GetById").answers(404, "unknown");
        tour.call("SetupIntents_GetPublicById").answers(404, "unknown");
        tour.call("SetupIntents_Delete").answers(404, "unknown");
        tour.call("SetupIntents_RefreshPaymentIntentToken").answers(400, "unknown");
        tour.call("SetupIntents_RefreshSetupIntentTokenPublic").answers(404, "unknown");
    }

    private void customers(Tour tour) {
        tour.chapter("2027-01-18T13:30:00Z");
        tour.call("Customers_Create").sending("nobody").answersSomehow();
        tour.gateway().clock().advance(Duration.ofMinutes(1));
        var alex = tour.call("Customers_Create").sending("alex").answers("alex");
        tour.call("Customers_Create")
                .saying("{\"name\":\"5200 0000 0000 1005\",\"phoneNumber\":\"999\"}")
                .answers(400, "wrongFields");
        tour.is(Wire.id(alex));
        tour.call("Customers_Get").answers("one");
        tour.call("Customers_Search").sending("first").answers("first");
        tour.call("Customers_Search").sending("all").answersSomehow();
        tour.call("Customers_Search")
                .saying("{\"before\":\"a\",\"after\":\"b\"}")
                .answers(400, "twoCursors");
        tour.call("Customers_Search").saying("{\"limit\":101}").answers(400, "wrongLimit");
        tour.call("Customers_Update").sending("moved").answers("moved");

        tour.isSecret(tour.quietly(
                "PaymentIntents_CreatePaymentIntent", Wire.body("\"customer\":{\"id\":\"" + Wire.id(alex) + "\"}")));
        tour.call("Devices_Pay").sending("saved").answersSomehow();
        var secret = tour.call("Customers_CreateCustomerSecret").answers("secret");
        tour.isCustomerSecret(secret.path("secret").asString());
        var methods = tour.call("Customers_GetPaymentMethods").answers("one");
        tour.is(methods.at("/savedPaymentMethods/0/id").asString());
        for (var id : List.of("Customers_GetPaymentMethods", "Customers_DeletePaymentMethod")) {
            tour.call(id).withoutCredential().answersShared(401, "NoCustomerSecret");
            tour.call(id).withoutVersion().answersShared(400, "WrongVersion");
        }

        tour.isSecret(tour.quietly(
                "PaymentIntents_CreatePaymentIntent", Wire.body("\"customer\":{\"id\":\"" + Wire.id(alex) + "\"}")));
        tour.call("Devices_PayWithSavedCard").saying("{}").answers(400, "wrongFields");
        tour.call("Devices_PayWithSavedCard").sending("saved").answers("saved");
        tour.call("Customers_DeletePaymentMethod").answersNothing();
        tour.call("Customers_DeletePaymentMethod").answers(404, "unknown");
        tour.call("Customers_Delete").answersNothing();
        tour.call("Customers_GetPaymentMethods").answers(404, "gone");

        tour.is("cust_sandbox_" + NOBODY);
        tour.call("Customers_Get").answers("none");
        tour.call("Customers_Update").sending("moved").answers(404, "unknown");
        tour.call("Customers_Delete").answers(404, "unknown");
        tour.call("Customers_CreateCustomerSecret").answers(404, "unknown");
    }

    private void webhooks(Tour tour) {
        tour.chapter("2027-01-18T14:30:00Z");
        tour.call("Webhooks_GetAllWebhooks").answers("all");
        var subscription = tour.call("Webhooks_Subscribe").sending("status").answers("status");
        tour.call("Webhooks_Subscribe").sending("status").answers(409, "taken");
        tour.call("Webhooks_Subscribe")
                .saying("{\"events\":[\"order.eaten\"],\"url\":\"http://shop.example/hook\"}")
                .answers(400, "wrongFields");
        var first = subscription.at("/secrets/0/id").asString();
        tour.is(Wire.id(subscription), first);
        tour.call("Webhooks_GetAlSubscriptions").answers("one");
        tour.call("Webhooks_GetSecrets").answers("one");
        var second = tour.call("Webhooks_GenerateSecret")
                .answers("two")
                .at("/secrets/1/id")
                .asString();
        tour.call("Webhooks_GenerateSecret").answers(409, "tooMany");
        tour.is(second);
        tour.call("Webhooks_ActivateSecret").answersNothing();
        tour.call("Webhooks_DeleteSecret").answers(403, "active");
        tour.is(first);
        tour.call("Webhooks_DeleteSecret").answersNothing();
        tour.call("Webhooks_DeleteSecret").answers(404, "unknown");
        tour.call("Webhooks_ActivateSecret").answers(404, "unknown");
        tour.call("Webhooks_SubscribeUpdate").sending("moved").answers("moved");
        tour.call("Webhooks_SubscribeUpdate")
                .saying("{\"url\":\"http://shop.example/hook\"}")
                .answers(400, "wrongUrl");
        var other = tour.quietly(
                "Webhooks_Subscribe",
                "{\"events\":[\"payment_intent.created\"],\"url\":\"https://shop.example/other\"}");
        tour.is(Wire.id(other));
        tour.call("Webhooks_SubscribeUpdate")
                .saying("{\"events\":[\"payment_intent.status_updated\"]}")
                .answers(409, "taken");
        tour.call("Webhooks_DeleteSubscriptions").answersNothing();

        tour.is("ws_sandbox_" + NOBODY);
        tour.call("Webhooks_SubscribeUpdate").sending("moved").answers(404, "unknown");
        tour.call("Webhooks_DeleteSubscriptions").answers(404, "unknown");
        tour.call("Webhooks_GetSecrets").answers(404, "unknown");
        tour.call("Webhooks_GenerateSecret").answers(404, "unknown");
        tour.call("Deliveries_List").answers(404, "unknown");
        tour.call("Deliveries_ResendExhausted").answers(404, "unknown");
    }

    private void deliveries(Tour tour, Receiver receiver) {
        tour.chapter("2027-01-18T15:30:00Z");
        var subscription = tour.quietly(
                "Webhooks_Subscribe", "{\"events\":[\"payment_intent.created\"],\"url\":\"" + receiver.url() + "\"}");
        tour.is(Wire.id(subscription));
        tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body(""));
        tour.gateway().deliver();
        var event = tour.call("Deliveries_List")
                .answers("delivered")
                .at("/0/eventId")
                .asString();
        tour.is(event);
        var delivery = tour.call("Deliveries_Get").answers("delivered");
        tour.event(delivery.path("payload").asString());
        tour.call("Deliveries_Resend").answers("due");
        tour.call("Deliveries_ResendExhausted").answers("none");
        var unreachable = tour.quietly(
                "Webhooks_Subscribe", "{\"events\":[\"payment_intent.updated\"],\"url\":\"http://localhost:1/hook\"}");
        tour.is(Wire.id(unreachable), Wire.id(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body(""))));
        tour.call("PaymentIntents_RefreshClientSessionSecret").answersSomehow();
        tour.gateway().deliver();
        assertThat(tour.call("Deliveries_List")
                        .answersSomehow()
                        .at("/0/attempts/0/failure")
                        .asString())
                .isNotEmpty();
        tour.call("Deliveries_List").asking("limit=501").answers(400, "wrongLimit");
        tour.call("Webhooks_Listen").asking("after=yesterday").answers(400, "wrongAfter");
        tour.is("evt_sandbox_" + NOBODY);
        tour.call("Deliveries_Get").answers(404, "unknown");
        tour.call("Deliveries_Resend").answers(404, "unknown");
    }

    private void devices(Tour tour) {
        tour.chapter("2027-01-18T16:30:00Z");
        tour.isSecret(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body("")));
        tour.call("Devices_CollectData").sending("card").answers("card");
        tour.call("Devices_CollectData").saying("{\"cardNumber\":\"1\"}").answers(400, "wrongFields");
        tour.call("Devices_Conclude").sending("success").answers("nothingWaits");
        tour.call("Devices_Conclude").saying("{\"paRes\":[]}").answers(400, "wrongFields");
        tour.call("Devices_Pay")
                .saying("{\"cardNumber\":\"5200000000001006\",\"expiryDate\":\"2029\"}")
                .answers(400, "wrongFields");
        tour.call("Devices_Pay").sending("card").answers("card");
        tour.call("Devices_Pay").sending("card").answers("usedSecret");
        tour.isSecret(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body("")));
        tour.call("Devices_Pay").sending("declined").answers("declined");
        tour.isSecret(tour.quietly("PaymentIntents_CreatePaymentIntent", Wire.body("")));
        tour.call("Devices_Pay").sending("challenged").answers("challenged");
        tour.call("Devices_Conclude").sending("success").answers("success");
        tour.isSecret(JsonMapper.shared().readTree("{\"clientSessionSecret\":\"nonsense\"}"));
        tour.call("Devices_CollectData").sending("card").answers("unknownSecret");
    }

    private void wallets(Tour tour) {
        tour.chapter("2027-01-18T17:30:00Z");
        tour.asFirstAccount();
        var gateway = tour.gateway();
        tour.isSecret(gateway.createForWallets());
        var google = googleBody(gateway.googleToken(Wire.GOOD_CARD, AuthMethod.CRYPTOGRAM_3DS));
        tour.call("Wallets_OpenGoogleToken").saying(google).answers("opened");
        tour.call("Wallets_OpenGoogleToken").sending("token").answers("token");
        tour.call("Wallets_OpenGoogleToken").saying("{}").answers(400, "wrongFields");
        tour.call("Wallets_PayWithGoogle").sending("token").answers("token");
        tour.call("Wallets_PayWithGoogle").saying("{}").answers(400, "wrongFields");
        tour.call("Wallets_PayWithGoogle").saying(google).answers("paid");
        tour.isSecret(gateway.createForWallets());
        tour.call("Wallets_PayWithApple").sending("token").answers("token");
        tour.call("Wallets_PayWithApple").saying("{}").answers(400, "wrongFields");
        tour.call("Wallets_PayWithApple")
                .saying("{\"token\":" + gateway.appleToken(Wire.GOOD_CARD) + "}")
                .answers("paid");
    }

    private void whatAllShare(Tour tour) {
        tour.chapter("2027-01-18T18:30:00Z");
        tour.call("Health_Live").answers("live");
        tour.call("Health_Ready").answers("ready");
        var lacking = new HashMap<String, String>();
        tour.reference().operations().forEach(operation -> {
            if (operation.needs("secretKey")) {
                tour.call(operation.id()).withoutCredential().answersShared(401, "NoKey");
                tour.call(operation.id())
                        .as(lacking.computeIfAbsent(operation.scope(), _ -> tour.keyThatMayNot(operation)))
                        .answersShared(403, needs(operation));
            }
            if (operation.hasHeader("version") && !operation.needs("customerSecret")) {
                tour.call(operation.id()).withoutVersion().answersShared(400, "WrongVersion");
            }
            if (!operation.body().isMissingNode()) {
                tour.call(operation.id()).saying("amount=1").typed("text/plain").answersShared(415, "NotJson");
                if (takesAnyObject(operation)) {
                    tour.call(operation.id())
                            .saying("{\"a\":\"" + "a".repeat(1 << 20) + "\"}")
                            .answersShared(413, "TooLarge");
                }
            }
        });
    }

    /** The name of the example that tells of a key without the scope. */
    private static String needs(Operation operation) {
        var scope = operation.scope();
        return "Needs" + scope.substring(0, 1).toUpperCase(Locale.ROOT) + scope.substring(1);
    }

    /** One is enough: it is the same reader. */
    private static boolean takesAnyObject(Operation operation) {
        return operation.id().equals("Customers_Create");
    }

    private static JsonNode changeable(Tour tour) {
        return tour.quietly(
                "PaymentIntents_CreatePaymentIntent",
                Wire.body("\"config\":{\"payment\":{\"customAmountAllowed\":true,\"tipsAllowed\":true}}"));
    }

    private static String paid(Tour tour, String captureMode) {
        var intent = tour.quietly(
                "PaymentIntents_CreatePaymentIntent", Wire.body("\"captureMode\":\"" + captureMode + "\""));
        tour.gateway().pay(intent, Wire.GOOD_CARD).ok();
        return Wire.id(intent);
    }

    private static JsonNode toBeCharged(Tour tour) {
        return tour.call("PaymentIntents_CreatePaymentIntent")
                .sending("toBeCharged")
                .answersSomehow();
    }

    private static JsonNode agreed(Tour tour, String pan) {
        var setup = tour.quietly("SetupIntents_Create", Gateway.setup("NoShow"));
        assertThat(tour.gateway().agree(setup, pan).ok().path("statusCode").asInt())
                .isZero();
        return setup;
    }

    private static String googleBody(String token) {
        return JsonMapper.shared().writeValueAsString(Map.of("token", token));
    }
}
