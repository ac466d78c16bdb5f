package tatami.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Where a command writes, in colours if they show. The words are the same without. */
final class Screen {

    private static final String ESCAPE = "\u001b[";
    private static final String RESET = ESCAPE + "0m";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintWriter out;
    private final boolean colours;

    Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** The beginning of a line; the rest follows. */
    void begin(String text) {
        out.print(text);
        out.flush();
    }

    /** Whether nobody reads any more: {@code ./tatami listen | head}. */
    boolean isGone() {
        return out.checkError();
    }

    /** The time on this machine's clock. */
    String time(Instant time) {
        return dim(TIME.format(time));
    }

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    private String in(String colour, String text) {
        return colours ? ESCAPE + colour + "m" + text + RESET : text;
    }
}
