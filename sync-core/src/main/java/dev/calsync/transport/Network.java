package dev.calsync.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A network in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
record Network(InetAddress base, int prefixBits) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? "" : text.substring(0, slash);
        if (!LITERAL.matcher(address).matches()) {
            throw notNetwork(text);
        }
        try {
            InetAddress base = InetAddress.getByName(address);
            int prefixBits = Integer.parseInt(text.substring(slash + 1));
            if (prefixBits < 0 || prefixBits > base.getAddress().length * 8) {
                throw notNetwork(text);
            }
            return new Network(base, prefixBits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(notNetwork(text).getMessage(), e);
        }
    }

    private static IllegalArgumentException notNetwork(String text) {
        return new IllegalArgumentException("a network is written like 10.20.0.0/16 or fd00::/8, not: " + text);
    }

    boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        byte[] own = base.getAddress();
        if (own.length != address.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (own[i] != address[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((own[whole] ^ address[whole]) & 0xFF) >>> (8 - rest) == 0;
    }
}
