package org.tocsin.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Tells addresses of a machine itself and of networks behind a router (loopback, RFC 1918, RFC 4193, RFC 6598) from
/// those of the internet: a partner that names one makes this node knock inside its own walls. Threat T35.
final class InnerAddress {
    private static final int IPV4_BYTES = 4;

    private InnerAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || (bytes.length == IPV4_BYTES ? isInnerIpv4(bytes) : isInnerIpv6((Inet6Address) address, bytes));
    }

    private static boolean isInnerIpv4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        // "This network", and what carriers share out behind one address.
        return first == 0 || (first == 100 && second >= 64 && second < 128);
    }

    private static boolean isInnerIpv6(Inet6Address address, byte[] bytes) {
        // Unique local addresses.
        if ((bytes[0] & 0xfe) == 0xfc) {
            return true;
        }
        if (address.isIPv4CompatibleAddress()) {
            return isInner(bytes, 12);
        }
        // Translated by a gateway (RFC 6052), or carried by one (6to4): what counts is the address inside.
        boolean isTranslated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        if (isTranslated) {
            return isInner(bytes, 12);
        }
        return bytes[0] == 0x20 && bytes[1] == 0x02 && isInner(bytes, 2);
    }

    private static boolean isInner(byte[] bytes, int from) {
        try {
            return is(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + IPV4_BYTES)));
        } catch (UnknownHostException unreachable) {
            throw new IllegalStateException("four bytes are an address", unreachable);
        }
    }
}
