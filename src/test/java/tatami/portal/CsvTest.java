package tatami.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

    /** Rows: a text, and how it stands in the file. Spreadsheets would run what begins like a formula. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '~', textBlock = """
            Order 1|Order 1
            a, b|"a, b"
            say "hi"|"say ""hi""\"
            =1+1|'=1+1
            =HYPERLINK("x","y")|"'=HYPERLINK(""x"",""y"")"
            +44 20|'+44 20
            @SUM(A1)|'@SUM(A1)
            -12.50|-12.50
            -12|-12
            -1-1|'-1-1
            café ☕|café ☕
            """)
    void whatIsWrittenIsReadAsItWasMeant(String text, String cell) throws IOException {
        assertThat(line(text)).isEqualTo(cell + "\r\n");
    }

    @Test
    void aLineBreakStaysWithinItsCell() throws IOException {
        assertThat(line("a\nb", "\tc", "")).isEqualTo("\"a\nb\",'\tc,\r\n");
    }

    private static String line(String... cells) throws IOException {
        var out = new StringWriter();
        Csv.line(out, cells);
        return out.toString();
    }
}
