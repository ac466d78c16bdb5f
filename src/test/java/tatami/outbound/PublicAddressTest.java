package tatami.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

    /** Each range from its first address to its last, and its neighbours; none where another range begins. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                          | 0.0.0.0         | 0.255.255.255   | 1.0.0.0
            9.255.255.255 | 10.0.0.0        | 10.255.255.255  | 11.0.0.0
            100.63.255.255| 100.64.0.0      | 100.127.255.255 | 100.128.0.0
            126.255.255.255| 127.0.0.0      | 127.255.255.255 | 128.0.0.0
            168.63.129.15 | 168.63.129.16   | 168.63.129.16   | 168.63.129.17
            169.253.255.255| 169.254.0.0    | 169.254.255.255 | 169.255.0.0
            172.15.255.255| 172.16.0.0      | 172.31.255.255  | 172.32.0.0
            191.255.255.255| 192.0.0.0      | 192.0.0.255     | 192.0.1.0
            192.0.1.255   | 192.0.2.0       | 192.0.2.255     | 192.0.3.0
            192.31.195.255| 192.31.196.0    | 192.31.196.255  | 192.31.197.0
            192.52.192.255| 192.52.193.0    | 192.52.193.255  | 192.52.194.0
            192.88.98.255 | 192.88.99.0     | 192.88.99.255   | 192.88.100.0
            192.167.255.255| 192.168.0.0    | 192.168.255.255 | 192.169.0.0
            192.175.47.255| 192.175.48.0    | 192.175.48.255  | 192.175.49.0
            198.17.255.255| 198.18.0.0      | 198.19.255.255  | 198.20.0.0
            198.51.99.255 | 198.51.100.0    | 198.51.100.255  | 198.51.101.0
            203.0.112.255 | 203.0.113.0     | 203.0.113.255   | 203.0.114.0
            223.255.255.255| 224.0.0.0      | 239.255.255.255 |
                          | 240.0.0.0       | 255.255.255.255 |
                          | ::              | 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 2000::
            2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 2001:: | 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff | 2001:200::
            2001:db7:ffff:ffff:ffff:ffff:ffff:ffff | 2001:db8:: | 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff | 2001:db9::
            2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 2002:: | 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 2003::
            2620:4f:7fff:ffff:ffff:ffff:ffff:ffff | 2620:4f:8000:: | 2620:4f:8000:ffff:ffff:ffff:ffff:ffff | 2620:4f:8001::
            3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 3fff:: | 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff | 3fff:1000::
            3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 4000:: | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff |
            """)
    void aRangeIsRefusedFromItsFirstAddressToItsLastAndNoFurther(
            String before, String first, String last, String after) {
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(first))).isFalse();
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(last))).isFalse();
        if (before != null) {
            assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(before))).isTrue();
        }
        if (after != null) {
            assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(after))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::1",
                "::127.0.0.1", // compatible with IPv4
                "::ffff:0:7f00:1", // translated
                "64:ff9b::7f00:1", // NAT64
                "64:ff9b:1::1",
                "100::1", // discarded
                "2001:0:4136:e378:8000:63bf:3fff:fdd2", // Teredo
                "2001:2::1", // benchmarks
                "2001:20::1", // ORCHID
                "2002:7f00:1::1", // 127.0.0.1 by 6to4
                "5f00::1", // segment routing
                "fc00::1",
                "fd00:ec2::254", // metadata of a cloud
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "169.254.169.254",
                "100.100.100.200",
            })
    void whatLeadsInsideIsRefused(String address) {
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4009:80b::200e"})
    void whatIsAnybodysIsPublic(String address) {
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    /** Java unwraps them wherever it reads an address, but objects can be made that are not. */
    @Test
    void anIpv4AddressInsideAnIpv6AddressIsRefusedEvenIfItIsPublic() throws UnknownHostException {
        var bytes = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 8, 8, 8, 8};

        assertThat(PublicAddress.isPublic(Inet6Address.getByAddress(null, bytes, -1)))
                .isFalse();
    }
}
