package tatami.mail;

import java.util.ArrayList;
import java.util.List;
import tatami.kit.Money;

/** A receipt for those who read plain text: columns that hold in any font of one width. */
final class ReceiptText {

    /** Fits a phone held upright in a mail program's smallest letters, and every terminal. */
    private static final int WIDTH = 56;

    /** The longest label, and two spaces. */
    private static final int LABELS = "Description".length() + 2;

    private final Receipt receipt;
    private final StringBuilder text = new StringBuilder();

    ReceiptText(Receipt receipt) {
        this.receipt = receipt;
    }

    @Override
    public String toString() {
        text.setLength(0);
        wrapped(receipt.tradingName(), WIDTH).forEach(this::line);
        line("Receipt");
        if (receipt.isTest()) {
            line("");
            line("This was a test. No money has moved.");
        }
        line("");
        line(money(receipt.total()) + " paid on " + receipt.day());
        rule();
        if (receipt.isItemised()) {
            receipt.shownItems().forEach(item -> priced(item.label(), item.price()));
            if (receipt.itemsLeftOut() > 0) {
                line("and " + receipt.itemsLeftOut() + " more");
            }
            receipt.tip().ifPresent(tip -> {
                if (!receipt.items().isEmpty()) {
                    rule();
                }
                priced("Amount", receipt.amount());
                priced("Tip", tip);
            });
            rule();
            priced("Total", receipt.total());
            rule();
        }
        receipt.details().forEach(detail -> labelled(detail.label(), detail.value()));
        line("");
        wrapped("Questions about this purchase? Please ask " + receipt.tradingName() + ".", WIDTH)
                .forEach(this::line);
        return text.toString();
    }

    /** A text on the left, as many lines as it takes, and its price at the right of the last. */
    private void priced(String label, Money money) {
        var price = money(money);
        var lines = wrapped(label, WIDTH - length(price) - 2);
        lines.subList(0, lines.size() - 1).forEach(this::line);
        var last = lines.getLast();
        line(Receipt.isolated(last) + " ".repeat(WIDTH - length(last) - length(price)) + price);
    }

    private void labelled(String label, String value) {
        var lines = wrapped(value, WIDTH - LABELS);
        for (int i = 0; i < lines.size(); i++) {
            var left = i == 0 ? label : "";
            line(left + " ".repeat(LABELS - left.length()) + Receipt.isolated(lines.get(i)));
        }
    }

    private void rule() {
        line("-".repeat(WIDTH));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String money(Money money) {
        return money.display(Receipt.LOCALE);
    }

    /** Breaks between words, and within a word that is longer than a line. Never empty. */
    private static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            var rest = word;
            if (!line.isEmpty() && length(line) + 1 + length(rest) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (length(rest) > width) {
                var cut = rest.offsetByCodePoints(0, width);
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
