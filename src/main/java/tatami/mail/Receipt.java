package tatami.mail;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.text.Bidi;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tatami.accounts.Environment;
import tatami.cards.Scheme;
import tatami.kit.Money;

/**
 * What a shopper is told about a payment that was made.
 *
 * <p>Texts come from merchants and are made harmless here, once, rather than refused: a receipt goes
 * out even when a description has line breaks in it.
 *
 * @param tradingName who was paid
 * @param description in the merchant's words, what for
 * @param items what was bought; told as the merchant told it, whether or not it adds up
 * @param amount without the tip
 * @param maskedCard of which only the last four digits are shown
 * @param paidAt in the time zone of the shop
 * @param paymentIntentId tells whether any money moved: the sandbox's ids say so
 */
public record Receipt(
        String tradingName,
        String reference,
        Optional<String> description,
        List<Item> items,
        Money amount,
        Optional<Money> tip,
        String maskedCard,
        Scheme scheme,
        Optional<String> authCode,
        ZonedDateTime paidAt,
        String paymentIntentId) {

    /** Receipts are in English: nobody keeps the language in which a shopper saw the page. */
    public static final Locale LOCALE = Locale.UK;

    private static final int LONGEST_TEXT = 200;

    /** More would make a mail that some mail programs cut off. */
    private static final int MOST_ITEMS = 100;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", LOCALE);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm z", LOCALE);

    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "tatami.templates");

    public Receipt {
        tradingName = oneLine(tradingName);
        reference = oneLine(reference);
        description = description.map(Receipt::oneLine).filter(text -> !text.isEmpty());
        items = List.copyOf(items);
        tip = tip.filter(money -> !money.isZero());
        authCode = authCode.map(Receipt::oneLine).filter(text -> !text.isEmpty());
        amount.plus(tip.orElse(Money.zero(amount.currency()))); // refuses a tip in another currency
    }

    /** One line of what was bought, with the price of all of it. */
    public record Item(int quantity, String caption, Money price) {

        public Item {
            caption = oneLine(caption);
        }

        public String label() {
            return quantity == 1 ? caption : quantity + " × " + caption;
        }
    }

    /** @param label what a value is */
    public record Detail(String label, String value) {}

    /** The receipt as a mail from the shop to one reader. */
    public Mail mailTo(UUID id, MailAddress reader) {
        return new Mail(id, reader, tradingName, subject(), new ReceiptText(this).toString(), html());
    }

    public Money total() {
        return tip.map(amount::plus).orElse(amount);
    }

    /** Whether this was play: a test that looks like a purchase frightens people. */
    public boolean isTest() {
        return paymentIntentId.startsWith(Environment.Sandbox.idPrefix("pi"));
    }

    public String subject() {
        return (isTest() ? "Test receipt from " : "Your receipt from ") + isolated(tradingName);
    }

    public String day() {
        return DAY.format(paidAt);
    }

    public String time() {
        return TIME.format(paidAt);
    }

    /** {@code Visa ending in 1096}. */
    public String card() {
        return schemeName() + " ending in " + lastFour();
    }

    public String schemeName() {
        return switch (scheme) {
            case VISA -> "Visa";
            case MASTERCARD -> "Mastercard";
            case MAESTRO -> "Maestro";
            case DISCOVER -> "Discover";
            case DCI -> "Diners Club";
            case AMEX -> "American Express";
        };
    }

    public String lastFour() {
        return maskedCard.substring(Math.max(0, maskedCard.length() - 4));
    }

    public List<Item> shownItems() {
        return items.subList(0, Math.min(items.size(), MOST_ITEMS));
    }

    public int itemsLeftOut() {
        return items.size() - shownItems().size();
    }

    /** Whether there is anything that leads up to the total. */
    public boolean isItemised() {
        return !items.isEmpty() || tip.isPresent();
    }

    /** What shop and bank find the payment by. */
    public List<Detail> details() {
        var details = new ArrayList<Detail>();
        details.add(new Detail("Reference", reference));
        description.ifPresent(text -> details.add(new Detail("Description", text)));
        details.add(new Detail("Date", day() + ", " + time()));
        details.add(new Detail("Card", card()));
        authCode.ifPresent(code -> details.add(new Detail("Auth code", code)));
        details.add(new Detail("Payment", paymentIntentId));
        return details;
    }

    String html() {
        var html = new StringOutput();
        TEMPLATES.render("mail/receipt.jte", this, html);
        return html.toString();
    }

    /** Keeps a text that runs from right to left from rearranging what stands beside it. */
    static String isolated(String text) {
        return Bidi.requiresBidi(text.toCharArray(), 0, text.length()) ? "\u2068" + text + "\u2069" : text;
    }

    /**
     * Line breaks and tabs become spaces; what cannot be seen and only misleads (control characters,
     * characters that turn the direction of what follows them, halves of characters) goes.
     */
    private static String oneLine(String text) {
        var line = text.replaceAll("[\\s\\u0085\\u00a0\\u2028\\u2029]+", " ")
                .replaceAll("[\\p{Cntrl}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069]", "")
                .strip();
        return line.codePointCount(0, line.length()) <= LONGEST_TEXT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
    }
}
