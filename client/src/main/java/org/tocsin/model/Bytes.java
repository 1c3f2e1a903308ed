package org.tocsin.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of bytes. Whoever wraps an array hands it over and does not write to it again; whoever reads the
/// array does not
/// write to it either. That is a contract, not a copy: these are the exact bytes that were signed, and they are many.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /// Wraps without copying: the caller hands the array over.
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes copyOf(byte[] array, int from, int to) {
        return wrap(Arrays.copyOfRange(array, from, to));
    }

    public static Bytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    /// The array itself, to be read only.
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public Bytes slice(int from, int to) {
        return from == 0 && to == array.length ? this : copyOf(array, from, to);
    }

    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /// Order by unsigned bytes.
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /// The length only: content never reaches a log by accident.
    @Override
    public String toString() {
        return "Bytes[" + array.length + "]";
    }
}
