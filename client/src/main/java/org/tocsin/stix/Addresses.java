package org.tocsin.stix;

/// IP addresses and CIDR blocks as text.
///
/// Source: STIX 2.1 sections 6.8 and 6.9; RFC 4632; RFC 4291 section 2.2.
final class Addresses {
    private Addresses() {}

    static boolean isIpv4(char[] text, int from, int length) {
        int end = prefixAt(text, from, length, 32);
        return end >= 0 && dotted(text, from, end);
    }

    static boolean isIpv6(char[] text, int from, int length) {
        int end = prefixAt(text, from, length, 128);
        return end >= 0 && groups(text, from, end);
    }

    /// The end of the address in front of an optional `/bits`, or -1 if the bits are no plain number up to the maximum.
    private static int prefixAt(char[] text, int from, int length, int bitsMax) {
        for (int i = from; i < from + length; i++) {
            if (text[i] == '/') {
                int bits = number(text, i + 1, from + length, 3);
                return bits >= 0 && bits <= bitsMax ? i : -1;
            }
        }
        return from + length;
    }

    /// A decimal number without leading zeros, or -1.
    private static int number(char[] text, int from, int to, int digitsMax) {
        if (from == to || to - from > digitsMax || (text[from] == '0' && to - from > 1)) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Formats.isDigit(text[i])) {
                return -1;
            }
            value = value * 10 + text[i] - '0';
        }
        return value;
    }

    private static boolean dotted(char[] text, int from, int to) {
        int octets = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text[i] == '.') {
                int octet = number(text, start, i, 3);
                if (octet < 0 || octet > 255) {
                    return false;
                }
                octets++;
                start = i + 1;
            }
        }
        return octets == 4;
    }

    private static boolean groups(char[] text, int from, int to) {
        int groups = 0;
        boolean shortened = false;
        int start = from;
        int i = from;
        if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
            shortened = true;
            i = from + 2;
            start = i;
            if (i == to) {
                return true;
            }
        }
        for (; i <= to; i++) {
            if (i < to && text[i] != ':') {
                continue;
            }
            if (i == to && dots(text, start, to)) {
                return dotted(text, start, to) && complete(groups + 2, shortened);
            }
            if (i == start || i - start > 4 || !Formats.isHexDigits(text, start, i - start)) {
                return false;
            }
            groups++;
            start = i + 1;
            if (i + 1 < to && text[i] == ':' && text[i + 1] == ':') {
                if (shortened) {
                    return false;
                }
                shortened = true;
                i++;
                start = i + 1;
                if (start == to) {
                    return complete(groups, true);
                }
            } else if (i + 1 == to && text[i] == ':') {
                return false;
            }
        }
        return complete(groups, shortened);
    }

    private static boolean complete(int groups, boolean shortened) {
        return shortened ? groups < 8 : groups == 8;
    }

    private static boolean dots(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                return true;
            }
        }
        return false;
    }
}
