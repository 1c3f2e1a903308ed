package org.tocsin.node.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// A hash over the columns of a row, kept in the row: finds a flipped bit in columns that no signature covers. It is no
/// defence against whoever can write the database and compute a hash; the signed checkpoints and the partners are.
public final class RowSeal {
    private RowSeal() {}

    /// @param values `Bytes`, `Digest`, `Long`, `Integer` or `String`, each preceded by its length
    public static Digest over(Object... values) {
        List<Bytes> parts = Arrays.stream(values).map(RowSeal::bytes).toList();
        int length =
                parts.stream().mapToInt(part -> Integer.BYTES + part.length()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(length);
        for (Bytes part : parts) {
            buffer.putInt(part.length()).put(part.array());
        }
        try {
            return Digest.wrap(MessageDigest.getInstance("SHA-256").digest(buffer.array()));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static Bytes bytes(Object value) {
        return switch (value) {
            case Bytes bytes -> bytes;
            case Digest digest -> digest.bytes();
            case Number number ->
                Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                        .putLong(number.longValue())
                        .array());
            case String text -> Bytes.ofUtf8(text);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }
}
