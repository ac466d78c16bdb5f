package tatami.payments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tatami.accounts.AccountId;

/**
 * What an account's payments are found by: {@code status Captured}, {@code total 125000}, {@code card 1005}, {@code
 * word BLUE}. Each is kept as a number, which is small and quick to compare; of a billion keywords hardly two have the
 * same.
 *
 * <p>Totals and cards stand there a second time, with the status: {@code card 1005 Captured}. Many payments may have
 * the one and many the other, and none both; a keyword of both finds that out at once.
 */
public final class Keywords {

    /** Marks belong to their letters: without them words of some scripts would fall to pieces. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private Keywords() {}

    /** All that this payment is found by, each once. */
    static List<Long> of(Findable payment) {
        var keywords = new ArrayList<String>();
        keywords.add("status " + payment.status());
        keywords.add(total(payment.total()));
        keywords.add(total(payment.total()) + " " + payment.status());
        if (payment.cardEnding() != null) {
            keywords.add("card " + payment.cardEnding());
            keywords.add("card " + payment.cardEnding() + " " + payment.status());
        }
        words(payment.reference()).forEach(word -> keywords.add("word " + word));
        return numbers(payment.account(), keywords);
    }

    /** What a payment must all have to be found, the most telling first. */
    static List<Long> of(AccountId account, Filter filter) {
        var keywords = new ArrayList<String>();
        var status = filter.status() == null ? "" : " " + filter.status();
        if (filter.cardEnding() != null) {
            keywords.add("card " + filter.cardEnding() + status);
        }
        if (filter.total() != null) {
            keywords.add(total(filter.total()) + status);
        }
        if (keywords.isEmpty() && filter.status() != null) {
            keywords.add("status" + status);
        }
        words(filter.reference()).stream()
                .sorted(Comparator.comparing(
                                (String word) -> !DIGIT.matcher(word).find())
                        .thenComparing(word -> -word.length()))
                .forEach(word -> keywords.add("word " + word));
        return numbers(account, keywords);
    }

    /** A reference's words, each once: all that is neither letter nor digit parts them, and case does not matter. */
    public static List<String> words(String reference) {
        var composed = Normalizer.normalize(reference, Form.NFKC);
        // Capitals, since ß and ss are the same in these, and both of Greek's small sigmas are.
        var folded = composed.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
        return WORD.matcher(folded).results().map(MatchResult::group).distinct().toList();
    }

    private static String total(Total total) {
        return "total " + total.tenThousandths();
    }

    private static List<Long> numbers(AccountId account, List<String> keywords) {
        return keywords.stream().map(keyword -> number(account + " " + keyword)).toList();
    }

    private static long number(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
