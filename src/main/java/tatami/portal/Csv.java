package tatami.portal;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of comma separated values, as RFC 4180 has them. */
final class Csv {

    private Csv() {}

    /** Writes a line. */
    static void line(Writer out, String... cells) throws IOException {
        out.write(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String cell(String text) {
        var harmless = isFormula(text) ? "'" + text : text;
        return harmless.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }

    /** Spreadsheets run what begins so. A number below zero is only a number. */
    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !text.matches("-[0-9]+(?:\\.[0-9]+)?");
    }
}
