package tatami.checkout;

import java.util.List;
import java.util.Optional;
import tatami.kit.Money;
import tatami.payments.PaymentIntent;

/** What a shopper pays, as the page offers it: the price, and quick choices of a tip. Public for the templates. */
public record Totals(Money price, Money tip) {

    /** What the box of a choice says that is no share of the price. */
    public static final String NONE = "0";

    public static final String OWN = "own";

    /** In thousandths of the price, as the United Kingdom has it. */
    private static final List<Integer> SHARES = List.of(100, 125, 150);

    /** @param value what the form says when it is chosen: thousandths of the price */
    public record Choice(String value, String label, String amount) {}

    static Totals of(PaymentIntent intent) {
        var tip = intent.tipsAmount();
        var none = Money.zero(intent.amount().currency());
        return new Totals(intent.amount(), tip == null ? none : tip);
    }

    public Money total() {
        return price.plus(tip);
    }

    /** The currency's minor digits. */
    public int digits() {
        return price.currency().getDefaultFractionDigits();
    }

    public List<Choice> choices(Words words) {
        return SHARES.stream()
                .map(share ->
                        new Choice(Integer.toString(share), percent(share, words), words.money(share(price, share))))
                .toList();
    }

    /** What the form says for a tip that is there already. */
    String chosen() {
        return tip.isZero()
                ? NONE
                : SHARES.stream()
                        .filter(share -> share(price, share).equals(tip))
                        .map(Object::toString)
                        .findFirst()
                        .orElse(OWN);
    }

    /** The tip of a quick choice; empty when there is no such choice. */
    static Optional<Money> tip(String chosen, Money price) {
        return chosen.equals(NONE)
                ? Optional.of(Money.zero(price.currency()))
                : SHARES.stream()
                        .filter(share -> chosen.equals(share.toString()))
                        .map(share -> share(price, share))
                        .findFirst();
    }

    /** To the nearest minor unit, and up from the middle. */
    private static Money share(Money price, int thousandths) {
        return new Money((price.minor() * thousandths + 500) / 1000, price.currency());
    }

    private static String percent(int thousandths, Words words) {
        var rest = thousandths % 10;
        return words.say("tip.percent", thousandths / 10 + (rest == 0 ? "" : "" + words.decimalMark() + rest));
    }
}
