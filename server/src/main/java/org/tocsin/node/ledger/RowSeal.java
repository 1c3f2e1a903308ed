package org.tocsin.node.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.proof.Sha256;

/// A hash over the columns of a row, kept in the row: finds a flipped bit in columns that no signature covers. It is no
/// defence against whoever can write the database and compute a hash; the signed checkpoints and the partners are.
final class RowSeal {
    private RowSeal() {}

    /// @param values `Bytes`, `Digest`, `Long`, `Integer` or `String`, each preceded by its length
    static Digest over(Object... values) {
        List<Bytes> parts = Arrays.stream(values).map(RowSeal::bytes).toList();
        int length =
                parts.stream().mapToInt(part -> Integer.BYTES + part.length()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(length);
        for (Bytes part : parts) {
            buffer.putInt(part.length()).put(part.array());
        }
        return Sha256.of(buffer.array());
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
