package tatami.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tatami.kit.Money;
import tatami.kit.Times;
import tatami.kit.TypedAmount;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./tatami link}: makes a payment intent, and gives the address of its page. */
@Command(
        name = "./tatami link",
        sortOptions = false,
        customSynopsis = "./tatami link <amount> [<currency>] [options]",
        synopsisHeading = "",
        descriptionHeading = "%n",
        description = {
            "Makes a link to a page of a running gateway on which somebody can pay, once. The",
            "link is all that goes to standard output, so that it can be piped.",
        },
        parameterListHeading = "%n",
        optionListHeading = "",
        footer = {"", "  ./tatami link 12.50 EUR --reference \"Order 7\" --expires 7d"})
final class LinkCommand implements Callable<Integer> {

    /** The first version of the API whose intents have links. */
    private static final String VERSION = "2024-02-05";

    private static final String STANDARD_REFERENCE = "Payment link";

    private static final Pattern SPAN = Pattern.compile("(?<count>[1-9][0-9]{0,4})(?<unit>[mhd])");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.UK).withZone(ZoneId.systemDefault());

    private static final int LONGEST_LINE = 60;

    /** What the gateway may find fault with, and where that was typed. */
    private static final Map<String, String> TYPED_AT = Map.of(
            "Amount", "<amount>",
            "Amount.Value", "<amount>",
            "Amount.CurrencyCode", "<currency>",
            "Reference", "--reference",
            "Description", "--description",
            "Config.Title", "--title",
            "PaymentMethods", "--wallets",
            "ExpireAt", "--expires");

    @Parameters(index = "0", paramLabel = "<amount>", description = "Such as 12.50, 12,50 or £12.50.")
    private String amount = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "<currency>",
            defaultValue = "GBP",
            description = "Its three letters; otherwise GBP.")
    private String currency = "";

    @Option(
            names = "--reference",
            paramLabel = "TEXT",
            description = "What you know the payment by; otherwise \"" + STANDARD_REFERENCE + "\". Shown if given.")
    private @Nullable String reference;

    @Option(names = "--description", paramLabel = "TEXT", description = "What is paid for.")
    private @Nullable String description;

    @Option(names = "--title", paramLabel = "TEXT", description = "The page's heading; otherwise your trading name.")
    private @Nullable String title;

    @Option(names = "--email", description = "Asks for an e-mail address.")
    private boolean email;

    @Option(names = "--custom-amount", description = "Lets the shopper pay another amount.")
    private boolean customAmount;

    @Option(names = "--tips", description = "Lets the shopper add a tip.")
    private boolean tips;

    @Option(names = "--wallets", description = "Accepts wallets, beside cards.")
    private boolean wallets;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it can be paid: 30m, 12h or 7d; otherwise 30d.")
    private @Nullable String expires;

    @Mixin
    private Access access = new Access();

    private final Cli.Defaults defaults;
    private final Screen out;
    private final Screen beside;
    private final InstantSource clock;

    /** @param beside where people read what is not for programs */
    LinkCommand(Cli.Defaults defaults, Screen out, Screen beside, InstantSource clock) {
        this.defaults = defaults;
        this.out = out;
        this.beside = beside;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        var price = price();
        var request = request(price);
        var gateway = access.gateway(defaults);
        var intent = gateway.post("/payment-intents", request.toString(), TYPED_AT, "version", VERSION);
        var link = intent.path("paymentLink").asString("");
        if (!link.matches("https?://[!-~]+")) {
            throw gateway.noGateway("it gives no payment links");
        }
        tell(price, intent);
        out.line(link);
        return 0;
    }

    /** @throws Failure naming what was typed wrong */
    private Money price() {
        var known = Money.currency(currency)
                .orElseThrow(() -> Failure.wrongUse("There is no currency '" + Words.plain(currency, LONGEST_LINE)
                        + "'. Its three letters are wanted, such as GBP."));
        return TypedAmount.parse(amount, known)
                .orElseThrow(() -> Failure.wrongUse("'" + Words.plain(amount, LONGEST_LINE) + "' is not an amount of "
                        + known.getCurrencyCode() + ", such as " + example(known) + "."));
    }

    /** With as many digits as the currency has. */
    private static String example(Currency currency) {
        return TypedAmount.plain(new Money(12_500, currency), '.');
    }

    private ObjectNode request(Money price) {
        var request = GatewayApi.JSON.createObjectNode();
        request.putObject("amount").put("value", price.minor()).put("currencyCode", price.currencyCode());
        request.put("reference", reference == null ? STANDARD_REFERENCE : reference);
        put(request, "description", description);
        if (wallets) {
            request.putArray("paymentMethods").add("Card").add("Wallet");
        }
        if (expires != null) {
            request.put("expireAt", Times.wire(Times.now(clock).plus(span(expires))));
        }
        var config = request.putObject("config");
        put(config, "title", title);
        config.putObject("details").put("showTotal", true).put("showReference", reference != null);
        config.putObject("customerEmail").put("collectionRequired", email);
        config.putObject("payment").put("customAmountAllowed", customAmount).put("tipsAllowed", tips);
        return request;
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private static Duration span(String typed) {
        var span = SPAN.matcher(typed.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            throw Failure.wrongUse("--expires takes a time from now, such as 30m, 12h or 7d.");
        }
        var count = Long.parseLong(span.group("count"));
        return switch (span.group("unit")) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** What the link is for. */
    private void tell(Money price, JsonNode intent) {
        fact("Amount", price + (customAmount ? ", or another" : "") + (tips ? ", and a tip" : ""));
        fact("Reference", Words.plain(intent.path("reference").asString(""), LONGEST_LINE));
        Optional.of(intent.path("expireAt").asString(""))
                .flatMap(Times::parse)
                .ifPresent(time -> fact("Open until", TIME.format(time)));
        fact("Intent", Words.plain(intent.path("id").asString(""), LONGEST_LINE));
    }

    private void fact(String name, String value) {
        beside.line("  %-10s  %s".formatted(name, value));
    }
}
