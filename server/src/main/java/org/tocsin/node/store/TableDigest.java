package org.tocsin.node.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Digest;

/// What a table holds, whatever the order of its rows: to compare a table with itself at another time.
public record TableDigest(String table, long rows, Digest sum) {
    /// Reads a whole table.
    ///
    /// @param table a name that the program knows, never one that came from outside
    public static TableDigest of(Session session, String table) {
        Sum sum = new Sum();
        session.each("select * from " + table, row -> {
            @Nullable Object[] values = new @Nullable Object[row.columns()];
            for (int column = 1; column <= values.length; column++) {
                values[column - 1] = row.value(column);
            }
            sum.add(values);
        });
        return sum.digest(table);
    }

    /// Sums up rows one by one, whatever their order: for tables of which a row holds many.
    public static final class Sum {
        /// Where other values have their length.
        private static final byte[] NOTHING = {'-'};

        private final byte[] sum = new byte[Digest.LENGTH];
        private long rows;

        /// @param values of one row; arrays are taken as bytes, anything else as its text; null is no text of its own
        public void add(@Nullable Object... values) {
            MessageDigest digest = sha256();
            for (Object each : values) {
                if (each == null) {
                    digest.update(NOTHING);
                    continue;
                }
                byte[] value = each instanceof byte[] array ? array : (":" + each).getBytes(StandardCharsets.UTF_8);
                digest.update((value.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(value);
            }
            TableDigest.add(sum, digest.digest());
            rows++;
        }

        public TableDigest digest(String table) {
            return new TableDigest(table, rows, Digest.wrap(sum.clone()));
        }
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
