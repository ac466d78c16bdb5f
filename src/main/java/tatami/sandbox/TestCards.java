package tatami.sandbox;

import static tatami.sandbox.TestCards.Conduct.Challenged;
import static tatami.sandbox.TestCards.Conduct.Declined;
import static tatami.sandbox.TestCards.Conduct.Frictionless;
import static tatami.sandbox.TestCards.Conduct.WithoutThreeDs;

import java.util.List;
import tatami.cards.Cvv;
import tatami.cards.PresentedCard;
import tatami.cards.Scheme;

/**
 * The cards that integrators know, and what becomes of each. They are printed in public documents and
 * belong to nobody, which is why they may stand here.
 *
 * <p>A number in {@link #ALL} goes by its row. Other numbers go by their last digits: {@code 1005} is
 * authenticated without a challenge, {@code 1013} is declined, {@code 1096} and {@code 0007} are
 * challenged. Whatever is left is approved without a challenge. Name, expiry date and, but for one
 * number, security code may be anything.
 */
public final class TestCards {

    /** What the code on the bank's page is. */
    public static final String CODE = "1234";

    /** How a card behaves. */
    public enum Conduct {
        /** Its issuer takes no part in 3-D Secure, and approves. */
        WithoutThreeDs("Succeeds without a challenge."),
        /** Its issuer knows the shopper without asking, and approves. */
        Frictionless("Succeeds with 3-D Secure, without a challenge."),
        /** Its issuer asks the shopper for a code, and then approves. */
        Challenged("Asks for a code (" + CODE + "), then succeeds."),
        /** Its issuer takes no part in 3-D Secure, and says no. */
        Declined("Is declined.");

        private final String sentence;

        Conduct(String sentence) {
            this.sentence = sentence;
        }
    }

    /**
     * A card to try.
     *
     * @param number digits only
     * @param expiry as a shopper types it; any other date in the future is as good
     */
    public record TestCard(String name, Scheme scheme, String number, String expiry, String cvv, Conduct conduct) {

        /** What happens, for a person. */
        public String outcome() {
            return conduct.sentence;
        }
    }

    /**
     * A number stands here twice where its security code decides: the row with that code wins, and the
     * upper one stands for every other code, and for none.
     *
     * <p>Visa …1013 is that number. Old sample apps pay with it and 020, newer ones show a decline with
     * it and 341, and both keep working. By its ending it is a card that declines, so that is what an
     * unknown code does too, or a later charge without one.
     */
    public static final List<TestCard> ALL = List.of(
            card("Visa", Scheme.VISA, "4456530000001005", "020", Frictionless),
            card("Visa", Scheme.VISA, "4456530000001096", "020", Challenged),
            card("Visa", Scheme.VISA, "4456530000000007", "020", Challenged),
            card("Visa", Scheme.VISA, "4111111111111111", "123", Challenged),
            card("Visa", Scheme.VISA, "4456530000001013", "341", Declined),
            card("Visa", Scheme.VISA, "4456530000001013", "020", WithoutThreeDs),
            card("Visa", Scheme.VISA, "4000000000000002", "123", Declined),
            card("Mastercard", Scheme.MASTERCARD, "5200000000001005", "020", Frictionless),
            card("Mastercard", Scheme.MASTERCARD, "5200000000001096", "020", Challenged),
            card("Mastercard", Scheme.MASTERCARD, "5200000000000007", "020", Challenged),
            card("Mastercard", Scheme.MASTERCARD, "5200000000001070", "020", Challenged),
            card("Mastercard", Scheme.MASTERCARD, "5200000000000056", "341", WithoutThreeDs),
            card("Mastercard", Scheme.MASTERCARD, "5555555555555599", "123", WithoutThreeDs),
            card("American Express", Scheme.AMEX, "371449111020228", "0200", Challenged),
            card("Maestro", Scheme.MAESTRO, "6759410000006404", "020", Challenged));

    private TestCards() {}

    /** How this card behaves. */
    static Conduct of(PresentedCard card) {
        var number = card.pan().reveal();
        var rows = ALL.stream().filter(row -> row.number().equals(number)).toList();
        if (rows.isEmpty()) {
            return byEnding(number.substring(number.length() - 4));
        }
        var typed = card.cvv().map(Cvv::reveal).orElse("");
        return rows.stream()
                .filter(row -> row.cvv().equals(typed))
                .findFirst()
                .orElse(rows.getFirst())
                .conduct();
    }

    private static Conduct byEnding(String lastFour) {
        return switch (lastFour) {
            case "1005" -> Frictionless;
            case "1013" -> Declined;
            case "1096", "0007" -> Challenged;
            default -> WithoutThreeDs;
        };
    }

    private static TestCard card(String name, Scheme scheme, String number, String cvv, Conduct conduct) {
        return new TestCard(name, scheme, number, "12/29", cvv, conduct);
    }
}
