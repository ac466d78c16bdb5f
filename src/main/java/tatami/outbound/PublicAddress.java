package tatami.outbound;

import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses are anybody's, and which belong to this machine, to its network or to nobody.
 *
 * <p>From the special-purpose registries of IANA (RFC 6890 and its successors), read strictly: an
 * address that is translated into another one, or that somebody else routes on, is refused as well,
 * since nobody can say where it ends.
 */
final class PublicAddress {

    private static final List<Range> REFUSED_IPV4 = table("""
            0.0.0.0/8            this network; some systems take it for this machine
            10.0.0.0/8           private
            100.64.0.0/10        behind a provider's translator; clouds keep their own services here
            127.0.0.0/8          this machine
            168.63.129.16/32     looks public, and is the inside of a cloud: its agent and metadata
            169.254.0.0/16       this cable; metadata and credentials of most clouds
            172.16.0.0/12        private
            192.0.0.0/24         protocol assignments
            192.0.2.0/24         documentation
            192.31.196.0/24      AS112, a sink for misdirected DNS
            192.52.193.0/24      multicast tunnels (AMT)
            192.88.99.0/24       relays from IPv6 (6to4)
            192.168.0.0/16       private
            192.175.48.0/24      AS112 again
            198.18.0.0/15        benchmarks
            198.51.100.0/24      documentation
            203.0.113.0/24       documentation
            224.0.0.0/4          multicast
            240.0.0.0/4          never assigned, and the broadcast address
            """);

    /** All there is so far. Outside are this machine, links, sites, and IPv4 in its many disguises. */
    private static final List<Range> ASSIGNED_IPV6 = table("""
            2000::/3             global unicast
            """);

    private static final List<Range> REFUSED_IPV6 = table("""
            2001::/23            protocol assignments: Teredo, benchmarks, ORCHID
            2001:db8::/32        documentation
            2002::/16            an IPv4 address inside (6to4)
            2620:4f:8000::/48    AS112
            3fff::/20            documentation
            """);

    private PublicAddress() {}

    static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4
                ? !isWithin(REFUSED_IPV4, bytes)
                : isWithin(ASSIGNED_IPV6, bytes) && !isWithin(REFUSED_IPV6, bytes);
    }

    private static boolean isWithin(List<Range> ranges, byte[] address) {
        for (var range : ranges) { // no stream: asked for each connection
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<Range> table(String lines) {
        return lines.lines().map(line -> Range.parse(line.split(" ", 2)[0])).toList();
    }

    private record Range(byte[] first, int bits) {

        static Range parse(String cidr) {
            var slash = cidr.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress(),
                    Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            for (int i = 0; 8 * i < bits; i++) {
                var beyond = Math.max(0, 8 * (i + 1) - bits);
                if (((address[i] ^ first[i]) & 0xff) >> beyond != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
