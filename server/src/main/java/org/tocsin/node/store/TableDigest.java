package org.tocsin.node.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tocsin.model.Digest;

/// What a table holds, whatever the order of its rows: to compare a table with itself at another time.
public record TableDigest(String table, long rows, Digest sum) {
    /// Reads a whole table.
    ///
    /// @param table a name that the program knows, never one that came from outside
    public static TableDigest of(Session session, String table) {
        byte[] sum = new byte[Digest.LENGTH];
        long[] rows = new long[1];
        session.each("select * from " + table, row -> {
            add(sum, digest(row));
            rows[0]++;
        });
        return new TableDigest(table, rows[0], Digest.wrap(sum));
    }

    private static byte[] digest(Row row) {
        MessageDigest digest = sha256();
        for (int column = 1; column <= row.columns(); column++) {
            byte[] value = switch (row.value(column)) {
                case null -> "null".getBytes(StandardCharsets.UTF_8);
                case byte[] array -> array;
                case Object other -> (":" + other).getBytes(StandardCharsets.UTF_8);
            };
            digest.update((value.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(value);
        }
        return digest.digest();
    }

    /// Adds one hash to the sum of all, byte by byte: equal tables have equal sums.
    private static void add(byte[] sum, byte[] hash) {
        int carry = 0;
        for (int i = sum.length - 1; i >= 0; i--) {
            carry += (sum[i] & 0xff) + (hash[i] & 0xff);
            sum[i] = (byte) carry;
            carry >>= 8;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
