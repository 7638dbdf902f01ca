package dev.calsync.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * What is globally reachable, by the IANA special-purpose registries. An IPv6 address that carries an IPv4 address is
 * judged by what it carries: otherwise {@code 64:ff9b::7f00:1} would be a way to 127.0.0.1.
 */
enum PublicInternet implements AddressGuard {
    INSTANCE;

    private static final List<Network> REFUSED = List.of(
                    "0.0.0.0/8", // this network, unspecified
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by carriers; also Alibaba's metadata service
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // Azure's wire server
                    "169.254.0.0/16", // link-local, the usual metadata service
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments; also Oracle's metadata service
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relay
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "64:ff9b:1::/48", // translation, local use
                    "100::/64", // discard
                    "2001::/23", // protocol assignments, Teredo
                    "2001:db8::/32", // documentation
                    "3fff::/20", // documentation
                    "5f00::/16", // segment routing
                    "fc00::/7", // unique local; also EC2's metadata service
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local
                    "ff00::/8") // multicast
            .stream()
            .map(Network::parse)
            .toList();

    private static final Network COMPATIBLE = Network.parse("::/96");
    private static final Network TRANSLATED = Network.parse("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

    @Override
    public boolean permits(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            if (COMPATIBLE.contains(bytes) || TRANSLATED.contains(bytes)) {
                return !isLoopbackOrUnspecified(address) && permits(carried(bytes, 12));
            }
            if (SIX_TO_FOUR.contains(bytes)) {
                return permits(carried(bytes, 2));
            }
        }
        return !isLoopbackOrUnspecified(address) && REFUSED.stream().noneMatch(network -> network.contains(bytes));
    }

    private static boolean isLoopbackOrUnspecified(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress();
    }

    private static InetAddress carried(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
