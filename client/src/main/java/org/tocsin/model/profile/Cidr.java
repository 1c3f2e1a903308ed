package org.tocsin.model.profile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Networks in CIDR notation, in the one spelling that counts: no bit behind the prefix, version 6 as RFC 5952 writes
/// it. Nothing is looked up.
final class Cidr {
    private static final Pattern V4 = Pattern.compile(
            "(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})/(0|[1-9][0-9]?)");
    private static final Pattern V6 = Pattern.compile("([0-9a-f:]{2,39})/(0|[1-9][0-9]{0,2})");
    private static final int V4_PARTS = 4;
    private static final int V4_PART_BITS = 8;
    private static final int V6_GROUPS = 8;
    private static final int V6_GROUP_BITS = 16;

    private Cidr() {}

    static boolean isNetwork(String text) {
        Matcher v4 = V4.matcher(text);
        if (v4.matches()) {
            int[] parts = IntStream.rangeClosed(1, V4_PARTS)
                    .map(part -> Integer.parseInt(v4.group(part)))
                    .toArray();
            return IntStream.of(parts).allMatch(part -> part < 1 << V4_PART_BITS)
                    && endsAt(parts, V4_PART_BITS, Integer.parseInt(v4.group(V4_PARTS + 1)));
        }
        Matcher v6 = V6.matcher(text);
        if (!v6.matches()) {
            return false;
        }
        Optional<int[]> groups = groups(v6.group(1));
        return groups.isPresent()
                && written(groups.get()).equals(v6.group(1))
                && endsAt(groups.get(), V6_GROUP_BITS, Integer.parseInt(v6.group(2)));
    }

    private static Optional<int[]> groups(String text) {
        int gap = text.indexOf("::");
        String[] before = split(gap < 0 ? text : text.substring(0, gap));
        String[] after = split(gap < 0 ? "" : text.substring(gap + 2));
        int named = before.length + after.length;
        if (gap < 0 ? named != V6_GROUPS : named >= V6_GROUPS) {
            return Optional.empty();
        }
        int[] groups = new int[V6_GROUPS];
        for (int i = 0; i < named; i++) {
            boolean isBefore = i < before.length;
            String group = isBefore ? before[i] : after[i - before.length];
            if (!group.matches("[0-9a-f]{1,4}")) {
                return Optional.empty();
            }
            groups[isBefore ? i : V6_GROUPS - named + i] = Integer.parseInt(group, 16);
        }
        return Optional.of(groups);
    }

    private static String[] split(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    /// Source: RFC 5952, section 4: the longest run of zero groups, of two or more, the first of equals, becomes `::`.
    private static String written(int[] groups) {
        int from = 0;
        int length = 1;
        for (int i = 0; i < V6_GROUPS; i++) {
            int end = i;
            while (end < V6_GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        if (length == 1) {
            return joined(groups, 0, V6_GROUPS);
        }
        return joined(groups, 0, from) + "::" + joined(groups, from + length, V6_GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /// Whether a prefix fits, and no bit is set behind it.
    private static boolean endsAt(int[] parts, int partBits, int prefix) {
        int bits = parts.length * partBits;
        return prefix <= bits
                && IntStream.range(prefix, bits)
                        .noneMatch(bit -> (parts[bit / partBits] >> (partBits - 1 - bit % partBits) & 1) != 0);
    }
}
