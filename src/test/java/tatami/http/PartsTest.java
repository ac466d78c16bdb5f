package tatami.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files, as browsers send them and as others do. */
class PartsTest {

    private static final String FORM = """
            --XYZ
            Content-Disposition: form-data; name="colour"

            #274b7d
            --XYZ
            Content-Disposition: form-data; name="logo"; filename="my logo.png"
            Content-Type: image/png

            ÿ

            two lines
            --XYZ
            Content-Disposition: form-data; name="favicon"; filename=""
            Content-Type: application/octet-stream


            --XYZ--
            """;

    @Test
    void fieldsAndFilesAreReadByteForByte() {
        var parts = Parts.of(bytes(FORM), "XYZ");

        assertThat(parts.stream().map(part -> part.name() + " " + part.file() + " " + text(part.content())))
                .containsExactly("colour null #274b7d", "logo my logo.png ÿ\r\n\r\ntwo lines", "favicon  ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            multipart/form-data; boundary=XYZ                    | XYZ
            Multipart/Form-Data; charset=utf-8; Boundary="X Y"   | X Y
            multipart/form-data                                  | none
            multipart/mixed; boundary=XYZ                        | none
            text/plain; boundary=XYZ                             | none
            """)
    void theBoundaryStandsInTheContentType(String type, String boundary) {
        assertThat(Parts.boundary(type).orElse("none")).isEqualTo(boundary);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--XYZ",
                "--XYZ--",
                "--XYZ\n--XYZ--",
                "--XYZ\nContent-Disposition: form-data\n\nx\n--XYZ--",
                "--XYZ\nContent-Disposition: form-data; name=\"a\"\n\nno end",
                "--XYZ\n\n\n\n--XYZ--",
                "nothing"
            })
    void whatIsBrokenIsNoForm(String form) {
        assertThat(Parts.of(bytes(form), "XYZ")).isEmpty();
    }

    @Test
    void aLongBodyTakesNoTime() {
        var body = "--XYZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + "\r\n--XY".repeat(200_000);

        Assertions.assertTimeout(
                Duration.ofSeconds(2), () -> Parts.of(body.getBytes(StandardCharsets.ISO_8859_1), "XYZ"));
    }

    private static byte[] bytes(String form) {
        return form.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
