package tatami.users;

import java.util.Locale;
import java.util.regex.Pattern;
import tatami.kit.Refusal;
import tatami.kit.Refusal.Reason;

/**
 * What a user is called, and by what they sign in.
 *
 * @param email in small letters: people do not remember how they wrote it the last time
 */
public record Person(String email, String name) {

    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_NAME = 100;

    private static final Pattern EMAIL =
            Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\\.)+[a-z0-9-]{2,63}");

    /** @throws Refusal INVALID, naming the field */
    public static Person of(String email, String name) {
        var address = email(email);
        if (!isEmail(address)) {
            throw new Refusal(Reason.INVALID, "The e-mail is not an address such as me@shop.example.");
        }
        var called = name.strip();
        if (called.isEmpty() || called.length() > LONGEST_NAME || called.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(Reason.INVALID, "The name must have 1 to " + LONGEST_NAME + " characters, in one line.");
        }
        return new Person(address, called);
    }

    /** Whether it can be one that is kept. */
    static boolean isEmail(String address) {
        return address.length() <= LONGEST_EMAIL && EMAIL.matcher(address).matches();
    }

    /** As it is kept, if it is one. */
    static String email(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }
}
