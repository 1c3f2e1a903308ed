package org.tocsin.model;

import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 value: 32 bytes, immutable under the same contract as `Bytes`.
public final class Digest implements Comparable<Digest> {
    public static final int LENGTH = 32;
    /// 32 zero bytes; never the hash of anything.
    public static final Digest ZERO = new Digest(new byte[LENGTH]);

    private final byte[] array;

    private Digest(byte[] array) {
        this.array = array;
    }

    /// Wraps without copying: the caller hands the array over.
    ///
    /// @throws IllegalArgumentException if it is not 32 bytes
    public static Digest wrap(byte[] array) {
        if (array.length != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + array.length);
        }
        return new Digest(array);
    }

    public static Digest copyOf(byte[] array, int offset) {
        return new Digest(Arrays.copyOfRange(array, offset, offset + LENGTH));
    }

    public static Digest ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    /// The array itself, to be read only.
    public byte[] array() {
        return array;
    }

    public Bytes bytes() {
        return Bytes.wrap(array);
    }

    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(array, digest.array);
    }

    /// The first four bytes: a hash is its own hash code.
    @Override
    public int hashCode() {
        return (array[0] & 0xff) << 24 | (array[1] & 0xff) << 16 | (array[2] & 0xff) << 8 | (array[3] & 0xff);
    }

    @Override
    public String toString() {
        return hex().substring(0, 16);
    }
}
