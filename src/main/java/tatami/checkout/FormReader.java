package tatami.checkout;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import tatami.cards.Pan;
import tatami.http.Form;

/** Reads the fields of a form one by one, and remembers what to show again and what is wrong. */
final class FormReader {

    final Map<Field, String> shown = new EnumMap<>(Field.class);
    final Map<Field, String> errors = new EnumMap<>(Field.class);

    /** Twice as long as any field may be. More is nobody's slip, and not worth looking through. */
    private static final int LONGEST = 2048;

    private final Form fields;
    private final Words words;

    /** @param words to say in what is wrong */
    FormReader(Form fields, Words words) {
        this.fields = fields;
        this.words = words;
    }

    Words words() {
        return words;
    }

    String typed(Field field) {
        return fields.field(field.id()).replace("\r\n", "\n").strip();
    }

    /** A field that must be there and is shown again, unless somebody typed a card number into it. */
    <T> Optional<T> shown(Field field, Parse<T> parse) {
        return shown(field, parse, words.missing(field), words.wrong(field));
    }

    /** @param missing what to say when it is empty; empty when it may be */
    <T> Optional<T> shown(Field field, Parse<T> parse, String missing, String wrong) {
        var typed = typed(field);
        if (typed.length() <= LONGEST && !Pan.isIn(typed)) {
            shown.put(field, typed);
        }
        return read(field, parse, missing, wrong);
    }

    /** Says that it is missing. */
    void missing(Field field) {
        errors.put(field, words.missing(field));
    }

    /** A field that must be there and is never shown again. */
    <T> Optional<T> hidden(Field field, Parse<T> parse) {
        return read(field, parse, words.missing(field), words.wrong(field));
    }

    private <T> Optional<T> read(Field field, Parse<T> parse, String missing, String wrong) {
        var typed = typed(field);
        var value = typed.isEmpty() ? Optional.<T>empty() : parse.parse(typed);
        var complaint = typed.isEmpty() ? missing : wrong;
        if (value.isEmpty() && !complaint.isEmpty()) {
            errors.put(field, complaint);
        }
        return value;
    }

    interface Parse<T> {
        Optional<T> parse(String typed);
    }
}
