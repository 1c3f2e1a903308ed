package org.tocsin.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Tells addresses of a machine itself and of networks behind a router (RFC 6890, section 2.2) from those of the
/// internet: a partner that names one makes this node knock inside its own walls. Threat T35.
final class InnerAddress {
    private static final int IPV4_BYTES = 4;
    /// In front of an IPv4 address that fills the last four bytes: mapped (a resolver hands these out, and the kernel
    /// dials what is inside), compatible (RFC 4291), translated by a gateway (RFC 6052).
    private static final List<String> BEFORE_IPV4 =
            List.of("00000000000000000000ffff", "000000000000000000000000", "0064ff9b0000000000000000");
    private static final String SIX_TO_FOUR = "2002";
    /// Unique local (RFC 4193), translated as a network wishes (RFC 8215), and through somebody's tunnel (Teredo).
    private static final List<String> INNER_IPV6 = List.of("fc", "fd", "0064ff9b0001", "20010000");

    private InnerAddress() {}

    static boolean is(InetAddress address) {
        return isInner(address) || isInner(carried(address));
    }

    /// The IPv4 address that one of IPv6 stands for, which is where what is sent to it goes; any other as it is.
    static InetAddress carried(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return address;
        }
        String hex = HexFormat.of().formatHex(bytes);
        if (BEFORE_IPV4.stream().anyMatch(hex::startsWith)) {
            return ipv4(bytes, 12);
        }
        return hex.startsWith(SIX_TO_FOUR) ? ipv4(bytes, 2) : address;
    }

    private static boolean isInner(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || (bytes.length == IPV4_BYTES
                        ? isInnerIpv4(bytes)
                        : INNER_IPV6.stream().anyMatch(HexFormat.of().formatHex(bytes)::startsWith));
    }

    /// "This network", what carriers share out behind one address, protocols' own, and benchmarks.
    private static boolean isInnerIpv4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first == 0
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && bytes[2] == 0)
                || (first == 198 && (second == 18 || second == 19));
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + IPV4_BYTES));
        } catch (UnknownHostException unreachable) {
            throw new IllegalStateException("four bytes are an address", unreachable);
        }
    }
}
