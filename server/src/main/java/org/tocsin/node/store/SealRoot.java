package org.tocsin.node.store;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What stands over all rows' seals: of each table the number of its rows and the sum of their seals. The one row of
/// `store_seal`.
///
/// @param madeUnder the version of the schema that the rows were sealed under
/// @param commits how many transactions wrote to a sealed table
record SealRoot(String madeUnder, long commits, Map<String, Sum> tables) {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(Byte.SIZE * SealKey.SEAL_BYTES);

    /// Rows and the sum of their seals, whatever their order.
    record Sum(long rows, BigInteger seals) {
        static final Sum NONE = new Sum(0, BigInteger.ZERO);

        Sum plus(Sum other) {
            return new Sum(rows + other.rows, seals.add(other.seals).mod(MODULUS));
        }

        Sum with(byte[] seal) {
            return new Sum(rows + 1, seals.add(new BigInteger(1, seal)).mod(MODULUS));
        }

        Sum without(byte[] seal) {
            return new Sum(rows - 1, seals.subtract(new BigInteger(1, seal)).mod(MODULUS));
        }
    }

    SealRoot {
        tables = Map.copyOf(tables);
    }

    /// The root as it is stored, and whether its own seal holds.
    record Stored(SealRoot root, boolean isSealed) {}

    static Optional<Stored> read(Session session, SealKey.Sealer sealer) {
        return session.first("select made_under, commits, tables, seal from store_seal where id = 1", row -> {
            byte[] packed = row.array(3);
            byte[] seal = seal(sealer, row.text(1), row.number(2), packed);
            return new Stored(
                    new SealRoot(row.text(1), row.number(2), unpack(packed)), Arrays.equals(seal, row.array(4)));
        });
    }

    /// Puts this in the place of what is stored.
    void write(Session session, SealKey.Sealer sealer) {
        byte[] packed = packed();
        byte[] seal = seal(sealer, madeUnder, commits, packed);
        int there = session.raw(
                "update store_seal set made_under = ?, commits = ?, tables = ?, seal = ? where id = 1",
                madeUnder,
                commits,
                packed,
                seal);
        if (there == 0) {
            session.raw(
                    "insert into store_seal (id, made_under, commits, tables, seal) values (1, ?, ?, ?, ?)",
                    madeUnder,
                    commits,
                    packed,
                    seal);
        }
    }

    private static byte[] seal(SealKey.Sealer sealer, String madeUnder, long commits, byte[] packed) {
        return sealer.add(SealedTable.ROOT)
                .add(madeUnder)
                .add(commits)
                .add(packed)
                .seal();
    }

    private byte[] packed() {
        ByteBuffer buffer = ByteBuffer.allocate(tables.keySet().stream()
                .mapToInt(name -> 1 + name.length() + Long.BYTES + SealKey.SEAL_BYTES)
                .sum());
        new TreeMap<>(tables).forEach((name, sum) -> {
            buffer.put((byte) name.length())
                    .put(name.getBytes(StandardCharsets.US_ASCII))
                    .putLong(sum.rows());
            byte[] seals = sum.seals().toByteArray();
            int from = Math.max(0, seals.length - SealKey.SEAL_BYTES);
            buffer.put(new byte[SealKey.SEAL_BYTES - (seals.length - from)]).put(seals, from, seals.length - from);
        });
        return buffer.array();
    }

    /// What cannot be read has no tables: then every table has too many rows.
    private static Map<String, Sum> unpack(byte[] packed) {
        Map<String, Sum> tables = new TreeMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        try {
            while (buffer.hasRemaining()) {
                byte[] name = new byte[buffer.get() & 0xff];
                buffer.get(name);
                long rows = buffer.getLong();
                byte[] seals = new byte[SealKey.SEAL_BYTES];
                buffer.get(seals);
                tables.put(new String(name, StandardCharsets.US_ASCII), new Sum(rows, new BigInteger(1, seals)));
            }
            return tables;
        } catch (BufferUnderflowException cutShort) {
            return Map.of();
        }
    }
}
