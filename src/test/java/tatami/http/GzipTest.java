package tatami.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {

    /** What a client says that it accepts, and whether gzip is what it gets. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                              | true
            GZIP                              | true
            gzip, deflate, br, zstd           | true
            br;q=1.0, gzip;q=0.8, *;q=0.1     | true
            gzip;q=0.001                      | true
            gzip ; q=1.000                    | true
            gzip;Q=0.5                        | true
            *                                 | true
            br, *;q=0.5                       | true
            identity, gzip                    | true
            identity;q=0.5, gzip;q=0.8        | true
            identity;q=0, *                   | true
            ''                                | false
            br                                | false
            x-gzip                            | false
            gzipped                           | false
            gzip;q=0                          | false
            gzip;q=0.0, br                    | false
            gzip;q=0.000, *                   | false
            *;q=0                             | false
            br, *;q=0                         | false
            identity;q=1, gzip;q=0.5          | false
            identity, *;q=0.9                 | false
            gzip;q=2                          | false
            gzip;q=-1                         | false
            gzip;q=                           | false
            gzip;q=0.1234                     | false
            gzip;q=yes                        | false
            gzip;level=9                      | false
            ;q=1,,=                           | false
            """)
    void weightsAreReadAsHttpHasThem(String accepted, boolean taken) {
        assertThat(Gzip.isTaken(accepted)).isEqualTo(taken);
    }
}
