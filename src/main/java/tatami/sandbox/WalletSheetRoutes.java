package tatami.sandbox;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tatami.accounts.Account;
import tatami.accounts.AccountId;
import tatami.accounts.Accounts;
import tatami.accounts.Environment;
import tatami.http.Form;
import tatami.http.Pages;
import tatami.http.Pages.Page;
import tatami.http.Problems;
import tatami.kit.Money;
import tatami.kit.Refusal;
import tatami.sandbox.SandboxSheet.Asks;
import tatami.wallets.Wallet;

/**
 * What a shopper's device shows when a page asks a wallet for money: who wants how much, and which card. The page says
 * so in the query, as it says it to Apple and Google, and is told the payment by a message. Register under {@link
 * #PATH}.
 *
 * <p>Anybody may show a sheet in a frame and have a token of any merchant's made: tokens of the sandbox buy
 * nothing that is worth anything.
 */
public final class WalletSheetRoutes implements HttpService {

    public static final String PATH = "/sandbox/wallets";

    private final Accounts accounts;
    private final SandboxSheet sheet;
    private final Pages pages;

    public WalletSheetRoutes(Accounts accounts, SandboxWallets wallets, Pages pages, InstantSource clock) {
        this.accounts = accounts;
        this.sheet = new SandboxSheet(wallets, clock);
        this.pages = pages;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{wallet}", this::open).post("/{wallet}", this::agree).any("/{wallet}", Problems.methodNotAllowed());
    }

    private void open(ServerRequest request, ServerResponse response) {
        var query = request.query();
        var asked = read(request, name -> query.first(name).orElse(""));
        if (asked.isEmpty()) {
            problem("The page did not say for whom and how much this wallet should pay.", response);
        } else {
            show(asked.get(), response);
        }
    }

    private void agree(ServerRequest request, ServerResponse response) {
        var fields = Form.of(request);
        var asked = read(request, fields::field);
        if (asked.isEmpty()) {
            problem("The page did not say for whom and how much this wallet should pay.", response);
            return;
        }
        var card = SandboxSheet.card(asked.get().wallet(), fields.field("card"));
        if (card.isEmpty()) {
            show(asked.get(), response);
            return;
        }
        var visit = asked.get();
        page("walletPaid")
                .with(
                        "payment",
                        sheet.payment(visit.merchant(), visit.wallet(), card.get(), visit.total(), visit.asks()))
                .with("channel", visit.channel())
                .with("origin", visit.origin())
                .send(response);
    }

    private void show(Visit visit, ServerResponse response) {
        page("wallet")
                .with("wallet", visit.wallet())
                .with("cards", SandboxSheet.cards(visit.wallet()))
                .with("merchant", visit.merchant())
                .with("total", visit.total())
                .with("shown", visit.total().display(Locale.UK))
                .with("asks", visit.asks())
                .with("channel", visit.channel())
                .with("origin", visit.origin())
                .send(response);
    }

    private void problem(String sentence, ServerResponse response) {
        page("problem")
                .status(Status.BAD_REQUEST_400)
                .with("sentence", sentence)
                .send(response);
    }

    private Page page(String name) {
        return pages.page("sandbox/" + name + ".jte").framedBy("*");
    }

    /** Empty when the page asks for something that makes no sense. */
    private Optional<Visit> read(ServerRequest request, UnaryOperator<String> said) {
        var wallet = Wallet.named(request.path().pathParameters().get("wallet"));
        var merchant = merchant(said.apply("merchant"));
        var total = money(said.apply("amount"), said.apply("currency"));
        var channel = said.apply("channel");
        var origin = said.apply("origin");
        var isAnswerable =
                channel.matches("[A-Za-z0-9_-]{1,64}") && origin.matches("https?://[A-Za-z0-9.:\\[\\]-]{1,255}");
        return wallet.isEmpty() || merchant.isEmpty() || total.isEmpty() || !isAnswerable
                ? Optional.empty()
                : Optional.of(new Visit(
                        wallet.get(), merchant.get(), total.get(), Asks.of(said.apply("asks")), channel, origin));
    }

    private Optional<Account> merchant(String id) {
        try {
            return accounts.find(AccountId.parse(id)).filter(account -> account.environment() == Environment.Sandbox);
        } catch (Refusal _) {
            return Optional.empty();
        }
    }

    private static Optional<Money> money(String minor, String currency) {
        try {
            return minor.matches("[0-9]{1,12}") && !Long.valueOf(minor).equals(0L)
                    ? Optional.of(Money.of(Long.parseLong(minor), currency))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** @param origin whose page asks, and is told; {@code channel} is its word for this sheet */
    private record Visit(Wallet wallet, Account merchant, Money total, Asks asks, String channel, String origin) {}
}
