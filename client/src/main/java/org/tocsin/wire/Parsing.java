package org.tocsin.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// What every codec does: bounded parsing, no unknown fields, bytes in and out.
final class Parsing {
    private Parsing() {}

    /// Parses what is signed: not longer than its bound, and nothing in it that this version does not know (R-LIM-4).
    static <M extends Message> M strictly(Parser<M> parser, Bytes bytes, int bytesMax, String what)
            throws WireException {
        M message = parsed(parser, bytes, bytesMax, what);
        known(message, what);
        return message;
    }

    /// As `strictly`, for a message that may be read often: the caller asks `nothingUnknown` for it and for each
    /// message
    /// inside it.
    static <M extends Message> M parsed(Parser<M> parser, Bytes bytes, int bytesMax, String what) throws WireException {
        if (bytes.length() > bytesMax) {
            throw new WireException(what + " is longer than " + bytesMax + " bytes");
        }
        try {
            return parser.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException notAMessage) {
            throw new WireException(what + " is not a message of its type");
        }
    }

    /// Refuses fields that this version does not know, in this message alone.
    static void nothingUnknown(Message message, String what) throws WireException {
        if (!message.getUnknownFields().isEmpty()) {
            throw new WireException(what + " has fields unknown to this version");
        }
    }

    /// Refuses fields that this version does not know, in the message and below it.
    static void known(Message message, String what) throws WireException {
        nothingUnknown(message, what);
        for (Object value : message.getAllFields().values()) {
            if (value instanceof Message inner) {
                known(inner, what);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Message) {
                for (Object inner : list) {
                    known((Message) inner, what);
                }
            }
        }
    }

    /// Without copying, where the string has an array to itself: nobody writes to either.
    static Bytes bytes(ByteString string) {
        Whole whole = new Whole(string.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(string, whole);
        } catch (IOException inMemory) {
            throw new IllegalStateException("bytes in memory", inMemory);
        }
        byte[] array = whole.array;
        return Bytes.wrap(array != null ? array : string.toByteArray());
    }

    /// Catches the array of a string, if the string is exactly one.
    private static final class Whole extends ByteOutput {
        private final int length;
        private byte @Nullable [] array;

        Whole(int length) {
            this.length = length;
        }

        @Override
        public void write(byte value) {}

        @Override
        public void write(byte[] value, int offset, int count) {}

        @Override
        public void write(ByteBuffer value) {}

        @Override
        public void writeLazy(byte[] value, int offset, int count) {
            if (offset == 0 && count == length && value.length == length) {
                array = value;
            }
        }

        @Override
        public void writeLazy(ByteBuffer value) {}
    }

    /// Without copying: nobody writes to a `Bytes`.
    static ByteString string(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    static ByteString string(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.array());
    }

    static Digest digest(ByteString string, String what) throws WireException {
        if (string.size() != Digest.LENGTH) {
            throw new WireException(what + " has " + string.size() + " bytes, not 32");
        }
        return Digest.wrap(bytes(string).array());
    }

    /// Hashes of 32 bytes each, one after the other.
    static List<Digest> digests(ByteString string, int most, String what) throws WireException {
        int count = string.size() / Digest.LENGTH;
        if (string.size() % Digest.LENGTH != 0 || count > most) {
            throw new WireException(what + " is not a run of at most " + most + " hashes");
        }
        byte[] array = bytes(string).array();
        List<Digest> digests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            digests.add(Digest.copyOf(array, i * Digest.LENGTH));
        }
        return digests;
    }

    static ByteString concatenated(List<Digest> digests) {
        byte[] array = new byte[digests.size() * Digest.LENGTH];
        for (int i = 0; i < digests.size(); i++) {
            System.arraycopy(digests.get(i).array(), 0, array, i * Digest.LENGTH, Digest.LENGTH);
        }
        return UnsafeByteOperations.unsafeWrap(array);
    }

    static Team team(String domain, String what) throws WireException {
        if (!Team.isDomain(domain)) {
            throw new WireException(what + " is not a team's domain");
        }
        return new Team(domain);
    }

    static String text(String text, int bytesMax, String what) throws WireException {
        if (ByteString.copyFromUtf8(text).size() > bytesMax) {
            throw new WireException(what + " is longer than " + bytesMax + " bytes");
        }
        return text;
    }

    /// An unsigned 32-bit number that must be a positive `int`.
    static int positive(int value, String what) throws WireException {
        if (value < 1) {
            throw new WireException(what + " must be from 1 to 2147483647");
        }
        return value;
    }

    /// An unsigned 64-bit number that must not need the highest bit.
    static long notNegative(long value, String what) throws WireException {
        if (value < 0) {
            throw new WireException(what + " is larger than 2^63-1");
        }
        return value;
    }

    /// Runs a model record's constructor: what it refuses is the sender's fault.
    static <T> T checked(ModelCall<T> call) throws WireException {
        try {
            return call.make();
        } catch (IllegalArgumentException refused) {
            throw new WireException(String.valueOf(refused.getMessage()));
        }
    }

    /// Makes a model record from parts that may not fit it.
    interface ModelCall<T> {
        T make() throws WireException;
    }
}
