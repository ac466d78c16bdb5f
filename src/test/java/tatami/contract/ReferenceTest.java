package tatami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tatami.Gateway;
import tools.jackson.databind.JsonNode;

/** The API reference is whole, well made, and speaks of what there is. What it says is {@link ReferenceExamplesTest}'s. */
class ReferenceTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "tatami");

    /** Which routes are the API's, and where they are registered. */
    private static final Map<String, String> DOCUMENTED = Map.of(
            "PaymentIntentRoutes", "/payment-intents",
            "SetupIntentRoutes", "/setup-intents",
            "CustomerRoutes", "/customers",
            "SubscriptionRoutes", "/webhooks",
            "DeliveryRoutes", "/webhooks",
            "ListenRoutes", "/webhooks",
            "ClientRoutes", "",
            "WalletRoutes", "");

    /** Pages for people and what belongs to them, and what only operators reach. */
    private static final Set<String> PAGES = Set.of(
            "AuditRoutes",
            "BrandRoutes",
            "CallRoutes",
            "ChallengeRoutes",
            "CheckoutRoutes",
            "CodeRoutes",
            "ComponentRoutes",
            "DoorRoutes",
            "KeyRoutes",
            "MetricsRoutes",
            "OverviewRoutes",
            "PaymentExportRoutes",
            "PaymentRoutes",
            "PortalRoutes",
            "ReferenceRoutes",
            "SecurityRoutes",
            "SettingsRoutes",
            "SettlementRoutes",
            "SignInRoutes",
            "TeamRoutes",
            "WalletSheetRoutes",
            "WebhookFileRoutes",
            "WebhookRoutes");

    private static final Pattern ROUTE =
            Pattern.compile("(?:rules|\\))?\\s*\\.(get|post|put|patch|delete)\\(\\s*\"([^\"]*)\"\\s*,");

    private static final Pattern IN_APP = Pattern.compile("\\.(get|post|put|patch|delete)\\(\"(/[^\"]*)\"");

    private final Reference reference = Reference.read();

    @Test
    void itIsAValidOpenApiDocument() throws IOException {
        assertThat(Reference.complaintsOf(
                        Path.of("src", "test", "resources", "openapi", "shape.json"), reference.document))
                .isEmpty();
    }

    @Test
    void itsSchemasAreValidSchemas() {
        var wrong = new ArrayList<String>();
        for (var schema : reference.document.at("/components/schemas").properties()) {
            Reference.complaintsOf2020(schema.getValue())
                    .forEach(complaint -> wrong.add(schema.getKey() + ": " + complaint));
        }
        assertThat(wrong).isEmpty();
    }

    /** So that a change by hand and one by {@code -Dgoldens=write} do not fight. */
    @Test
    void itIsPrintedAsPeopleKeepIt() {
        assertThat(reference.printed())
                .as("two spaces; each thing on a line of its own")
                .isEqualTo(Reference.text());
    }

    @Test
    void everyReferenceLeadsSomewhereAndNothingLiesAbout() {
        var used = new TreeSet<String>();
        collect(reference.document, used);

        assertThat(used)
                .allSatisfy(pointer -> assertThat(reference.document.at(pointer).isMissingNode())
                        .as(pointer)
                        .isFalse());
        var there = new TreeSet<String>();
        for (var kind : Set.of("schemas", "parameters", "responses", "examples")) {
            reference
                    .document
                    .at("/components/" + kind)
                    .propertyNames()
                    .forEach(name -> there.add("/components/" + kind + "/" + name));
        }
        assertThat(there).as("what nobody refers to").isEqualTo(used);
    }

    @Test
    void everyFieldSaysWhatItMeans() {
        var silent = new TreeSet<String>();
        for (var schema : reference.document.at("/components/schemas").properties()) {
            for (var field : schema.getValue().path("properties").properties()) {
                if (reference
                                .resolved(field.getValue())
                                .path("description")
                                .asString("")
                                .isEmpty()
                        && field.getValue().path("description").asString("").isEmpty()) {
                    silent.add(schema.getKey() + "." + field.getKey());
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void everyWriteOfAMerchantsServerMayBearAKeyToBeRepeatedWith() {
        var wrong = new TreeSet<String>();
        for (var path : reference.document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                var scope = operation.getValue().at("/security/0/secretKey/0").asString("read");
                var bears = operation
                        .getValue()
                        .path("parameters")
                        .valueStream()
                        .anyMatch(parameter -> reference
                                .resolved(parameter)
                                .path("name")
                                .asString("")
                                .equals("Idempotency-Key"));
                if (bears != (!scope.equals("read") && !operation.getKey().equals("get"))) {
                    wrong.add(operation.getKey() + " " + path.getKey());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyOperationHasANameASentenceATopicAndAnAnswer() {
        var topics = reference
                .document
                .path("tags")
                .valueStream()
                .map(tag -> tag.path("name").asString())
                .toList();
        assertThat(reference.operations()).hasSizeGreaterThan(50).allSatisfy(operation -> {
            assertThat(operation.id()).matches("[A-Z][A-Za-z]+_[A-Z][A-Za-z]+");
            assertThat(operation.node().path("summary").asString()).isNotEmpty();
            assertThat(operation.node().path("description").asString()).endsWith(".");
            assertThat(topics).contains(operation.node().path("tags").path(0).asString());
            assertThat(operation.node().path("responses").propertyNames()).anyMatch(status -> status.startsWith("2"));
        });
        assertThat(reference.operations().map(Reference.Operation::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyRouteIsDocumentedAndNothingElseIs() throws IOException {
        var documented = reference
                .operations()
                .map(operation -> operation.method() + " " + nameless(operation.path()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(routes());
    }

    @Test
    void everyRoomOfRoutesIsKnown() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            var known = new TreeSet<>(PAGES);
            known.addAll(DOCUMENTED.keySet());
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Routes.java"))
                            .map(name -> name.replace(".java", "")))
                    .as("new routes: document them, or say here that they are pages")
                    .containsExactlyInAnyOrderElementsOf(known);
        }
    }

    /** Whatever a call lacks, it is not the path or the verb. */
    @Test
    void theGatewayKnowsEveryOperation() {
        try (var gateway = Gateway.start()) {
            assertThat(reference.operations()).allSatisfy(operation -> {
                var answer = gateway.send(gateway.open(operation.path().replaceAll("\\{\\w+}", "x"))
                        .method(operation.method().toUpperCase(Locale.ROOT), BodyPublishers.noBody()));
                assertThat(answer.status())
                        .as(answer.toString())
                        .isNotEqualTo(405)
                        .isLessThan(500);
                assertThat(answer.text()).doesNotContain("There is nothing at this path");
            });
        }
    }

    @Test
    void whatIsNotThereIsFound() {
        var schema = reference.document.at("/components/schemas/Refund");
        var refund = tools.jackson.databind.json.JsonMapper.shared()
                .readTree("{\"paymentIntentId\":\"pi\",\"refundId\":\"rfnd\",\"amount\":400}");

        assertThat(reference.complaints(schema, refund))
                .singleElement()
                .asString()
                .contains("amount");
    }

    private static TreeSet<String> routes() throws IOException {
        var routes = new TreeSet<String>();
        var sources = new TreeMap<String, Path>();
        try (var files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith("Routes.java"))
                    .forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
        }
        for (var documented : DOCUMENTED.entrySet()) {
            var found = ROUTE.matcher(Files.readString(sources.get(documented.getKey())));
            while (found.find()) {
                var path = found.group(2).replace("[/]", "");
                routes.add(found.group(1) + " " + nameless(documented.getValue() + (path.equals("/") ? "" : path)));
            }
        }
        var inApp = IN_APP.matcher(Files.readString(SOURCES.resolve("App.java")));
        while (inApp.find()) {
            routes.add(inApp.group(1) + " " + inApp.group(2));
        }
        return routes;
    }

    private static String nameless(String path) {
        return path.replaceAll("\\{\\w+}", "{}");
    }

    private static void collect(JsonNode node, Set<String> pointers) {
        var pointer = node.path("$ref").asString("");
        if (!pointer.isEmpty()) {
            pointers.add(pointer.substring(1));
        }
        node.forEach(inner -> collect(inner, pointers));
    }
}
