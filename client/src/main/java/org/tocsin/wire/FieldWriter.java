package org.tocsin.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the fields of one message into an array, in the order in which it is asked: in the order of their numbers
/// these are the bytes that the generated writer makes, without an object for each message, each string and each run of
/// bytes on the way. What is empty or zero is left out, as there. Every fragment of every record passes here.
final class FieldWriter {
    private static final int VARINT = 0;
    private static final int RUN = 2;

    private byte[] bytes;
    private int at;

    /// @param room how many bytes it is going to be: exactly, or a copy is made in the end
    FieldWriter(int room) {
        this.bytes = new byte[room];
    }

    void number(int field, long number) {
        if (number != 0) {
            room(numberBytes(number));
            bytes[at++] = (byte) (field << 3 | VARINT);
            varint(number);
        }
    }

    void bytes(int field, byte[] run) {
        if (run.length != 0) {
            begin(field, run.length);
            raw(run);
        }
    }

    /// One of a repeated field: written also if it is empty.
    void element(int field, String text) {
        element(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /// One of a repeated field: written also if it is empty.
    void element(int field, byte[] run) {
        begin(field, run.length);
        raw(run);
    }

    /// The tag and the length of a run of bytes that follows: one that is written piece by piece, or a message inside
    /// this one.
    void begin(int field, int length) {
        room(1 + varintBytes(length) + length);
        bytes[at++] = (byte) (field << 3 | RUN);
        varint(length);
    }

    /// A piece of a run that was begun.
    void raw(byte[] piece) {
        System.arraycopy(piece, 0, bytes, at, piece.length);
        at += piece.length;
    }

    byte[] written() {
        return at == bytes.length ? bytes : Arrays.copyOf(bytes, at);
    }

    /// What a number takes, in base 128.
    static int varintBytes(long number) {
        return (70 - Long.numberOfLeadingZeros(number | 1)) / 7;
    }

    /// What a field takes whose bytes are so many, tag and length included; nothing if there are none.
    static int fieldBytes(int length) {
        return length == 0 ? 0 : 1 + varintBytes(length) + length;
    }

    /// What the field of a number takes.
    static int numberBytes(long number) {
        return number == 0 ? 0 : 1 + varintBytes(number);
    }

    private void varint(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    private void room(int more) {
        if (more > bytes.length - at) {
            bytes = Arrays.copyOf(bytes, Math.max(at + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
